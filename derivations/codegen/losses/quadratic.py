"""The functions of the squared Mahalanobis distance, by a root of the inverse of the covariance: the root times its transpose is that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from derivations.codegen.losses.columns import RESIDUAL, Case, Times, Total, Y, Z
from derivations.codegen.losses.function import Function, drawn
from derivations.codegen.losses.writing import MATRIX, Argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.losses.loss import SmoothLoss

SIZES = (1, 2, 3)
ROOT, TRANSPOSED = sp.symbols("root transposed", real=True)
WHITE = Times(TRANSPOSED, RESIDUAL)
COUNT = 20


def functions_of_a_quadratic_form(loss: SmoothLoss) -> list[Function]:
    """Value and gradient."""
    assert loss.sized is not None  # noqa: S101 - of any number of outputs
    of = [(loss.sized(size), _root(size)) for size in SIZES]
    arguments = [Argument("root", MATRIX), Argument("transposed", MATRIX), Argument("z"), Argument("y")]
    return [
        _function("value", "The loss of every sample", arguments[1:], Total(WHITE**2) / 2, [_case(*each, order=0) for each in of]),
        _function("gradient", "Its gradient", arguments, Times(ROOT, WHITE), [_case(*each, order=1) for each in of]),
    ]


def _root(size: int) -> list[list[sp.Expr]]:
    """An upper triangular root."""
    return [[sp.Symbol(f"r_{i}_{j}", positive=True) if i <= j else sp.S.Zero for j in range(size)] for i in range(size)]


def _case(loss: SmoothLoss, root: list[list[sp.Expr]], *, order: int) -> Case:
    """The loss at the covariance with this root of its inverse."""
    size, inverse = len(root), sp.Matrix(root).inv()
    covariance = inverse.T * inverse
    place = {sp.Symbol(f"C_{i}_{j}", **_sign(i, j)): covariance[i, j] for i in range(size) for j in range(i, size)}
    value = loss.expression.xreplace(place)
    wanted = tuple(sp.diff(value, z) for z in loss.z.entries) if order else (value,)
    transposed = [list(row) for row in zip(*root, strict=True)]
    return Case({ROOT: root, TRANSPOSED: transposed, Z: loss.z.entries, Y: loss.y.entries}, (wanted,))


def _sign(row: int, column: int) -> dict[str, bool]:
    return {"positive": True} if row == column else {"real": True}


def _function(name: str, what: str, arguments: Sequence[Argument], form: sp.Expr, cases: Sequence[Case]) -> Function:
    return Function(name, what, arguments, [(form,)], cases, points, rounded=("z", "y"))


def points(case: Case, precision: Any) -> dict[sp.Symbol, Any]:
    """Outputs and targets at random, for one root whose columns are of different sizes."""
    entries = {symbol: drawn(precision, COUNT, seed=place) for place, symbol in enumerate([*case.values[Z], *case.values[Y]])}
    roots = [each for row in case.values[ROOT] for each in row if each != 0]
    return entries | {symbol: np.full(COUNT, 10.0 ** (place % 4 - 2) * 1.3, precision) for place, symbol in enumerate(roots)}
