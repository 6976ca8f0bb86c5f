"""What a word is told (a value of a law, natural parameters, ends of a path, a point to expand around) must be one of its kind.

Each statement holds there, and fails elsewhere, where it is not asserted: all of them were refuted.
"""

from __future__ import annotations

import pytest
from stated import decided

REALS = dict.fromkeys(("x", "y", "z", "t", "u", "mu"), "real")
POSITIVE = dict.fromkeys(("a", "b", "c", "s", "k"), "positive")
COMMON = {**REALS, **POSITIVE, "p": "unit", "n": "natural", "m": "natural", "S": "spd[2]"}


@pytest.mark.parametrize(
    ("statement", "condition"),
    [
        ("x*(1 - x)*pdf(Bernoulli(p), x) == 0", "x is an integer"),
        ("pdf(Dirichlet([2, 1]), [x, y]) == 2 - 2*y", "x + y == 1"),
        ("0*logpdf(Dirichlet([a, b]), [x, y]) + abs(x) == x", "x + y == 1"),
        ("pdf(Multinomial(2, [p, 1 - p]), [n, m]) == pdf(Binomial(2, p), n)", "m + n == 2"),
        ("0*logpdf(Wishart(5, S), [[x, y], [y, z]]) + abs(x) == x", "x > 0"),
        ("0*logpdf(NormalGamma(mu, a, b, c), [x, y]) + abs(y) == y", "y > 0"),
        ("sufficient(Exponential(a), y)[0] >= 0", "y > 0"),
        ("empirical_fisher(Exponential(a), [x, y], [a])[0, 0] + abs(y) == ((1/a - x)**2 + (1/a - y)**2)/2 + y", "y > 0"),
        ("empirical_fisher(Laplace(mu, s), [x, y], [mu]) == [[1/s**2]]", "mu - x != 0"),
        ("log_partition_derivative(Exponential, [y], 1)[0] > 0", "-y > 0"),
        ("log_partition_derivative(Normal, [x, y], 2)[0, 0] > 0", "y != 0"),
        ("0*log_partition(MultivariateNormal, [x, y, z, t, u]) + abs(z) == -z", "-2*z > 0"),
        ("0*log_partition(Wishart, [x, y, z, t]) + abs(y) == -y", "-2*y > 0"),
        ("0*geodesic_distance(Bernoulli(p), [p], [x], [y]) + abs(x) == x", "1 - x > 0"),
        ("0*geodesic(Normal(mu, s), [mu, s], [0, x], [0, y], 1/2)[1] + abs(x) == x", "x > 0"),
        ("0*taylor(log(a), [a], [x], 2) + abs(x) == x", "x >= 0"),
        ("0*limit(a**2, a, x) + abs(x) == x", "x >= 0"),
    ],
)
def test_what_holds_where_it_is_defined_is_not_refuted(statement: str, condition: str) -> None:
    """The record says what the word asks of its arguments."""
    names = {name: kind for name, kind in COMMON.items() if name in statement}
    record = decided(statement, names)
    assert record["verdict"] in ("proved", "supported"), record["reason"] or record["witness"]
    assert condition in record["side_conditions"]


@pytest.mark.parametrize(
    "statement",
    [
        "pdf(Dirichlet([2, 1]), [x, y]) <= 1",
        "pdf(Multinomial(2, [p, 1 - p]), [n, m]) == pdf(Binomial(2, p), m)",
        "log_partition_derivative(Exponential, [y], 1)[0] > 1",
        "geodesic_distance(Bernoulli(p), [p], [x], [y]) <= 1",
        "taylor(log(a), [a], [x], 0) == x",
    ],
)
def test_what_fails_where_it_is_defined_is_refuted(statement: str) -> None:
    """The conditions leave witnesses."""
    names = {name: kind for name, kind in COMMON.items() if name in statement}
    assert decided(statement, names)["verdict"] == "refuted"


@pytest.mark.parametrize(
    ("statement", "law"),
    [
        ("E(logpdf(Multinomial(2, [p, 1 - p]), y), y, Multinomial(2, [p, 1 - p])) == -entropy(Multinomial(2, [p, 1 - p]))", "Multinomial"),
        ("E(logpdf(Dirichlet([a, b]), y), y, Dirichlet([a, b])) == -entropy(Dirichlet([a, b]))", "Dirichlet"),
        ("E(logpdf(Wishart(5, S), y), y, Wishart(5, S)) == -entropy(Wishart(5, S))", "Wishart"),
    ],
)
def test_bound_values_are_values(statement: str, law: str) -> None:
    """Of a name that the same law binds nothing is asked, and nothing is said."""
    names = {name: kind for name, kind in COMMON.items() if name in statement.replace(law, "")}
    record = decided(statement, names)
    assert record["verdict"] == "proved"
    assert not any("==" in condition or "integer" in condition for condition in record["side_conditions"])


@pytest.mark.parametrize(
    ("statement", "got"),
    [
        ("pdf(Dirichlet([2, 1]), [1/2, 1/3]) == 1", "a value of Dirichlet, got (1/2, 1/3)"),
        ("pdf(Multinomial(2, [p, 1 - p]), [1, 2]) == 0", "a value of Multinomial, got (1, 2)"),
    ],
)
def test_what_is_a_value_nowhere_is_refused(statement: str, got: str) -> None:
    """The message names it."""
    record = decided(statement, {"p": "unit"})
    assert record["verdict"] == "inconclusive"
    assert f"expected {got}, which is none anywhere. Mend it." in record["reason"]
