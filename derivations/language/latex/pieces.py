"""Pieces of LaTeX that know how tightly they bind, and the operations that put parentheses exactly where they are needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TALL = re.compile(r"\\(frac|sum|prod|int|binom|begin|lim|left|overset|sqrt)")


class Binding(IntEnum):
    """How tightly the outermost operation of a piece binds, from loosest to tightest."""

    RELATION = 0
    CASES = 1
    SUM = 2
    KRONECKER = 3
    PRODUCT = 4
    POWER = 5
    ATOM = 6


@dataclass(frozen=True)
class Piece:
    """Some LaTeX with the binding of its outermost operation.

    ``negative``: the text begins with a minus sign, and what follows binds as a product. ``reach``: the text ends in an operator (a sum
    sign, a derivative) that would swallow whatever follows through an operation at least as tight: it is fenced unless it stands last.
    """

    text: str
    binding: Binding = Binding.ATOM
    negative: bool = False
    reach: Binding = Binding.ATOM


def fence(text: str, left: str = "(", right: str = ")") -> str:
    r"""Put the text between brackets that are as tall as it is.

    >>> print(fence("x"), fence(r"\frac{x}{2}"), fence("v", r"\|", r"\|"))
    (x) \left(\frac{x}{2}\right) \|v\|
    """
    return rf"\left{left}{text}\right{right}" if TALL.search(text) else f"{left}{text}{right}"


def brackets(text: str) -> str:
    """Put the text between square brackets, in which laws stand."""
    return fence(text, "[", "]")


def bound(piece: Piece, least: Binding, *, before: Binding = Binding.RELATION) -> str:
    """The text as an operand: in parentheses if it binds more loosely than ``least``, or would swallow what it stands ``before``."""
    return fence(piece.text) if piece.binding < least or piece.reach <= before else piece.text


def add(terms: Sequence[tuple[bool, Piece]]) -> Piece:
    """A sum of terms, each with whether it is subtracted."""
    text = ""
    for position, (minus, term) in enumerate(terms):
        before = Binding.SUM if position < len(terms) - 1 else Binding.RELATION
        if not text:
            text = bound(term, Binding.SUM, before=before)
        elif term.negative and not minus:
            text += " - " + bound(_unsigned(term), Binding.PRODUCT, before=before)
        else:
            least = Binding.KRONECKER if minus or term.text.startswith("-") else Binding.SUM
            text += (" - " if minus else " + ") + bound(term, least, before=before)
    return Piece(text, Binding.SUM, reach=terms[-1][1].reach)


def negate(piece: Piece) -> Piece:
    """Minus the piece."""
    return Piece("-" + bound(piece, Binding.PRODUCT), Binding.SUM, negative=True, reach=piece.reach)


def _unsigned(piece: Piece) -> Piece:
    return Piece(piece.text[1:], Binding.PRODUCT, reach=piece.reach)


def multiply(factors: Sequence[Piece]) -> Piece:
    """A product by juxtaposition, with a dot where a digit follows; a sign of the first factor is pulled to the front."""
    if factors[0].negative:
        return negate(multiply([_unsigned(factors[0]), *factors[1:]]))
    befores = [Binding.PRODUCT] * (len(factors) - 1) + [Binding.RELATION]
    texts = [bound(factor, Binding.PRODUCT, before=before) for factor, before in zip(factors, befores, strict=True)]
    text = texts[0]
    for following in texts[1:]:
        text += (r" \cdot " if following[0].isdigit() else r"\,") + following
    return Piece(text, Binding.PRODUCT, reach=factors[-1].reach)


def kronecker(left: Piece, right: Piece) -> Piece:
    """The Kronecker product."""
    return Piece(
        rf"{bound(left, Binding.POWER, before=Binding.PRODUCT)} \otimes {bound(right, Binding.POWER)}", Binding.KRONECKER, reach=right.reach
    )


def divide(numerator: Piece, denominator: Piece) -> Piece:
    """A fraction; a sign of the numerator is pulled to the front."""
    if numerator.negative:
        return negate(divide(_unsigned(numerator), denominator))
    return Piece(rf"\frac{{{numerator.text}}}{{{denominator.text}}}", Binding.PRODUCT)


def power(base: Piece, exponent: str) -> Piece:
    """A superscript."""
    return Piece(f"{bound(base, Binding.ATOM)}^{{{exponent}}}", Binding.POWER)


def operate(operator: str, operand: Piece, least: Binding = Binding.POWER, reach: Binding = Binding.PRODUCT) -> Piece:
    """An operator written before its operand: a derivative reaches over products, a sum sign over products and sums (``reach``)."""
    return Piece(rf"{operator} {bound(operand, least)}", Binding.PRODUCT, reach=min(reach, operand.reach))


def applied(function: str, *arguments: str, binding: Binding = Binding.ATOM) -> Piece:
    """A function applied to arguments in parentheses."""
    return Piece(function + fence(r",\, ".join(arguments)), binding)
