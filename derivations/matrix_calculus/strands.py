"""Numbers as sums of products of strands (row, matrices, column), and the vectors and matrices behind linear and bilinear numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError
from derivations.star_algebra.element import Element
from derivations.star_algebra.letters import transpose_word
from derivations.star_algebra.rebuild import element_of_scalar, element_of_word
from derivations.star_algebra.scalars import Scalar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from derivations.star_algebra.letters import Word


@dataclass(frozen=True)
class Product:
    """A coefficient times strands: words of numbers (``is_trace`` false) or of traces, in which some chosen letters stand."""

    coefficient: Element
    words: tuple[tuple[Word, bool], ...]


def products(value: Element, names: Collection[str]) -> Iterator[Product]:
    """The terms of a number, the strands that mention one of the letters apart.

    Raises:
        DerivationError: a letter stands in a denominator, a determinant, a root or an inverse.
    """
    scalar = value.value
    for monomial in scalar.denominator:
        _refuse([atom for atom, _ in monomial], names)
    below = element_of_scalar(Scalar(scalar.denominator)).reciprocal()
    for monomial, number in scalar.numerator.items():
        rest, words = [], []
        for atom, exponent in monomial:
            if atom.kind in ("word", "trace") and any(letter.name in names for letter in atom.payload) and exponent > 0:
                _refuse([letter for letter in atom.payload if letter.inverted or letter.name not in names], names)
                words += [(atom.payload, atom.kind == "trace")] * exponent
            else:
                _refuse([atom], names)
                rest.append((atom, exponent))
        yield Product(element_of_scalar(Scalar.monomial(tuple(rest), number)) * below, tuple(words))


def _refuse(atoms: list[Any], names: Collection[str]) -> None:
    """Refuse atoms, or letters of words, whose text mentions one of the names."""
    for atom in atoms:
        if any(re.search(rf"(?<!\w){re.escape(name)}(?![\w'])", atom.key) for name in names):
            message = f"Reading {atom.key} as a polynomial: expected {', '.join(sorted(names))} in products only. Use explicit dimensions."
            raise DerivationError(message)


def number_of(word: Word) -> Element:
    """The number of a word of one row and one column."""
    return element_of_word(word).trace()


def vector_behind(value: Element, name: str, size: str) -> Element:
    """The vector ``g`` with ``value = g^T a`` for the vector letter ``a`` of a name; shape ``(size,)``."""
    total = Element.zeros((size,))
    for product in products(value, {name}):
        ((word, _),) = product.words
        total = total + product.coefficient * column_before(word, name)
    return total


def column_before(word: Word, name: str) -> Element:
    """The vector ``g`` of a word ``g^T a`` or ``a^T g``."""
    first = transpose_word(word) if word[-1].name == name else word
    return element_of_word(first[1:]).flattened()


def matrix_behind(value: Element, left: str, right: str, shape: tuple[str, str]) -> Element:
    """The matrix ``M`` with ``value = a^T M b`` for two vector letters."""
    total = Element.zeros(shape)
    for product in products(value, {left, right}):
        if len(product.words) == 1:
            (word, _) = product.words[0]
            word = word if word[0].name == left else transpose_word(word)
            matrix = element_of_word(word[1:-1]) if len(word) > 2 else Element.identity(shape[0])  # noqa: PLR2004 - both vectors
        else:
            first, second = sorted((word for word, _ in product.words), key=lambda word: left not in {letter.name for letter in word})
            matrix = Element.outer(column_before(first, left), column_before(second, right))
        total = total + product.coefficient * matrix
    return total
