"""Degrees and heights of the rational functions that the entries of an evaluated recipe are: what the Schwartz-Zippel bound needs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.star_algebra.recipe import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from derivations.star_algebra.recipe import Node


@dataclass(frozen=True)
class Degree:
    """Bounds for all entries of a matrix over one common denominator.

    ``above`` and ``below`` are the total degrees of numerators and denominator in the sampled numbers, ``height_above`` and
    ``height_below`` the binary logarithms of the sums of the absolute values of their integer coefficients.
    """

    above: float
    below: float
    height_above: float
    height_below: float

    def __add__(self, other: Degree) -> Degree:
        """Of a sum."""
        left, right = self.height_above + other.height_below, other.height_above + self.height_below
        return Degree(
            max(self.above + other.below, other.above + self.below),
            self.below + other.below,
            max(left, right) + 1,
            self.height_below + other.height_below,
        )

    def times(self, other: Degree, inner: int = 1) -> Degree:
        """Of a product of matrices with ``inner`` the dimension summed over."""
        return Degree(
            self.above + other.above,
            self.below + other.below,
            self.height_above + other.height_above + math.log2(inner),
            self.height_below + other.height_below,
        )

    def determinant(self, size: int) -> Degree:
        """Of the determinant of a square matrix."""
        return Degree(size * self.above, size * self.below, size * self.height_above + _factorial(size), size * self.height_below)

    def inverse(self, size: int) -> Degree:
        """Of the inverse: denominator times adjugate over determinant."""
        minor = (size - 1) * self.height_above + _factorial(size - 1)
        whole = size * self.height_above + _factorial(size)
        return Degree(self.below + (size - 1) * self.above, size * self.above, self.height_below + minor, whole)


_ENTRY = Degree(1, 0, 0, 0)
CONSTANT = Degree(0, 0, 0, 0)


def _factorial(size: int) -> float:
    return math.lgamma(size + 1) / math.log(2)


def degree(root: Node, size: Callable[[Any], int], atoms: int) -> Degree:
    """The degree of the entries at a root, for the given sizes of dimensions and number of atoms of every law."""
    result: Degree = fold(root, lambda node, below: degree_of(node, below, size, atoms))
    return result


def degree_of(node: Node, below: list[Degree], size: Callable[[Any], int], atoms: int) -> Degree:
    """The degree of one node, from those of its arguments."""
    if node.operation == "number":
        return _of_number(node.payload)
    if node.operation == "expectation":  # a sum over atoms of products with weights, the last of which is one minus the others
        part = below[0].times(Degree(1, 0, math.log2(atoms), 0))
        total = part
        for _ in range(atoms - 1):
            total = total + part
        return total
    if node.operation == "multiply":
        return below[0].times(below[1], size(node.arguments[0].shape[-1]))
    if node.operation == "power":
        result = CONSTANT
        for _ in range(node.payload):
            result = result.times(below[0])
        return result
    if not below:
        return _ENTRY if node.operation == "letter" else CONSTANT
    return _UNARY_AND_SUMS[node.operation](below, size(node.arguments[0].shape[0]) if node.arguments[0].shape else 1)


def _of_number(expression: Any) -> Degree:
    if expression.is_Rational:
        return Degree(0, 0, math.log2(abs(int(expression.p)) + 1), math.log2(int(expression.q)))
    if expression.is_Add or expression.is_Mul:
        parts = [_of_number(part) for part in expression.args]
        result = parts[0]
        for part in parts[1:]:
            result = result + part if expression.is_Add else result.times(part)
        return result
    if expression.is_Pow and expression.exp.is_Integer:
        base, result = _of_number(expression.base), CONSTANT
        for _ in range(abs(int(expression.exp))):
            result = result.times(base)
        return result if expression.exp > 0 else Degree(result.below, result.above, result.height_below, result.height_above)
    return _ENTRY


_UNARY_AND_SUMS: Mapping[str, Callable[[list[Degree], int], Degree]] = {
    "add": lambda below, _size: below[0] + below[1],
    "scale": lambda below, _size: below[0].times(below[1]),
    "transpose": lambda below, _size: below[0],
    "column": lambda below, _size: below[0],
    "row": lambda below, _size: below[0],
    "root": lambda below, _size: below[0],  # evaluated only under an even power, which undoes it
    "trace": lambda below, size: below[0].times(CONSTANT, size),
    "determinant": lambda below, size: below[0].determinant(size),
    "inverse": lambda below, size: below[0].inverse(size),
    "reciprocal": lambda below, _size: Degree(below[0].below, below[0].above, below[0].height_below, below[0].height_above),
}
