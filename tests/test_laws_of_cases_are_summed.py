"""Sums whose terms have one form but for single ones, and laws of such cases: zeros beyond those of a Poisson law, a truncated one."""

from __future__ import annotations

import pytest
import sympy as sp
from own_families import claim, verdict
from stated import decided

from derivations import integrals
from derivations.integrals import closed_sum
from derivations.integrals.single_terms import sum_with_single_terms

INFLATED = """```family
name = "Inflated"
variable = "y"
support = "natural"
parameters = { w = "unit", rate = "positive" }
log_density = "log(w*(1 if y == 0 else 0) + (1 - w)*exp(-rate)*rate**y/factorial(y))"
```
"""
y, a, w = sp.Symbol("y", integer=True, nonnegative=True), sp.Symbol("a", positive=True), sp.Symbol("w", real=True)
POISSON = a**y / sp.factorial(y)


@pytest.mark.parametrize(
    "statement",
    [
        "E(y, y, Inflated(p, k)) == (1 - p)*k",
        "Var(y, y, Inflated(p, k)) == (1 - p)*k*(1 + p*k)",
        "Var(y, y, Inflated(p, k)) > E(y, y, Inflated(p, k))",
        "fisher(Inflated(p, k), [p])[0, 0] == (1 - exp(-k))/((1 - p)*(p + (1 - p)*exp(-k)))",
    ],
)
def test_true_statements_about_a_law_with_more_zeros_are_proved(statement: str) -> None:
    """They were supported after a minute, or not decided at all."""
    assert verdict(INFLATED + claim(statement))["verdict"] == "proved"


@pytest.mark.parametrize(
    "statement",
    [
        "E(y, y, Inflated(p, k)) == (1 - p)*k + p",
        "Var(y, y, Inflated(p, k)) == (1 - p)*k*(1 + k)",
        "fisher(Inflated(p, k), [p])[0, 0] == 1/(p*(1 - p))",
    ],
)
def test_false_statements_about_it_are_refuted(statement: str) -> None:
    """Among them the information about the share of zeros if they could be told from the others."""
    assert verdict(INFLATED + claim(statement, 'expect = "false"'))["verdict"] == "refuted"


def test_a_wrong_sum_disagrees_with_its_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mean under a law is compared with the sum that defines it, whatever rule has found it."""

    def wrong(*parts: sp.Expr) -> sp.Expr | None:
        value = sum_with_single_terms(*parts)
        return None if value is None else value + sp.Rational(1, 1000)

    monkeypatch.setattr(integrals, "SUMS", (("a wrong rule", wrong),))
    assert verdict(INFLATED + claim("E(y, y, Inflated(p, k)) == (1 - p)*k"))["verdict"] == "disputed"


def test_terms_at_several_places_take_those_of_the_common_form() -> None:
    """Places outside of the range, and a second case for a place that has one, change nothing."""
    cases = sp.Piecewise((w, sp.Eq(y, 3)), (5, sp.Eq(y, 0)), (7, sp.Eq(y, 3)), (POISSON, True))
    assert sp.expand(closed_sum(cases, y, sp.Integer(0), sp.oo)) == sp.expand(sp.exp(a) + w + 5 - 1 - a**3 / 6)
    assert closed_sum(sp.Piecewise((0, sp.Eq(y, 2)), (9, sp.Eq(y, 30)), (y, True)), y, sp.Integer(0), sp.Integer(20)) == 208
    record = decided(
        "sum((a**n/factorial(n) + x if n == 2 else a**n/factorial(n)) for n in range(oo)) == exp(a) + x", {"a": "positive", "x": "real"}
    )
    assert record["verdict"] == "proved"


@pytest.mark.parametrize(
    ("term", "low", "high"),
    [
        (sp.Piecewise((1, y > 2), (POISSON, True)), 0, sp.oo),  # another condition decides
        (sp.Piecewise((1, sp.Eq(y, w)), (POISSON, True)), 0, sp.oo),  # at no number that is known
        (sp.Piecewise((1, sp.Eq(y, 2))), 0, sp.oo),  # nothing elsewhere
        (sp.Piecewise((1, sp.Eq(y, 0)), (1 / y, True)), 0, sp.oo),  # what is left diverges
        (sp.Piecewise((1, sp.Eq(y, 0)), (POISSON, True)), w, sp.oo),  # nobody knows whether 0 is in the range
        (sp.Piecewise((1, sp.Eq(y, 2)), (POISSON, True)), 0, sp.Symbol("n", integer=True, nonnegative=True)),
        (POISSON, 0, sp.oo),  # no case at all
    ],
)
def test_what_cannot_be_told_apart_is_left(term: sp.Expr, low: sp.Expr, high: sp.Expr) -> None:
    """No value is better than one that holds in some cases."""
    assert sum_with_single_terms(term, y, sp.sympify(low), sp.sympify(high)) is None


def test_an_undefined_common_term_gives_no_value() -> None:
    """1/y^2 has no value at zero, where another term stands: the sum from there is not taken from it."""
    value = closed_sum(sp.Piecewise((0, sp.Eq(y, 0)), (1 / y**2, True)), y, sp.Integer(0), sp.oo)
    assert isinstance(value, sp.Sum)
