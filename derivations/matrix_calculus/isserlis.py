r"""Means of polynomials of a centred Gaussian vector or matrix: the sum over all pairings of its occurrences.

Isserlis: :math:`E[x_1 \cdots x_{2n}] = \sum_{pairings} \prod E[x_a x_b]`. A matrix with :math:`E[X_{ij} X_{kl}] = U_{ik} V_{jl}` is taken
out of the words in which it stands; each pair joins the ends on its rows by U and those on its columns by V. A vector has rows only.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.matrix_calculus.strands import products
from derivations.star_algebra.element import Element
from derivations.star_algebra.rebuild import element_of_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from derivations.star_algebra.letters import Word

MOST = 8  # occurrences in one product: 105 pairings
ROWS, COLUMNS = "rows", "columns"
Place = tuple[int, str]  # the number of an occurrence, and on which side of it a strand begins or ends
End = tuple[int, int]  # the number of a strand, and 0 for its left end or 1 for its right end


@dataclass(frozen=True)
class Strand:
    """The letters between two occurrences, with what stands at either end; ``None`` for a vector that belongs to the core."""

    core: Word
    ends: tuple[Place | None, Place | None]

    def element(self, *, flipped: bool) -> Element | None:
        """The product of the core, transposed if flipped; ``None`` for the identity."""
        if not self.core:
            return None
        value = element_of_word(self.core)
        return value.T if flipped else value


def gaussian_mean(value: Element, name: str, spread: Mapping[str, Element]) -> Element:
    """The mean of a number over the centred letter ``name``; ``spread`` has the covariances of its ``rows`` and ``columns``.

    Raises:
        DerivationError: the number is no polynomial of the letter, or of too high a degree.
    """
    total = Element.scalar(0)
    for product in products(value, {name}):
        strands: list[Strand] = []
        count = 0
        for word, is_trace in product.words:
            count = _cut(word, name, count, strands, is_trace=is_trace)
        if count > MOST:
            message = f"Taking a Gaussian mean: expected at most degree {MOST}, got {count}. Lower the order."
            raise DerivationError(message)
        for pairing in pairings(list(range(count))):
            total = total + product.coefficient * _joined(strands, pairing, spread)
    return total


def _cut(word: Word, name: str, count: int, strands: list[Strand], *, is_trace: bool) -> int:
    """Cut a word at the occurrences of the letter; returns the number of occurrences so far."""
    places = [position for position, letter in enumerate(word) if letter.name == name]
    numbers = {position: count + number for number, position in enumerate(places)}

    def end(position: int, *, before: bool) -> Place:
        return numbers[position], ROWS if before != word[position].transposed else COLUMNS

    pieces = [(word[left + 1 : right], left, right) for left, right in itertools.pairwise(places)]
    strands += [Strand(core, (end(left, before=False), end(right, before=True))) for core, left, right in pieces]
    first, last = places[0], places[-1]
    if is_trace:
        strands.append(Strand(word[last + 1 :] + word[:first], (end(last, before=False), end(first, before=True))))
    else:
        if first > 0:
            strands.append(Strand(word[:first], (None, end(first, before=True))))
        if last < len(word) - 1:
            strands.append(Strand(word[last + 1 :], (end(last, before=False), None)))
    return count + len(places)


def pairings(items: list[int]) -> Iterator[list[tuple[int, int]]]:
    """All ways to pair the items; none for an odd number.

    >>> [len(list(pairings(list(range(size))))) for size in (0, 2, 3, 4, 6)]
    [1, 1, 0, 3, 15]
    """
    if not items:
        yield []
    for position in range(1, len(items)):
        for rest in pairings([*items[1:position], *items[position + 1 :]]):
            yield [(items[0], items[position]), *rest]


def _joined(strands: list[Strand], pairing: list[tuple[int, int]], spread: Mapping[str, Element]) -> Element:
    """The product of the numbers that the joined strands make: chains from one vector to another, and loops."""
    where = {place: (number, side) for number, strand in enumerate(strands) for side, place in enumerate(strand.ends) if place}
    partner = {
        where[first, kind]: (where[second, kind], spread[kind])
        for pair in pairing
        for first, second in (pair, pair[::-1])
        for kind in (ROWS, COLUMNS)
        if (first, kind) in where
    }
    left = set(range(len(strands)))
    total = Element.scalar(1)
    starts = [(number, side) for number, strand in enumerate(strands) for side in (0, 1) if strand.ends[side] is None]
    for start in [*starts, *((number, 0) for number in range(len(strands)))]:
        if start[0] in left:
            total = total * _walk(strands, start, partner, left)
    return total


def _walk(strands: list[Strand], start: End, partner: dict[End, tuple[End, Element]], left: set[int]) -> Element:
    """The number of one chain or loop; its strands are taken out of ``left``."""
    factors: list[Element | None] = []
    number, side = start
    while True:
        left.discard(number)
        factors.append(strands[number].element(flipped=side == 1))
        if (number, 1 - side) not in partner:
            break
        (number, side), covariance = partner[number, 1 - side]
        factors.append(covariance)
        if (number, side) == start:
            break
    known = [factor for factor in factors if factor is not None]
    result = known[0]
    for factor in known[1:]:
        result = result @ factor
    return result.trace()
