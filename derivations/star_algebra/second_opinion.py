"""The second opinion on a recipe at an exact point: plain decimals and nested lists, sharing neither walk nor matrices with the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath

from derivations.balls.second_opinion import second_opinion as number_at
from derivations.errors import DerivationError
from derivations.star_algebra.fields import UnsupportedError

if TYPE_CHECKING:
    from derivations.star_algebra.evaluation import Bound
    from derivations.star_algebra.point import Point
    from derivations.star_algebra.recipe import Node

Rows = list[list[Any]]


def second_opinion(recipe: Node, point: Point, digits: int = 50) -> list[Any]:
    """The entries of a recipe at an exact point, row by row, with ``digits`` decimal digits and no statement about the error.

    Only what was drawn is shared with :class:`Evaluation`: matrices, numbers and weights of the point.

    Raises:
        UnsupportedError: an inverse or a quotient does not exist in decimals, or a function has no decimal value.

    >>> import random
    >>> from derivations.star_algebra.element import Element
    >>> from derivations.star_algebra.fields import Rationals
    >>> from derivations.star_algebra.point import Point
    >>> point = Point(Rationals(), {"n": 3}, random.Random(1))
    >>> [int(entry) for entry in second_opinion((Element.identity("n") / 2 + Element.identity("n") / 2).recipe, point)]
    [1, 0, 0, 0, 1, 0, 0, 0, 1]
    """
    with mpmath.workdps(digits):
        try:
            return [_real(entry, digits) for row in _Decimals(point, digits).rows(recipe) for entry in row]
        except (ZeroDivisionError, ValueError, OverflowError) as error:
            message = f"Evaluating in decimals: expected values and inverses that exist, got {error}. Choose another point."
            raise UnsupportedError(message) from error


class _Decimals:
    """A recursive walk; ``bound`` gives the variables of the expectations around a node their support points."""

    def __init__(self, point: Point, digits: int) -> None:
        self.point, self.digits = point, digits
        self.known: dict[tuple[int, Bound], Rows] = {}

    def rows(self, node: Node, bound: Bound = ()) -> Rows:
        place = (id(node), bound)
        if place not in self.known:
            self.known[place] = self._rows(node, bound)
        return self.known[place]

    def _rows(self, node: Node, bound: Bound) -> Rows:
        if node.operation == "letter":
            return [[_decimal(entry) for entry in row] for row in self.point.letter(node.payload, bound).tolist()]
        if node.operation == "number":
            return [[self._number(node.payload, bound)]]
        if node.operation in ("identity", "zeros"):
            sizes = [self.point.size(dimension) for dimension in node.shape]
            height, width = (*sizes, 1, 1)[:2]
            return [[mpmath.mpf(node.operation == "identity" and i == j) for j in range(width)] for i in range(height)]
        if node.operation == "expectation":
            return self._mean(node, bound)
        below = [self.rows(argument, bound) for argument in node.arguments]
        return _combined(node, below)

    def _number(self, expression: Any, bound: Bound) -> Any:
        values = {symbol: self.point.number(symbol, bound) for symbol in sorted(expression.free_symbols, key=str)}
        return number_at(expression, values, self.digits)

    def _mean(self, node: Node, bound: Bound) -> Rows:
        names = node.payload.variables
        outside = tuple(one for one in bound if one[0] not in names)
        mean: Rows = []
        for atom, weight in enumerate(self.point.weights(node.payload, outside)):
            inside = tuple(sorted((*outside, *((name, atom, i) for i, name in enumerate(names)))))
            term = _scaled(_decimal(weight), self.rows(node.arguments[0], inside))
            mean = _sum(mean, term) if mean else term
        return mean


def _real(number: Any, digits: int) -> Any:
    """A root of a negative number may have been squared since; one that has not is no value."""
    if abs(mpmath.im(number)) > abs(number) * mpmath.mpf(10) ** (-digits // 2):
        message = "a number that is not real"
        raise ValueError(message)
    return mpmath.re(number)


def _decimal(number: Any) -> Any:
    return mpmath.mpf(int(number.p)) / int(number.q)


def _scaled(factor: Any, rows: Rows) -> Rows:
    return [[factor * entry for entry in row] for row in rows]


def _sum(left: Rows, right: Rows) -> Rows:
    return [[a + b for a, b in zip(one, other, strict=True)] for one, other in zip(left, right, strict=True)]


def _transposed(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def _product(left: Rows, right: Rows) -> Rows:
    columns = _transposed(right)
    return [[mpmath.fdot(row, column) for column in columns] for row in left]


def _combined(node: Node, below: list[Rows]) -> Rows:
    """One operation; vectors are columns, so that a vector on the left of a product stands transposed."""
    first = below[0]
    if node.operation == "multiply":
        lies = len(node.arguments[0].shape) == 1
        product = _product(_transposed(first) if lies else first, below[1])
        return _transposed(product) if lies and len(node.arguments[1].shape) > 1 else product
    if node.operation in ("transpose", "row"):
        return _transposed(first)
    if node.operation == "column":
        return first
    if node.operation == "add":
        return _sum(first, below[1])
    if node.operation == "scale":
        return _scaled(first[0][0], below[1])
    if node.operation == "inverse":
        return _inverted(first)
    if node.operation == "determinant":
        return [[_solved(first)[1]]]
    return [[_of_numbers(node, first)]]


def _of_numbers(node: Node, rows: Rows) -> Any:
    """Operations with a number for a value."""
    if node.operation == "trace":
        return mpmath.fsum(row[i] for i, row in enumerate(rows))
    value = rows[0][0]
    if node.operation == "power":
        return value**node.payload
    if node.operation == "root":
        return mpmath.sqrt(value)
    if node.operation == "reciprocal":
        return 1 / value
    message = f"Evaluating in decimals: expected a known operation, got {node.operation}. Add it to the walk."
    raise DerivationError(message)


def _inverted(rows: Rows) -> Rows:
    inverse, determinant = _solved(rows)
    if determinant == 0:
        message = "a singular matrix"
        raise ZeroDivisionError(message)
    return inverse


def _solved(rows: Rows) -> tuple[Rows, Any]:
    """Inverse and determinant by Gauss-Jordan elimination with pivots; the inverse of a singular matrix is empty."""
    size = len(rows)
    work = [[*row, *(mpmath.mpf(i == j) for j in range(size))] for i, row in enumerate(rows)]
    determinant = mpmath.mpf(1)
    for k in range(size):
        best = max(range(k, size), key=lambda i: abs(work[i][k]))
        if work[best][k] == 0:
            return [], mpmath.mpf(0)
        if best != k:
            work[k], work[best], determinant = work[best], work[k], -determinant
        pivot = work[k][k]
        determinant *= pivot
        work[k] = [entry / pivot for entry in work[k]]
        for i in range(size):
            if i != k and work[i][k] != 0:
                factor = work[i][k]
                work[i] = [a - factor * b for a, b in zip(work[i], work[k], strict=True)]
    return [row[size:] for row in work], determinant
