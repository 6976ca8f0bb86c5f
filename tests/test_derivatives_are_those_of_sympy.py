"""The project's own first derivatives are those of SymPy, to the form."""

from __future__ import annotations

import pytest
import sympy as sp
from symbolic_members import member

from derivations.derivative import derivative
from derivations.families import built_in
from derivations.jets import Jet

X, Y = sp.symbols("x y", real=True)
P = sp.Symbol("p", positive=True)
NAME = sp.Symbol("h")
WITHOUT_CLOSED_FISHER_MATRIX = {"BetaBinomial", "ConwayMaxwellPoisson", "DirichletMultinomial", "Zeta"}
EXPRESSIONS = (
    sp.Integer(3),
    X,
    Y,
    X * Y * sp.sin(X) * sp.exp(X * Y),
    (X**2 + Y) ** 3 / (1 + X) - 2 * (X + Y),
    sp.sqrt(1 + X**2) * sp.log(1 + X**2),
    P**X + X**P + sp.exp(1) ** X + 2**X,
    sp.exp(-sp.exp(-X)) * sp.exp(2 * X + 1),
    sp.Abs(X) * sp.sign(X) + sp.gamma(P + X**2) + sp.polygamma(1, P + X**2),
    sp.Piecewise((X**2, X > Y), (Y * X, True)),
    sp.Integral(sp.exp(-X * P * Y**2), (Y, 0, X)),
    sp.Sum(X**Y / sp.factorial(Y), (Y, 0, 5)),
    Jet(NAME, (0, 1), X**2 * Y, sp.exp(X)) * X + Jet(NAME, (0,), X) ** 2,
)


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
@pytest.mark.parametrize("symbol", [X, Y, P], ids=str)
def test_the_form_is_that_of_sympy(expression: sp.Expr, symbol: sp.Symbol) -> None:
    """Every kind of expression has the derivative that SymPy gives it, to the form, and so has that derivative."""
    slope = derivative(expression, symbol)
    assert slope == sp.diff(expression, symbol)
    assert derivative(slope, symbol) == sp.diff(slope, symbol)


@pytest.mark.parametrize("name", sorted(built_in()))
def test_log_densities_have_the_derivatives_of_sympy(name: str) -> None:
    """So has the log-density of every family with a closed Fisher matrix, in every variable."""
    found = member(name)
    if found is None:
        assert name in WITHOUT_CLOSED_FISHER_MATRIX
        return
    density = found.law.log_density(found.law.variable())
    for symbol in found.v.entries:
        assert derivative(density, symbol) == sp.diff(density, symbol)
