r"""Means of polynomials of a centred Gaussian vector: the sum over all pairings of its occurrences, each pair joined by the covariance.

Isserlis: :math:`E[x_{i_1} \cdots x_{i_{2n}}] = \sum_{pairings} \prod S_{i_a i_b}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.matrix_calculus.strands import products
from derivations.star_algebra.element import Element
from derivations.star_algebra.rebuild import element_of_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.star_algebra.letters import Word

MOST = 8  # occurrences in one product: 105 pairings
End = tuple[int, int]  # the number of a strand, and 0 for its left end or 1 for its right end


@dataclass(frozen=True)
class Strand:
    """A word without the Gaussian vector at its ends; ``open_ends`` are the ends at which the vector stood."""

    core: Word
    open_ends: tuple[bool, bool]

    def element(self, *, flipped: bool) -> Element | None:
        """The product of the core, transposed if flipped; ``None`` for the identity."""
        if not self.core:
            return None
        value = element_of_word(self.core)
        return value.T if flipped else value


def gaussian_mean(value: Element, name: str, covariance: Element) -> Element:
    """The mean of a number over the centred vector letter ``name`` with a covariance.

    Raises:
        DerivationError: the number is no polynomial of the vector, or of too high a degree.
    """
    total = Element.scalar(0)
    for product in products(value, {name}):
        strands = [_strand(word, name) for word, _ in product.words]
        ends = [(number, side) for number, strand in enumerate(strands) for side in (0, 1) if strand.open_ends[side]]
        if len(ends) > MOST:
            message = f"Taking a Gaussian mean: expected at most degree {MOST}, got {len(ends)}. Lower the order."
            raise DerivationError(message)
        for pairing in pairings(ends):
            total = total + product.coefficient * _joined(strands, pairing, covariance)
    return total


def _strand(word: Word, name: str) -> Strand:
    left, right = word[0].name == name, word[-1].name == name
    core = word[int(left) : len(word) - int(right)]
    if any(letter.name == name for letter in core):
        message = f"Taking a Gaussian mean: expected the vector at the ends of {word}, got it inside. This is a defect: report it."
        raise DerivationError(message)
    return Strand(core, (left, right))


def pairings(ends: list[End]) -> Iterator[list[tuple[End, End]]]:
    """All ways to pair the ends; none for an odd number.

    >>> [len(list(pairings([(n, 0) for n in range(size)]))) for size in (0, 2, 3, 4, 6)]
    [1, 1, 0, 3, 15]
    """
    if not ends:
        yield []
    for position in range(1, len(ends)):
        for rest in pairings([*ends[1:position], *ends[position + 1 :]]):
            yield [(ends[0], ends[position]), *rest]


def _joined(strands: list[Strand], pairing: list[tuple[End, End]], covariance: Element) -> Element:
    """The product of the numbers that the joined strands make: chains from a closed end to another, and loops."""
    partner = {end: other for pair in pairing for end, other in (pair, pair[::-1])}
    left = set(range(len(strands)))
    total = Element.scalar(1)
    starts = [(number, side) for number, strand in enumerate(strands) for side in (0, 1) if not strand.open_ends[side]]
    for start in [*starts, *((number, 0) for number in range(len(strands)))]:
        if start[0] in left:
            total = total * _walk(strands, start, partner, covariance, left)
    return total


def _walk(strands: list[Strand], start: End, partner: dict[End, End], covariance: Element, left: set[int]) -> Element:
    """The number of one chain or loop; its strands are taken out of ``left``."""
    factors: list[Element | None] = []
    (number, side), is_loop = start, strands[start[0]].open_ends[start[1]]
    while True:
        left.discard(number)
        factors.append(strands[number].element(flipped=side == 1))
        end = (number, 1 - side)
        if end not in partner:
            break
        factors.append(covariance)
        number, side = partner[end]
        if is_loop and (number, side) == start:
            break
    known = [factor for factor in factors if factor is not None]
    result = known[0]
    for factor in known[1:]:
        result = result @ factor
    return result.trace()
