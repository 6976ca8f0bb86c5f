"""What tells of a whole block of a C kernel whether all its arguments are ordinary: sums and least numbers, one operation an argument."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from derivations.codegen.inputs import BELOW_ZERO

if TYPE_CHECKING:
    from derivations.codegen.inputs import Inputs, Row

CHAINS = 2  # sums that are computed side by side
NEAR, WIDE = "0x1p-128", "0x1p256"  # positive arguments between the first and its inverse, whose square is the other, are ordinary


class Checks:
    """Writes the sums of one block; compilers keep one for each of the elements that they compute at a time, and add them up at the end.

    Of arguments that are no numbers, some sum is none. A test that fails says that some element may be out of the ordinary.
    """

    def __init__(self, inputs: Inputs) -> None:
        """``inputs``: second mirror images count only as what their first ones equal."""
        self.pairs = len(inputs.mirrors)
        rows = list(enumerate(inputs.rows))
        self.rows: list[tuple[int, Row]] = rows[: self.pairs] + rows[2 * self.pairs :]
        self.parts = {
            "squares": self._squares(),
            "least": _least([text for place, row in self.rows for text in _positive(place, row)]),
            "lowest": _least([f"x{place}" for place, row in self.rows if row.low == BELOW_ZERO]),
            "apart": " + ".join(self._apart()),
        }

    def names(self) -> list[str]:
        """The sums that are there."""
        return [name for name, text in self.parts.items() if text]

    def element(self) -> list[str]:
        """The lines that count one element in."""
        lines = []
        for name in self.names():
            text = self.parts[name]
            if name in LEAST:
                lines.append(f"{name} = lesser({text}, {name});")
            else:
                lines.append(f"{name} += {text};")
        return lines

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


LEAST = ("least", "lowest")
START = {"squares": "0.0", "least": "INFINITY", "lowest": "INFINITY", "apart": "0.0", "lost": "0.0"}
TESTS = {
    "squares": f"squares < {WIDE}", "least": f"least > {NEAR}", "lowest": "lowest >= 0.0", "apart": "apart == 0.0", "lost": "lost == 0.0"
}  # fmt: skip


def loop_over(names: list[str]) -> str:
    """The pragma of a loop in which some sums are made."""
    sums, least = [name for name in names if name not in LEAST], [name for name in names if name in LEAST]
    clauses = [f"reduction(+:{', '.join(sums)})"] * bool(sums) + [f"reduction(min:{', '.join(least)})"] * bool(least)
    return f"EACH_WITH({' '.join(clauses)})" if clauses else "EACH"


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
