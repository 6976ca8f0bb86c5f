"""A wrong rule for an integral or a sum is noticed, whatever the statement would have been found to be."""

from __future__ import annotations

import pytest
import sympy as sp
from stated import decided

from derivations import integrals

LET = {"a": "positive", "m": "real", "n": "natural"}
TRUE = (
    "integrate(exp(-a*y), y, 0, m) == (1 - exp(-a*m))/a",
    "sum(k**2 for k in range(n)) == n*(n - 1)*(2*n - 1)/6",
    "integrate(cos(m*y), y, 0, pi) == sin(m*pi)/m",
)


@pytest.mark.parametrize("claim", TRUE)
def test_right_rules_agree(claim: str) -> None:
    """Both walks find the closed form."""
    assert decided(claim, LET)["verdict"] == "proved"


@pytest.mark.parametrize("claim", [*TRUE, "integrate(exp(-a*y), y, 0, m) == (1 - exp(-a*m))/a + a/1000"])
def test_wrong_rules_are_disputed(claim: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousandth too much neither refutes the true statement nor proves the false one."""

    def planted(rules: tuple[tuple[str, integrals.Rule], ...]) -> tuple[tuple[str, integrals.Rule], ...]:
        def wrong(term: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr | None:
            found = (rule(term, variable, low, high) for _, rule in rules)
            value = next((value for value in found if value is not None), None)
            return None if value is None else value + sp.Rational(1, 1000)

        return (("a wrong rule", wrong),)

    monkeypatch.setattr(integrals, "SUMS", planted(tuple(integrals.SUMS)))
    monkeypatch.setattr(integrals, "INTEGRALS", planted(tuple(integrals.INTEGRALS)))
    assert decided(claim, LET)["verdict"] == "disputed"
