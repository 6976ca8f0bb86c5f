"""What tells of a whole block of a C kernel whether all its arguments are ordinary: bits of every element, of which the highest one speaks.

The bits of positive floats are ordered as these are, so that a difference of bits is a comparison; the highest one of it is set where the
comparison fails. Sums of floats would tell the same, but each must wait for the one before: the loops of light kernels took twice as long.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from derivations.codegen.inputs import BELOW_ZERO

if TYPE_CHECKING:
    from derivations.codegen.inputs import Inputs, Row

CHAINS = 2  # sums that are computed side by side
ODD = "odd"  # the name of what is found of a block
FOUND = f"{ODD} >> 63"  # that some element may be out of the ordinary
EACH_WITH = f"EACH_WITH(reduction(|:{ODD}))"
HELPERS = {
    "beyond": """/* The highest bit is set where |x| is larger than the float with these bits, or no number. */
INLINE uint64_t beyond(double x, uint64_t bits)
{
    return bits - bits_of(fabs(x));
}""",
    "short_of": """/* The highest bit is set where x is less than the positive float with these bits. */
INLINE uint64_t short_of(double x, uint64_t bits)
{
    return bits_of(x) | (bits_of(x) - bits);
}""",
    "outside": """/* The highest bit is set where x is not between two positive floats, of which these are the bits. */
INLINE uint64_t outside(double x, uint64_t low, uint64_t high)
{
    return (bits_of(x) - low) | (high - bits_of(x));
}""",
    "apart": """/* The highest bit is set where x, which is not negative, is not zero either. */
INLINE uint64_t apart(double x)
{
    return 0 - bits_of(x);
}""",
}
SIZES = ("0x47efffffffffffff", "0x4fefffffffffffff")  # the largest floats below 2^128 and below its square
NEAR = "0x37f0000000000001"  # the least float above 2^-128
LARGEST = "0x7fefffffffffffff"  # the largest float


class Checks:
    """Writes what is found of one element: positive arguments between 2^-128 and 2^128 are ordinary, others below 2^128."""

    def __init__(self, inputs: Inputs) -> None:
        """``inputs``: second mirror images count only as what their first ones equal."""
        self.pairs = len(inputs.mirrors)
        rows = list(enumerate(inputs.rows))
        self.rows: list[tuple[int, Row]] = rows[: self.pairs] + rows[2 * self.pairs :]

    def parts(self) -> list[str]:
        """Texts of numbers whose highest bit is set where an argument is out of the ordinary; none where there is no argument."""
        if [(row.low, row.high, row.whole) for _, row in self.rows] == [(0.0, math.inf, False)]:
            return [f"outside(x{self.rows[0][0]}, {NEAR}, {SIZES[0]})"]
        found = []
        if self.rows:
            alone = len(self.rows) == 1
            found.append(f"beyond({f'x{self.rows[0][0]}' if alone else self._squares()}, {SIZES[not alone]})")
        if least := _least([text for place, row in self.rows for text in _positive(place, row)]):
            found.append(f"short_of({least}, {NEAR})")
        found += [f"bits_of(x{place} + 0.0)" for place, row in self.rows if row.low == BELOW_ZERO]  # a zero has no sign then
        if apart := " + ".join(self._apart()):
            found.append(f"apart({apart})")
        return found

    def _squares(self) -> str:
        """The sum of the squares of an element, no number if an argument is none: a few sums, each too short to wait for itself."""
        places = [place for place, _ in self.rows]
        sums = []
        for start in range(min(len(places), CHAINS)):
            text = f"x{places[start]} * x{places[start]}"
            for place in places[start + CHAINS :: CHAINS]:
                text = f"product_sum(x{place}, x{place}, {text})"
            sums.append(text)
        return "\n        + ".join(sums)

    def _apart(self) -> list[str]:
        """What is nothing for whole numbers, and for mirror images that are equal."""
        whole = [f"(x{place} - floor(x{place}))" for place, row in self.rows if row.whole]
        return whole + [f"fabs(x{place} - x{self.pairs + place})" for place in range(self.pairs)]


def infinite(text: str) -> str:
    """A number whose highest bit is set where another one is not finite."""
    return f"beyond({text}, {LARGEST})"


def _positive(place: int, row: Row) -> list[str]:
    """Numbers that are positive inside the type, the least of them ordinary."""
    low = [f"x{place}"] * (row.low == 0.0)
    if row.high == math.inf:
        return low
    return [*low, f"-x{place}" if row.high == 0.0 else f"({row.high!r} - x{place})"]


def _least(texts: list[str]) -> str:
    """The least of some numbers, pair by pair; empty if there are none."""
    while len(texts) > 1:
        pairs = [f"lesser({first}, {second})" for first, second in zip(texts[::2], texts[1::2], strict=False)]
        texts = pairs + texts[len(texts) - len(texts) % 2 :]
    return texts[0] if texts else ""
