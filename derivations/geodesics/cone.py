"""The cone of positive definite matrices of size two with its invariant metric: covariances of a normal law, scales of a Wishart law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.geodesics.coordinates import constant_value, is_constant
from derivations.language.arithmetic import inverse
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from derivations.geodesics.models import Point

ENTRIES = ((0, 0), (0, 1), (1, 1))  # the coordinates: a matrix row by row without what symmetry repeats


@dataclass(frozen=True)
class Cone:
    r"""Matrices S with :math:`square \cdot \mathrm{tr}(S^{-1} dS\, S^{-1} dS)`; the sizes beyond two have no closed eigenvalues."""

    square: sp.Expr
    name: str = "cone of positive definite matrices"

    def metric(self, x: Point) -> Tensor:
        """The invariant metric in the three entries."""
        turned = [inverse(_matrix(x)).matmul(_direction(*entry)) for entry in ENTRIES]
        return Tensor.matrix([[self.square * _trace(a.matmul(b)) for b in turned] for a in turned])

    def distance(self, x: Point, y: Point) -> sp.Expr:
        r""":math:`\sqrt{square \sum_i \log^2 \lambda_i}` over the eigenvalues of :math:`X^{-1} Y`."""
        small, large = _eigenvalues(inverse(_matrix(x)).matmul(_matrix(y)))
        return sp.sqrt(self.square) * sp.sqrt(sp.log(small) ** 2 + sp.log(large) ** 2)

    def geodesic(self, x: Point, y: Point, t: sp.Expr) -> Point:
        r""":math:`X (X^{-1} Y)^t`, the power by interpolation at the two eigenvalues, which must differ."""
        ratio = inverse(_matrix(x)).matmul(_matrix(y))
        small, large = _eigenvalues(ratio)
        slope = (large**t - small**t) / (large - small)
        rest = (large * small**t - small * large**t) / (large - small)
        power = Tensor.matrix([[slope * ratio[i, j].item + (rest if i == j else 0) for j in range(2)] for i in range(2)])
        path = _matrix(x).matmul(power)
        return tuple(path[entry].item for entry in ENTRIES)


def cone(metric: Tensor, v: Point) -> Cone | None:
    """The cone whose metric may be the given one in three coordinates, by the entry that belongs to the last of them."""
    if len(v) != len(ENTRIES) or not all(v[i].is_real for i in range(len(ENTRIES))):
        return None
    square = metric[2, 2].item * (v[0] * v[2] - v[1] ** 2) ** 2 / v[0] ** 2
    return Cone(constant_value(square, v)) if is_constant(square, v) else None


def _matrix(x: Point) -> Tensor:
    return Tensor.matrix([[x[0], x[1]], [x[1], x[2]]])


def _direction(i: int, j: int) -> Tensor:
    return Tensor.matrix([[int({row, column} == {i, j}) for column in range(2)] for row in range(2)])


def _trace(value: Tensor) -> sp.Expr:
    return sp.Add(*(value[i, i].item for i in range(value.shape[0])))


def _eigenvalues(value: Tensor) -> tuple[sp.Expr, sp.Expr]:
    """Both are positive for a quotient of positive definite matrices."""
    trace, determinant = _trace(value), value[0, 0].item * value[1, 1].item - value[0, 1].item * value[1, 0].item
    root = sp.sqrt(sp.together(trace**2 - 4 * determinant))
    return (trace - root) / 2, (trace + root) / 2
