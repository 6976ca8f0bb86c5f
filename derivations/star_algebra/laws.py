"""How many points a law must live on so that an identity of all laws there is one of every law.

Bring both sides over one denominator: the numerator of their difference is a form in the weights of a law, of as high a degree as
expectations are multiplied in it, nested ones counted too. Where the values at different points are free, the coefficient of a product
of different weights is the polarization of the form, so a form that vanishes for laws on that many points vanishes for every law. On
fewer it need not: E over x and y of (x - y)^2 s(x) is zero for every law on one point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.star_algebra.degrees import CONSTANT, Degree, degree_of
from derivations.star_algebra.recipe import fold, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.star_algebra.recipe import Node

_MOST_POINTS, _MOST_TUPLES = 200, 20_000  # of a law, and of points that nested expectations run through


@dataclass(frozen=True)
class _Part:
    """What a node holds: its degree in weights, how deep expectations nest, the names that it depends on, whether points can decide it."""

    degree: Degree
    depth: int
    names: frozenset[str]
    is_decided: bool


def points_of_laws(root: Node, size: Callable[[Any], int]) -> int | None:
    """The number of points that decide whether an expression vanishes for every law; ``None`` if none does, or too many.

    None does where a denominator has an expectation and depends on what another one averages over: E_y[1/E_x[f(x, y)]].
    """
    averaged = {name for node in walk(root) if node.operation == "expectation" for name in node.payload.variables}
    part: _Part = fold(root, lambda node, below: _part(node, below, size, averaged))
    points = int(part.degree.above) + 1
    return points if part.is_decided and points <= _MOST_POINTS and points**part.depth <= _MOST_TUPLES else None


def _part(node: Node, below: list[_Part], size: Callable[[Any], int], averaged: set[str]) -> _Part:
    names = _names(node).union(*(part.names for part in below))
    depth = max((part.depth for part in below), default=0)
    is_decided = all(part.is_decided for part in below)
    if node.operation == "expectation":
        kept = below[0].names.difference(node.payload.variables) | node.payload.depends
        return _Part(below[0].degree.times(Degree(1, 0, 0, 0)), depth + 1, frozenset(kept), is_decided)
    if node.operation in ("inverse", "reciprocal") and depth and names & averaged:
        is_decided = False
    degree = degree_of(node, [part.degree for part in below], size, 1) if below else CONSTANT
    return _Part(degree, depth, names, is_decided)


def _names(node: Node) -> frozenset[str]:
    """The symbols of a number, or of the arguments of a letter."""
    expressions = [node.payload] if node.operation == "number" else node.payload.arguments if node.operation == "letter" else []
    return frozenset(symbol.name for expression in expressions for symbol in expression.free_symbols)
