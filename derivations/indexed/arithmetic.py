"""Arithmetic in which at least one value is an indexed array; a number beside a matrix goes to the free *-algebra if it is plain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.conditions import require
from derivations.errors import DerivationError
from derivations.indexed.atoms import Delta, IndexSum, Size, fresh
from derivations.indexed.lifting import element_of, is_plain, lift
from derivations.indexed.tensor import IndexedTensor
from derivations.star_algebra.element import Element

if TYPE_CHECKING:
    import sympy as sp

LARGEST_POWER = 8


def pair(left: Any, right: Any) -> tuple[Any, Any]:
    """Both values as indexed arrays, or both as elements when one is an element and the other a plain number."""
    if isinstance(left, Element) and isinstance(right, IndexedTensor) and is_plain(right):
        return left, element_of(right.body)
    if isinstance(right, Element) and isinstance(left, IndexedTensor) and is_plain(left):
        return element_of(left.body), right
    return lift(left), lift(right)


def add(left: Any, right: Any) -> Any:
    """The sum of two values of one shape."""
    first, second = pair(left, right)
    return first + second if isinstance(first, Element) else first.combine(second, lambda a, b: a + b)


def scale(left: Any, right: Any) -> Any:
    """The product with a number; either may be the number."""
    first, second = pair(left, right)
    if isinstance(first, Element):
        return first * second
    factor, value = (second, first) if first.shape else (first, second)
    return value.map(lambda body: factor.item * body)


def divide(left: Any, right: Any) -> Any:
    """The quotient by a number, which must not vanish."""
    first, second = pair(left, right)
    if isinstance(first, Element):
        return first / second
    if not second.item.is_positive:
        require("nonzero", second.item)
    return first.map(lambda body: body / second.item)


def power(base: Any, exponent: Any) -> Any:
    """A power of a number, or a matrix to a literal integer."""
    number, degree = lift(base), lift(exponent).item
    if number.shape:
        if not degree.is_Integer or not 0 <= degree <= LARGEST_POWER:
            message = f"Raising to a power: expected an integer from 0 to {LARGEST_POWER}, got {degree}. Write the product."
            raise DerivationError(message)
        result = IndexedTensor.build(number.shape, Delta)
        for _ in range(int(degree)):
            result = result.matmul(number)
        return result
    if degree.is_integer is not True:
        if not number.item.is_nonnegative:
            require("nonnegative", number.item)
    elif degree.is_nonnegative is not True and not number.item.is_positive:
        require("nonzero", number.item)
    return IndexedTensor.scalar(number.item**degree)


def matmul(left: Any, right: Any) -> IndexedTensor:
    """The matrix product."""
    return lift(left).matmul(lift(right))


def summed(body: Any, index: sp.Expr, size: str) -> IndexedTensor:
    """The sum over an index of a number or an array."""
    value, inner = lift(body), fresh()
    return value.map(lambda entry: IndexSum(entry.xreplace({index: inner}), inner, Size(size)))


def stacked(body: Any, index: sp.Expr, size: str) -> IndexedTensor:
    """The array whose first axis runs over an index."""
    value = lift(body)
    return IndexedTensor.build((size, *value.shape), lambda first, *rest: value.at(*rest).xreplace({index: first}))
