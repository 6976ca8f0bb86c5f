"""Arithmetic on the two sorts of values: explicit tensors, and elements of the free *-algebra for named dimensions."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derivations.conditions import require
from derivations.errors import DerivationError, ShapeError
from derivations.indexed import arithmetic as indexed
from derivations.indexed.lifting import element_of
from derivations.indexed.tensor import IndexedTensor
from derivations.language.tensor import Tensor
from derivations.language.value_budget import require_power
from derivations.star_algebra.element import Element
from derivations.star_algebra.kronecker import Composite, LinearMap

MAX_MINORS = 50_000

Value = (
    Any  # Tensor | Element | IndexedTensor: the kind checker has made sure that explicit and named sizes meet only where one is a number
)


def _by_indices(left: Value, right: Value) -> bool:
    return isinstance(left, IndexedTensor) or isinstance(right, IndexedTensor)


def lift(value: Value) -> Element:
    """A number as an element of the *-algebra; elements stay as they are.

    Raises:
        ShapeError: an array of explicit size stands where one of named dimensions does.
    """
    if isinstance(value, Tensor) and value.shape:
        message = (
            f"Mixing dimensions: expected named ones throughout, got an array of explicit shape {value.shape}. Declare all in one way."
        )
        raise ShapeError(message)
    return value if isinstance(value, Element) else Element.scalar(value.item)


def element(number: Value) -> Element:
    """A number of any sort as an element.

    Raises:
        DerivationError: it is made of entries.
    """
    return element_of(number.body) if isinstance(number, IndexedTensor) else lift(number)


def add(left: Value, right: Value) -> Value:
    """The sum of two values of one shape."""
    if isinstance(left, Composite):
        return left + right
    if _by_indices(left, right):
        return indexed.add(left, right)
    if isinstance(left, Element) or isinstance(right, Element):
        return lift(left) + lift(right)
    return left.combine(right, lambda a, b: a + b)


def scale(factor: Value, value: Value) -> Value:
    """The product with a number; either argument may be the number."""
    if isinstance(factor, Composite):
        factor, value = value, factor
    if isinstance(value, Composite):
        return value * element(factor)
    if _by_indices(factor, value):
        return indexed.scale(factor, value)
    if isinstance(factor, Element) or isinstance(value, Element):
        return lift(factor) * lift(value)
    if factor.shape:
        factor, value = value, factor
    return value.map(lambda entry: factor.item * entry)


def negative(value: Value) -> Value:
    """The value times -1."""
    if isinstance(value, Composite):
        return value * Element.scalar(-1)
    return -value if isinstance(value, Element) else value.map(lambda entry: -entry)


def divide(value: Value, divisor: Value) -> Value:
    """The quotient by a number, which must not vanish."""
    if isinstance(value, Composite):
        return value * element(divisor).reciprocal()
    if _by_indices(value, divisor):
        return indexed.divide(value, divisor)
    if isinstance(value, Element) or isinstance(divisor, Element):
        return lift(value) / lift(divisor)
    denominator = divisor.item
    if not denominator.is_positive:
        require("nonzero", denominator)
    return value.map(lambda entry: entry / denominator)


def power(base: Value, exponent: Value) -> Value:
    """A power of a number, or a matrix to a literal integer."""
    if _by_indices(base, exponent):
        return indexed.power(base, exponent)
    if isinstance(base, Element | LinearMap):
        return base ** int(lift(exponent).rational())
    if base.shape:
        result = identity(base.shape[0])
        for _ in range(int(exponent.item)):
            result = result.matmul(base)
        return result
    number, degree = base.item, exponent.item
    require_power(number, degree)
    if degree.is_integer is not True:
        if not number.is_nonnegative:
            require("nonnegative", number)
    elif degree.is_nonnegative is not True and not number.is_positive:
        require("nonzero", number)
    return Tensor.scalar(number**degree)


def matmul(left: Value, right: Value) -> Value:
    """The matrix product."""
    if isinstance(left, Composite):
        return left @ right
    if _by_indices(left, right):
        return indexed.matmul(left, right)
    if isinstance(left, Element) or isinstance(right, Element):
        return lift(left) @ lift(right)
    return left.matmul(right)


def transpose(value: Value) -> Value:
    """The transpose; a vector is row or column as its place demands, so it stays."""
    if len(value.shape) == 1:
        return value
    return value.T if isinstance(value, Element | Composite) else value.transpose()


def identity(size: int) -> Tensor:
    """The identity matrix of an explicit size."""
    return Tensor.matrix([[int(i == j) for j in range(size)] for i in range(size)])


def determinant(value: Tensor) -> sp.Expr:
    """The determinant by expansion along rows, nothing multiplied out."""
    _require_minors(value.rows(), 1)
    return _minor(value.rows(), 0, tuple(range(value.shape[0])), {})


def _require_minors(rows: list[list[sp.Expr]], times: int) -> None:
    """Refuse an expansion of too many minors, told from the zeros before any is built; ``times`` is how many expansions there will be."""
    reached: set[tuple[int, ...]] = set()
    level = {tuple(range(len(rows)))}
    for row in rows:
        reached |= level
        if len(reached) * times > MAX_MINORS:
            message = f"Expanding a determinant: expected at most {MAX_MINORS} minors, got more. Use a smaller matrix, or one with zeros."
            raise DerivationError(message)
        level = {columns[:at] + columns[at + 1 :] for columns in level for at, column in enumerate(columns) if row[column] != 0}


def _minor(rows: list[list[sp.Expr]], start: int, columns: tuple[int, ...], known: dict[tuple[int, ...], sp.Expr]) -> sp.Expr:
    """The determinant of the rows from ``start`` on in some columns; minors are shared."""
    if not columns:
        return sp.S.One
    if columns not in known:
        terms = []
        for position, column in enumerate(columns):
            if rows[start][column] != 0:
                rest = columns[:position] + columns[position + 1 :]
                terms.append((-1) ** position * rows[start][column] * _minor(rows, start + 1, rest, known))
        known[columns] = sp.Add(*terms)
    return known[columns]


def inverse(value: Value) -> Value:
    """The inverse as adjugate over determinant; the determinant must not vanish."""
    if isinstance(value, IndexedTensor):
        message = f"Inverting: expected a declared matrix or one of explicit size, got {value}. Indices have no rule for inverses."
        raise DerivationError(message)
    if isinstance(value, Element | LinearMap):
        return value.inverse()
    rows, size = value.rows(), value.shape[0]
    if all(rows[i][j] == 0 for i in range(size) for j in range(size) if i != j):
        for i in range(size):
            if not rows[i][i].is_positive:
                require("nonzero", rows[i][i])
        return Tensor.matrix([[1 / rows[i][i] if i == j else 0 for j in range(size)] for i in range(size)])
    _require_minors(rows, size**2)
    whole = determinant(value)
    require("nonzero", whole)
    return Tensor.matrix([[_cofactor(rows, j, i) / whole for j in range(size)] for i in range(size)])


def _cofactor(rows: list[list[sp.Expr]], row: int, column: int) -> sp.Expr:
    rest = [[entry for j, entry in enumerate(line) if j != column] for i, line in enumerate(rows) if i != row]
    return (-1) ** (row + column) * _minor(rest, 0, tuple(range(len(rest))), {})
