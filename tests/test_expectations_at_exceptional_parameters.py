"""A mean whose closed form divides by a parameter has its value where that vanishes, and the statement is about that value too."""

from __future__ import annotations

import pytest
from stated import decided

PROVED = [
    ("E(cos(w*y), y, Uniform(0, 1)) == (sin(w)/w if w != 0 else 1)", "real"),
    ("E(sin(w*y), y, Uniform(0, 1)) == ((1 - cos(w))/w if w != 0 else 0)", "real"),
    ("E(cos(2*pi*w*y), y, Uniform(0, 1)) == (0 if w != 0 else 1)", "integer"),
    ("Var(cos(w*y), y, Uniform(0, 2*pi)) == 1/2", "positive integer"),
    ("E(y*exp(w*y), y, Uniform(0, 1)) == ((exp(w)*(w - 1) + 1)/w**2 if w != 0 else 1/2)", "real"),
    ("E(exp((w - v)*y), y, Uniform(0, 1)) == ((exp(w - v) - 1)/(w - v) if w != v else 1)", "real"),
]
REFUTED = [
    ("E(cos(w*y), y, Uniform(0, 1)) == (sin(w)/w if w != 0 else 0)", "real"),
    ("E(cos(2*pi*w*y), y, Uniform(0, 1)) == 0", "integer"),
    ("Var(cos(w*y), y, Uniform(0, 2*pi)) == 1/2", "integer"),
    ("E(exp((w - v)*y), y, Uniform(0, 1)) == ((exp(w - v) - 1)/(w - v) if w != v else 0)", "real"),
    ("E(exp(v*y)*cos(w*y), y, Uniform(0, 1)) == ((exp(v)*(v*cos(w) + w*sin(w)) - v)/(v**2 + w**2) if v**2 + w**2 > 0 else 2)", "real"),
    ("E(sin(v*y)*sin(w*y), y, Uniform(0, 2*pi)) == (1/2 if v == w else 0)", "integer"),
]


@pytest.mark.parametrize(("statement", "kind"), PROVED)
def test_the_exceptional_value_belongs_to_the_mean(statement: str, kind: str) -> None:
    """The value at the exception is the mean of the integrand there, and nothing is required."""
    record = decided(statement, {"w": kind, "v": kind})
    assert record["verdict"] in ("proved", "supported"), record["reason"]
    assert not [condition for condition in record["side_conditions"] if "where" not in condition]


@pytest.mark.parametrize(("statement", "kind"), REFUTED)
def test_another_exceptional_value_is_refuted(statement: str, kind: str) -> None:
    """What differs at the exception alone is a counterexample, and no dispute."""
    record = decided(statement, {"w": kind, "v": kind})
    assert (record["verdict"], record["grade"]) == ("refuted", "certified"), record["reason"]


@pytest.mark.parametrize(
    ("statement", "let", "given", "verdict"),
    [
        ("sum(1 for k in range(m, n)) == n - m", {"m": "integer", "n": "integer"}, (), "refuted"),
        ("sum(1 for k in range(m, n)) == n - m", {"m": "integer", "n": "integer"}, ("m <= n + 1",), "refuted"),
        ("sum(1 for k in range(m, n)) == n - m", {"m": "integer", "n": "integer"}, ("m <= n",), "supported"),
        ("sum(k for k in range(n)) == n*(n - 1)/2", {"n": "integer"}, (), "refuted"),
        ("sum(1 for k in range(n)) == 0", {"n": "integer"}, ("n <= 0",), "supported"),
        ("sum(1/(k + 1) for k in range(n)) <= 5", {"n": "natural"}, (), "refuted"),
        ("sum(1/(k + 1)**2 for k in range(n)) <= 16/10", {"n": "natural"}, (), "refuted"),
    ],
)
def test_ranges_that_run_backwards_are_empty(statement: str, let: dict[str, str], given: tuple[str, ...], verdict: str) -> None:
    """A range of whole numbers from the higher to the lower has no terms, and its end is a place to look."""
    assert decided(statement, let, given=given)["verdict"] in (verdict, "proved" if verdict == "supported" else verdict)


@pytest.mark.parametrize(
    ("statement", "let"),
    [
        ("kl(Categorical(p), Categorical(q)) <= 10", {"p": "simplex[3]", "q": "simplex[3]"}),
        ("-log(u) <= 20", {"u": "unit"}),
        ("-log(1 - u) <= 20", {"u": "unit"}),
        ("log(1 + x) <= 12", {"x": "positive"}),
        ("log(1 + exp(x)) <= 10**6", {"x": "real"}),
        ("sqrt(x) <= 1000 + x/10**5", {"x": "positive"}),
        ("x*log(x) >= -36/100", {"x": "positive"}),
        ("n*(n - 1)*(n + 1) > -1000", {"n": "integer"}),
        ("(x**2 + y - 12)**2 + (x + y**2 - 7)**2 >= 1/10", {"x": "real", "y": "real"}),
    ],
)
def test_inequalities_are_looked_at_far_out_in_corners_and_where_they_are_least(statement: str, let: dict[str, str]) -> None:
    """Bounds that fail beyond what is drawn, or in a small region between, are refuted there."""
    assert decided(statement, let)["verdict"] == "refuted"


@pytest.mark.parametrize(
    ("statement", "let"),
    [
        ("x*log(x) >= -37/100", {"x": "positive"}),
        ("x*exp(x) >= -37/100", {"x": "real"}),
        ("E(sin(x*y)*sin(2*x*y), y, Normal(0, 1)) > 0", {"x": "positive"}),  # falls to zero at the boundary only
        ("(x**2 + y - 11)**2 + (x + y**2 - 7)**2 >= 0", {"x": "real", "y": "real"}),
    ],
)
def test_what_is_least_above_the_bound_keeps_its_support(statement: str, let: dict[str, str]) -> None:
    """A descent that ends above zero, or at the boundary of the domain, says nothing."""
    assert decided(statement, let)["verdict"] in ("proved", "supported")
