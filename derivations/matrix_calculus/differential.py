"""Differentials of elements: products by Leibniz, d inv(A) = -inv(A) dA inv(A), d det(A) = det(A) tr(inv(A) dA)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.star_algebra.element import Element
from derivations.star_algebra.recipe import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from derivations.star_algebra.recipe import Node

Pair = tuple[Element, Element]  # the value of a node, and its differential


def differential(value: Element, directions: Mapping[str, Element]) -> Element:
    """The derivative of an element when each named letter moves along its direction; shape of the element, linear in the directions.

    Raises:
        DerivationError: the element holds an expectation.

    >>> S, A = Element.letter("S", ("d", "d"), kind="spd"), Element.letter("A", ("d", "d"), kind="symmetric")
    >>> print(differential(S.inverse(), {"S": A}))
    -inv(S) @ A @ inv(S)
    """
    found: Pair = fold(value.recipe, lambda node, below: _pair(node, below, directions))
    return found[1]


def _pair(node: Node, below: list[Pair], directions: Mapping[str, Element]) -> Pair:
    if node.operation == "letter":
        here = Element.of_letter(node.payload, node.shape)
        direction = directions.get(node.payload.name, Element.zeros(node.shape))
        is_column = (*direction.shape, 1) == node.shape  # a vector that was read off a normal form stands as a column
        return here, direction.column() if is_column else direction
    if node.operation in ("number", "identity", "zeros"):
        constant = {"number": lambda: Element.scalar(node.payload), "identity": lambda: Element.identity(node.shape[0])}
        return constant.get(node.operation, lambda: Element.zeros(node.shape))(), Element.zeros(node.shape)
    if len(below) > 1:
        return _binary(node.operation, *below)
    return _unary(node, *below[0])


def _binary(operation: str, left: Pair, right: Pair) -> Pair:
    (a, da), (b, db) = left, right
    if operation == "add":
        return a + b, da + db
    if operation == "scale":
        return a * b, da * b + a * db
    return a @ b, da @ b + a @ db


def _unary(node: Node, a: Element, da: Element) -> Pair:
    if node.operation == "inverse":
        inverse = a.inverse()
        return inverse, -(inverse @ da @ inverse)
    if node.operation == "determinant":
        return a.det(), a.det() * (a.inverse() @ da).trace()
    if node.operation == "reciprocal":
        return a.reciprocal(), -da * a.reciprocal() * a.reciprocal()
    if node.operation == "power":
        return a**node.payload, da * a ** (node.payload - 1) * node.payload
    if node.operation == "root":
        return a.root(), da * a.root().reciprocal() * Element.scalar(1) / 2
    linear: dict[str, Callable[[Element], Element]] = {
        "transpose": lambda x: x.T,
        "trace": Element.trace,
        "row": Element.row,
        "column": lambda x: x.column() if len(x.shape) == 1 else x.flattened(),
    }
    if node.operation not in linear:
        message = (
            f"Differentiating in every dimension: expected sums, products and inverses, got {node.operation}. Use explicit dimensions."
        )
        raise DerivationError(message)
    return linear[node.operation](a), linear[node.operation](da)
