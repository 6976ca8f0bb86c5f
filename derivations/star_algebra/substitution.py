"""Substitution of letters and numbers: the recipe is followed again with other ingredients, so the new element is in normal form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError, ShapeError
from derivations.replacing import replaced
from derivations.star_algebra.element import Element
from derivations.star_algebra.recipe import fold, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sympy as sp

    from derivations.star_algebra.recipe import Node


def substitute(recipe: Node, values: Mapping[str, Element]) -> Element:
    """The element of a recipe with the named letters replaced.

    Raises:
        ShapeError: a value has another shape than the letter it replaces.

    >>> J, C = Element.letter("J", ("n", "n")), Element.letter("C", ("n", "n"))
    >>> str((C + J).substitute({"C": J.T @ J}))
    'J.T @ J + J'
    """
    result: Element = fold(recipe, lambda node, arguments: _rebuild(node, arguments, values))
    return result


def substitute_numbers(recipe: Node, numbers: Mapping[sp.Symbol, sp.Expr]) -> Element:
    """The element of a recipe with symbols replaced by expressions, wherever they stand as numbers.

    Raises:
        DerivationError: a replaced symbol is bound by an expectation, or stands among the arguments of a function or a law.

    >>> import sympy as sp
    >>> lam, C = sp.Symbol("lam"), Element.letter("C", ("n", "n"))
    >>> str(substitute_numbers((C + C * Element.scalar(lam)).recipe, {lam: sp.Integer(2)}))
    '3*C'
    """
    names = {symbol.name for symbol in numbers}
    for node in walk(recipe):
        held = names & _names_inside(node)
        if held:
            message = (
                f"Substituting for {', '.join(sorted(held))}: expected plain numbers, got an argument or a bound variable. "
                "Write the value into the claim."
            )
            raise DerivationError(message)

    def rebuild(node: Node, arguments: list[Element]) -> Element:
        if node.operation == "number":
            return Element.scalar(replaced(node.payload, numbers))
        return _rebuild(node, arguments, {})

    result: Element = fold(recipe, rebuild)
    return result


def _names_inside(node: Node) -> set[str]:
    """The names of symbols that are arguments of a letter, parameters of a law, or bound by an expectation."""
    if node.operation == "letter":
        return {symbol.name for argument in node.payload.arguments for symbol in argument.free_symbols}
    if node.operation == "expectation":
        return {*node.payload.variables, *node.payload.depends}
    return set()


def _rebuild(node: Node, arguments: list[Element], values: Mapping[str, Element]) -> Element:
    if node.operation == "letter":
        return _letter(node, values)
    if node.operation == "number":
        return Element.scalar(node.payload)
    if node.operation == "identity":
        return Element.identity(node.shape[0])
    if node.operation == "zeros":
        return Element.zeros(node.shape)
    return _combine(node, arguments)


def _letter(node: Node, values: Mapping[str, Element]) -> Element:
    letter = node.payload
    if letter.name not in values:
        return Element.of_letter(letter, node.shape)
    value = values[letter.name]
    if (*value.shape, 1) == node.shape:  # a vector that was read off a normal form stands as a column
        value = value.column()
    if value.shape != node.shape:
        message = f"Substituting for {letter.name}: expected shape {node.shape}, got {value.shape}. Give a value of the declared shape."
        raise ShapeError(message)
    return value


def _combine(node: Node, arguments: list[Element]) -> Element:
    first = arguments[0]
    binary: dict[str, Any] = {"add": Element.__add__, "scale": Element.__mul__, "multiply": Element.__matmul__}
    unary: dict[str, Any] = {
        "transpose": lambda x: x.T,
        "inverse": Element.inverse,
        "trace": Element.trace,
        "determinant": Element.det,
        "root": Element.root,
        "column": lambda x: x.column() if len(x.shape) == 1 else x.flattened(),
        "row": Element.row,
    }
    if node.operation in binary:
        result: Element = binary[node.operation](first, arguments[1])
    elif node.operation == "power":
        result = first**node.payload
    elif node.operation == "reciprocal":
        result = 1 / first
    elif node.operation == "expectation":
        result = first.expected(node.payload)
    else:
        result = unary[node.operation](first)
    return result
