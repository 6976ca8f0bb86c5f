"""Points where statements may fail are roots in one coordinate: those that are rational or square roots, of expressions that are short."""

from __future__ import annotations

import pytest
import sympy as sp
from flint import fmpq

from derivations.balls.point import JetValues, Point
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from verify.points.roots import LARGEST, exact_roots
from verify.points.switching_points import switching_points
from verify.problem import Domain, Problem

X = sp.Symbol("x", real=True)
ROOTS: list[tuple[sp.Expr, list[sp.Expr]]] = [
    ((3 * X - 1) * (X**2 - 5) * (X**2 + 1) * (X**3 - 2) / 7, [sp.Rational(1, 3), -sp.sqrt(5), sp.sqrt(5), 2 ** sp.Rational(1, 3)]),
    ((X - 2) ** 40 * (X**2 + X - 1), [sp.Integer(2), (-1 - sp.sqrt(5)) / 2, (-1 + sp.sqrt(5)) / 2]),
    (sp.sqrt(2) * X - 1, []),
    (sp.exp(X) - 1, []),
    (sp.Integer(3), []),
]


@pytest.mark.parametrize(("polynomial", "roots"), ROOTS, ids=str)
def test_roots_of_polynomials_are_closed_forms(polynomial: sp.Expr, roots: list[sp.Expr]) -> None:
    """Polynomials are taken as they are written; irrational coefficients and other functions have no roots here."""
    found = exact_roots(polynomial, X)
    assert set(map(sp.radsimp, found)) == set(map(sp.radsimp, roots))
    assert len(found) == len(roots)


@pytest.mark.parametrize("is_long", [False, True])
def test_only_short_expressions_are_looked_at(*, is_long: bool) -> None:
    """Where something long switches nobody looks, since that might take minutes for all mutants of a statement."""
    factors = [X - number for number in range(LARGEST if is_long else 20)]
    goal = Goal("nonnegative", Tensor.scalar(sp.Abs(sp.Mul(*factors))))
    found = list(switching_points(Problem((goal,), Domain({})), [goal], [Point({X: fmpq(1, 3)}, JetValues(""))]))
    assert bool(found) is not is_long
    assert is_long or {point[X] for point in found} >= {fmpq(number) for number in range(20)}
