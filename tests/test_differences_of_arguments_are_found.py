"""Arguments that matter by their difference alone are found, and others are told from them by their values, before anything is expanded."""

from __future__ import annotations

import pytest
import sympy as sp

from derivations.codegen import differences
from derivations.codegen.differences import by_differences
from derivations.codegen.domain import Domain

X, Y, S = sp.Symbol("x", real=True), sp.Symbol("y", real=True), sp.Symbol("s", positive=True)
DOMAIN = Domain(frozenset({X, Y, S}))
APART = [
    (X - Y) ** 2 + sp.exp(Y),
    sp.erf((X - Y) / S) * X,
    sp.exp(X - Y) / (1 + Y**2),
    sp.log(S + (X - Y) ** 2) + sp.tanh(Y) * sp.Rational(1, 10**6),
]
TOGETHER = [(X - Y) ** 2 / S, sp.exp(X - Y) + X - Y, sp.erf(X - Y) * (X**2 - 2 * X * Y + Y**2)]


@pytest.mark.parametrize("expression", APART, ids=str)
def test_a_pair_that_matters_apart_is_told_by_its_values(expression: sp.Expr, monkeypatch: pytest.MonkeyPatch) -> None:
    """The expression stays as it is, and is neither expanded nor differentiated for that."""

    def refused(*_: object) -> bool:
        raise AssertionError

    monkeypatch.setattr(differences, "_independent", refused)
    assert by_differences(expression, DOMAIN) == (expression, {})


@pytest.mark.parametrize("expression", TOGETHER, ids=str)
def test_a_pair_that_matters_by_its_difference_is_replaced(expression: sp.Expr) -> None:
    """The values at two points have something in common, and the rewriting takes place."""
    changed, definitions = by_differences(expression, DOMAIN)
    assert list(definitions.values()) == [X - Y]
    assert not changed.free_symbols & {X, Y}


def test_what_balls_do_not_cover_is_differentiated() -> None:
    """A function without an enclosure is decided by its derivative."""
    unknown = sp.Function("unknown", real=True)
    assert by_differences((X - Y) ** 2 * unknown(S), DOMAIN)[1]
    expression = (X - Y) ** 2 * unknown(S) + sp.exp(Y)
    assert by_differences(expression, DOMAIN) == (expression, {})
