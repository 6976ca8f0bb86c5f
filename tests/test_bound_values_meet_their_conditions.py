"""What stands below a mean, an integral or a sum is defined for every value of the bound name, or the statement is refused."""

from __future__ import annotations

import pytest
from stated import decided, stated

from derivations.errors import DerivationError
from verify.derive import derive
from verify.statement import Statement

DEFINED = [
    ("E(log(y), y, Uniform(1, b + 1)) == E(log(y), y, Uniform(1, b + 1))", {"b": "positive"}),
    ("E(sqrt(1 - y), y, Beta(a, 1)) == E(sqrt(1 - y), y, Beta(a, 1))", {"a": "positive"}),
    ("E(log(y - a), y, Uniform(a, a + 1)) == E(log(y - a), y, Uniform(a, a + 1))", {"a": "real"}),
    ("E(sqrt(2 - y)**2, y, Binomial(2, p)) == 2 - 2*p", {"p": "unit"}),
    ("E(log(1 + n - y), y, Binomial(n, p)) == E(log(1 + n - y), y, Binomial(n, p))", {"n": "positive integer", "p": "unit"}),
    ("E(log(y[0]), y, Dirichlet([a, b])) == polygamma(0, a) - polygamma(0, a + b)", {"a": "positive", "b": "positive"}),
    ("E(E(z, z, Gamma(y, 1)), y, Gamma(a, 1)) == a", {"a": "positive"}),
    ("E(E(z, z, Bernoulli(y)), y, Beta(a, 1)) == a/(a + 1)", {"a": "positive"}),
    ("E(E(z, z, Categorical([y, 1 - y])), y, Beta(a, 1)) == 1/(a + 1)", {"a": "positive"}),
    ("E(E(z, z, Binomial(y, p)), y, Poisson(r)) == p*r", {"p": "unit", "r": "positive"}),
    ("E(1/y, y, Gamma(a + 1, 1)) == 1/a", {"a": "positive"}),
    ("integrate(sqrt(x)**2, x, 0, b) == b**2/2", {"b": "positive"}),
    ("sum(sqrt(k)**2 for k in range(n)) == n*(n - 1)/2", {"n": "positive integer"}),
]
UNDEFINED = [
    ("E(sqrt(y)**2, y, Normal(0, 1)) == 0", {}, "y >= 0"),
    ("E(exp(log(y)), y, Normal(m, 1)) == m", {"m": "real"}, "y > 0"),
    ("E(log(y - a), y, Uniform(a - 1, a + 1)) == 0", {"a": "real"}, "-a + y > 0"),
    ("E(E(z**2, z, Normal(0, y)), y, Normal(0, 1)) == 1", {}, "y > 0"),
    ("E(kl(Bernoulli(y), Bernoulli(y)), y, Gamma(a, 1)) == 0", {"a": "positive"}, "1 - y > 0"),
    ("E(E(z, z, Categorical([y, 1/5])), y, Beta(a, 1)) == 1/5", {"a": "positive"}, "y + 1/5 == 1"),
    ("E(E(z, z, Binomial(y, 1/2)), y, Gamma(a, 1)) == a/2", {"a": "positive"}, "y is an integer"),
    ("E(E(exp(log(z)), z, Normal(y, 1)), y, Gamma(a, 1)) == a", {"a": "positive"}, "z > 0"),
    ("E((y**2 - y)/(y - 1), y, Poisson(r)) == r", {"r": "positive"}, "y - 1 != 0"),
    ("integrate(sqrt(x)**2, x, -1, 1) == 0", {}, "x >= 0"),
    ("E(log(f(y)) - log(f(y)), y, Normal(0, 1)) == 0", {"f": "smooth(y) -> real", "y": "real"}, "Jet(f, (0,), y) > 0"),
    ("sum(1/(k - 3) for k in range(1, n)) == sum(1/(k - 3) for k in range(1, n))", {"n": "positive integer"}, "k - 3 != 0"),
    ("sum(sqrt(k - 3)**2 for k in range(n)) == n*(n - 7)/2", {"n": "positive integer"}, "k - 3 >= 0"),
]


@pytest.mark.parametrize(("statement", "let"), DEFINED, ids=[statement for statement, _ in DEFINED])
def test_what_is_defined_on_the_support_asks_for_nothing(statement: str, let: dict[str, str]) -> None:
    """The support grants it: no side condition speaks of the bound name, and nothing is refused."""
    claim = Statement.of(stated(statement, let))
    assert not any("for every" in sentence for sentence in claim.problem(claim.elaborator()).noted)


@pytest.mark.parametrize(("statement", "let", "wanted"), UNDEFINED, ids=[statement for statement, _, _ in UNDEFINED])
def test_what_is_undefined_for_some_values_is_refused(statement: str, let: dict[str, str], wanted: str) -> None:
    """No verdict on it, and the reason says what fails; `proved` was the verdict on most of these."""
    record = decided(statement, let)
    assert record["verdict"] == "inconclusive"
    assert f"expected {wanted} for every value of" in record["reason"]


def test_what_nothing_decides_is_a_side_condition() -> None:
    """Nothing knows that entries of a unit vector exceed -1: the verdict names what it rests on."""
    record = decided("E(log(y[0] + y[1] + 2) - log(y[0] + y[1] + 2), y, VonMisesFisher([1, 0], 1)) == 0")
    assert record["evidence"][0]["verdict"] == "proved"
    assert record["side_conditions"] == ["y_0 + y_1 + 2 > 0 for every value of y_0, y_1"]


def test_a_failure_where_the_law_does_not_exist_refuses_nothing() -> None:
    """The argument of the logarithm is positive for every y below c, if b is; where it is not there is no law to speak of."""
    integrand = "log(2*c - y - b + abs(sin(y)))"
    claim = Statement.of(stated(f"E({integrand}, y, Uniform(b, c)) == E({integrand}, y, Uniform(b, c))", {"b": "real", "c": "real"}))
    assert claim.problem(claim.elaborator()).noted == ("-b + 2*c - y + Abs(sin(y)) > 0 for every value of y",)


def test_an_empty_range_asks_for_nothing() -> None:
    """Up to n = 4 the sum has no term that is undefined; the requirement is a side condition, since the range may hold no value."""
    claim = Statement.of(stated("sum(1/(k - 3) for k in range(4, n)) == sum(1/(k - 3) for k in range(4, n))", {"n": "positive integer"}))
    assert claim.problem(claim.elaborator()).noted == ("k - 3 != 0 for every value of k",)


SUBSTITUTED = [
    ("subs(sqrt(x)**2, x, y) == y", {"x": "real", "y": "real"}, "y >= 0"),
    ("subs(abs(x), x, y) == y", {"x": "positive", "y": "real"}, "y >= 0"),
    ("subs(abs(x), x, y) == -y", {"x": "negative", "y": "real"}, "-y >= 0"),
]


@pytest.mark.parametrize(("statement", "let", "condition"), SUBSTITUTED, ids=[statement for statement, _, _ in SUBSTITUTED])
def test_a_substitution_moves_conditions(statement: str, let: dict[str, str], condition: str) -> None:
    """What was required or assumed of the variable is required of what replaces it, and of nothing else."""
    record = decided(statement, let)
    assert record["verdict"] == "proved"
    assert record["side_conditions"] == [condition]


def test_a_substitution_outside_of_a_type_is_refused() -> None:
    """The value at -1 of what was simplified for positive numbers is about nothing."""
    record = decided("subs(abs(x), x, -1) == -1", {"x": "positive"})
    assert record["verdict"] == "inconclusive"
    assert "defined nowhere" in record["reason"]


def test_derived_objects_say_where_they_are_defined() -> None:
    """`derive` names the probabilities that must sum to one, and refuses what is undefined below a mean."""
    let = {"a": "unit", "b": "unit", "c": "unit"}
    assert "a + b == 1" in derive("kl(Categorical([a, b]), Categorical([c, 1 - c]))", let).conditions
    with pytest.raises(DerivationError, match="y > 0 for every value of y"):
        derive("E(log(y), y, Normal(0, 1))", {})
