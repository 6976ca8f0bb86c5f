"""Model spaces with known geodesics: flat space, the circle, the sphere and the hyperbolic half-plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import sympy as sp

from derivations.language.tensor import Tensor

Point = tuple[sp.Expr, ...]


class Model(Protocol):
    """A space with its metric, its distance and its geodesics of constant speed."""

    @property
    def name(self) -> str:
        """What mathematicians call it."""

    def metric(self, x: Point) -> Tensor:
        """The metric at a point; shape ``(n, n)``."""

    def distance(self, x: Point, y: Point) -> sp.Expr:
        """The length of the shortest path."""

    def geodesic(self, x: Point, y: Point, t: sp.Expr) -> Point:
        """The point at time ``t`` on the shortest path from ``x`` (time 0) to ``y`` (time 1)."""


@dataclass(frozen=True)
class Flat:
    """R^n with a constant metric."""

    constant: Tensor
    name: str = "flat space"

    def metric(self, x: Point) -> Tensor:  # noqa: ARG002 - constant
        """The same everywhere."""
        return self.constant

    def distance(self, x: Point, y: Point) -> sp.Expr:
        """The length of the difference."""
        gap = Tensor.vector([a - b for a, b in zip(x, y, strict=True)])
        if len(x) == 1:
            return sp.sqrt(self.constant.entries[0]) * sp.sqrt(
                gap.entries[0] ** 2
            )  # an absolute value, also where SymPy does not know it is real
        return sp.sqrt(gap.matmul(self.constant).matmul(gap).item)

    def geodesic(self, x: Point, y: Point, t: sp.Expr) -> Point:
        """The straight line."""
        return tuple((1 - t) * a + t * b for a, b in zip(x, y, strict=True))


@dataclass(frozen=True)
class Circle:
    """Angles modulo 2 pi; ``square`` is the metric."""

    square: sp.Expr
    name: str = "circle"

    def metric(self, x: Point) -> Tensor:  # noqa: ARG002 - constant
        """The same everywhere."""
        return Tensor.matrix([[self.square]])

    def distance(self, x: Point, y: Point) -> sp.Expr:
        """The shorter way round."""
        return sp.sqrt(self.square) * sp.acos(sp.cos(x[0] - y[0]))

    def geodesic(self, x: Point, y: Point, t: sp.Expr) -> Point:
        """Along the shorter way round, from ``x``."""
        return (x[0] + t * sp.atan2(sp.sin(y[0] - x[0]), sp.cos(y[0] - x[0])),)


@dataclass(frozen=True)
class Orthant:
    """The part of a sphere with positive coordinates; its points are vectors with that ``radius`` as length."""

    radius: sp.Expr
    name: str = "sphere"

    def metric(self, x: Point) -> Tensor:
        """That of the space around it."""
        return Tensor.matrix([[int(i == j) for j in range(len(x))] for i in range(len(x))])

    def distance(self, x: Point, y: Point) -> sp.Expr:
        """The radius times the angle."""
        return self.radius * self._angle(x, y)

    def _angle(self, x: Point, y: Point) -> sp.Expr:
        return sp.acos(sp.Add(*(a * b / self.radius**2 for a, b in zip(x, y, strict=True))))

    def geodesic(self, x: Point, y: Point, t: sp.Expr) -> Point:
        """The great circle."""
        angle = self._angle(x, y)
        weights = sp.sin((1 - t) * angle) / sp.sin(angle), sp.sin(t * angle) / sp.sin(angle)
        return tuple(weights[0] * a + weights[1] * b for a, b in zip(x, y, strict=True))


@dataclass(frozen=True)
class HalfPlane:
    """Points ``(x, s)`` with positive ``s`` and the metric (dx^2 + ds^2) square / s^2, of curvature -1/square."""

    square: sp.Expr
    name: str = "hyperbolic half-plane"

    def metric(self, x: Point) -> Tensor:
        """Conformal to the flat one."""
        return Tensor.matrix([[self.square / x[1] ** 2, 0], [0, self.square / x[1] ** 2]])

    def _length(self, x: Point, y: Point) -> sp.Expr:
        return 2 * sp.asinh(sp.sqrt(((x[0] - y[0]) ** 2 + (x[1] - y[1]) ** 2) / (4 * x[1] * y[1])))

    def distance(self, x: Point, y: Point) -> sp.Expr:
        """The arc of the half-circle about a point of the horizontal axis."""
        return sp.sqrt(self.square) * self._length(x, y)

    def geodesic(self, x: Point, y: Point, t: sp.Expr) -> Point:
        """The half-circle; on the hyperboloid (1/s and x/s are linear there) it is a hyperbolic interpolation."""
        length = self._length(x, y)
        first, second = sp.sinh((1 - t) * length) / x[1], sp.sinh(t * length) / y[1]
        return (first * x[0] + second * y[0]) / (first + second), sp.sinh(length) / (first + second)
