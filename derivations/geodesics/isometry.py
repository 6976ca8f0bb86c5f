"""Isometries from a manifold of laws to a model space: how they are found, and the proof that they are isometries."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.geodesics.cone import cone
from derivations.geodesics.coordinates import HORIZONTAL, VERTICAL, Coordinate, constant_value, fitting, is_constant, straightening
from derivations.geodesics.models import Circle, Flat, HalfPlane, Model, Orthant, Point
from derivations.language.tensor import Tensor
from derivations.moments.tidy import tidy
from derivations.normal_form import decide_zero

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Isometry:
    """Coordinates ``image(v)`` in a model space; ``preimage`` inverts them."""

    model: Model
    image: Callable[[Point], Point]
    preimage: Callable[[Point], Point]

    def distance(self, a: Point, b: Point) -> sp.Expr:
        """The distance of two parameter values."""
        return self.model.distance(self.image(a), self.image(b))

    def geodesic(self, a: Point, b: Point, t: sp.Expr) -> Point:
        """The parameter value at time ``t`` of the geodesic from ``a`` to ``b``."""
        return self.preimage(self.model.geodesic(self.image(a), self.image(b), t))


def is_isometry(found: Isometry, metric: Tensor, v: Sequence[sp.Symbol]) -> bool:
    """Whether the metric of the model, pulled back by the derivative of the image, is proved to be ``metric``."""
    image = found.image(tuple(v))
    jacobian = Tensor.matrix([[sp.diff(entry, symbol) for symbol in v] for entry in image])
    pulled = jacobian.transpose().matmul(found.model.metric(image)).matmul(jacobian)
    return decide_zero(pulled.combine(metric, lambda a, b: a - b).entries).zero is True


@lru_cache(maxsize=256)
def find_isometry(metric: Tensor, v: tuple[sp.Symbol, ...], *, is_periodic: bool = False) -> Isometry | None:
    """An isometry of a metric in the coordinates ``v`` to a model space, proved to be one; None if none is found.

    Args:
        metric: expressions of ``v``, shape ``(n, n)``.
        v: the coordinates; each ranges over all values that its assumptions allow.
        is_periodic: the one coordinate is an angle, equal laws 2 pi apart.

    """
    candidates = (
        _constant(metric, v, is_periodic=is_periodic),
        _separate(metric, v),
        _half_plane(metric, v),
        _simplex(metric, v),
        _cone(metric, v),
    )
    return next((found for found in candidates if found is not None and is_isometry(found, metric, v)), None)


def _constant(metric: Tensor, v: tuple[sp.Symbol, ...], *, is_periodic: bool) -> Isometry | None:
    if not all(is_constant(entry, v) for entry in metric.entries):
        return None
    constant = metric.map(lambda entry: constant_value(entry, v))
    model: Model = Circle(constant.entries[0]) if is_periodic else Flat(constant)
    return Isometry(model, lambda x: x, lambda x: x)


def _separate(metric: Tensor, v: tuple[sp.Symbol, ...]) -> Isometry | None:
    """A diagonal metric whose entries depend on their own coordinate alone is flat: each is straightened by itself."""
    size = len(v)
    if any(metric[i, j].item != 0 for i in range(size) for j in range(size) if i != j):
        return None
    straight = []
    for i, symbol in enumerate(v):
        entry = metric[i, i].item
        if entry.free_symbols & (set(v) - {symbol}) or (found := straightening(entry, symbol)) is None:
            return None
        straight.append(found)
    squares = Tensor.matrix([[straight[i][1] if i == j else 0 for j in range(size)] for i in range(size)])
    return Isometry(Flat(squares), *_mapped([coordinate for coordinate, _ in straight]))


def _mapped(coordinates: Sequence[Coordinate]) -> tuple[Callable[[Point], Point], Callable[[Point], Point]]:
    return (
        lambda x: tuple(coordinate.forward(entry) for coordinate, entry in zip(coordinates, x, strict=True)),
        lambda x: tuple(coordinate.backward(entry) for coordinate, entry in zip(coordinates, x, strict=True)),
    )


def _half_plane(metric: Tensor, v: tuple[sp.Symbol, ...]) -> Isometry | None:
    """Two parameters in whose coordinates (x, s) the metric is constant up to the factor 1/s^2, as for a location and a scale."""
    if len(v) != 2:  # noqa: PLR2004 - a plane
        return None
    for h in (0, 1):
        for across, up in itertools.product(fitting(v[h], HORIZONTAL), fitting(v[1 - h], VERTICAL)):
            found = _upper(metric, v, h, (across, up)) if v[1 - h].is_positive else None
            if found is not None:
                return found
    return None


def _upper(metric: Tensor, v: tuple[sp.Symbol, ...], h: int, axes: tuple[Coordinate, Coordinate]) -> Isometry | None:
    """The half-plane with parameter ``h`` along the horizontal axis; a shear removes what the metric has off its diagonal."""
    across, up = axes
    symbols = v[h], v[1 - h]
    slopes = [sp.diff(axis.forward(symbol), symbol) for axis, symbol in zip(axes, symbols, strict=True)]
    height = up.forward(symbols[1])
    scaled = [
        metric[first, second].item * height**2 / (slopes[i] * slopes[j])
        for (i, first), (j, second) in (((0, h), (0, h)), ((0, h), (1, 1 - h)), ((1, 1 - h), (1, 1 - h)))
    ]
    if not all(is_constant(entry, v) for entry in scaled):
        return None
    a, c, b = (constant_value(entry, v) for entry in scaled)
    if c != 0 and not across.fills_the_line(symbols[0]):
        return None  # the sheared region would not be convex
    square = tidy(sp.expand(b - c**2 / a))
    stretch, shear = sp.sqrt(a / square), c / a

    def image(x: Point) -> Point:
        s = up.forward(x[1 - h])
        return stretch * (across.forward(x[h]) + shear * s), s

    def preimage(x: Point) -> Point:
        pair = across.backward(x[0] / stretch - shear * x[1]), up.backward(x[1])
        return pair if h == 0 else pair[::-1]

    return Isometry(HalfPlane(square), image, preimage)


def _simplex(metric: Tensor, v: tuple[sp.Symbol, ...]) -> Isometry | None:
    """Probabilities of all classes but the last: their roots lie on a sphere, whose radius the metric off the diagonal gives."""
    if len(v) == 1 or not all(symbol.is_positive for symbol in v):
        return None
    square = 4 * metric[0, 1].item * (1 - sp.Add(*v))
    if not is_constant(square, v):
        return None
    radius = sp.sqrt(constant_value(square, v))

    def image(p: Point) -> Point:
        return tuple(radius * sp.sqrt(entry) for entry in (*p, 1 - sp.Add(*p)))

    return Isometry(Orthant(radius), image, lambda x: tuple(entry**2 / radius**2 for entry in x[:-1]))


def _cone(metric: Tensor, v: tuple[sp.Symbol, ...]) -> Isometry | None:
    """The entries of a matrix of size two."""
    found = cone(metric, v)
    return None if found is None else Isometry(found, lambda x: x, lambda x: x)
