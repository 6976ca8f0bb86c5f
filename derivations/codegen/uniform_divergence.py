r"""Divergences of uniform laws: :math:`\log(1 + (d + e)/w)` with the width w of the first and what the second is wider by on either side.

Where the divergence is finite, the support of the first law lies in that of the second, so that d and e are not negative, and nothing
cancels; the difference of the logarithms of both widths loses what nearly equal laws differ by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.agreement import agrees

if TYPE_CHECKING:
    from derivations.codegen.request import Request

NAMES = ("low", "high")


class UniformDivergence:
    """The form of one divergence: ``entry``, its ``definitions`` in order, and what has to be ``positive``."""

    vanishes = False  # whether it is finite has to be looked at

    def __init__(self, first: list[sp.Expr], second: list[sp.Expr]) -> None:
        """The lower and the upper bound of the two laws."""
        self.definitions: list[tuple[sp.Symbol, sp.Expr]] = []
        below = self.name("wider_below", first[0] - second[0], nonnegative=True)
        above = self.name("wider_above", second[1] - first[1], nonnegative=True)
        width = self.name("width_p", first[1] - first[0], positive=True)
        self.positive = [width, self.name("width_q", second[1] - second[0], positive=True)]
        self.entry = sp.log(1 + (below + above) / width)

    def name(self, text: str, value: sp.Expr, **assumptions: bool) -> sp.Symbol:
        """A symbol that stands for a value."""
        symbol = sp.Symbol(text, **{"real": True, **assumptions})
        self.definitions.append((symbol, value))
        return symbol


def uniform_divergence(request: Request) -> UniformDivergence | None:
    """The form for two uniform laws whose bounds are arguments; ``None`` for anything else."""
    if request.word != "kl" or any(law.family.name != "Uniform" for law in request.operands):
        return None
    first, second = ([law.parameters[name].item for name in NAMES] for law in request.operands)
    if not all(bound in request.inputs.symbols for bound in (*first, *second)):
        return None
    work = UniformDivergence(first, second)
    return work if agrees(work.entry, request.value.item, request.inputs, dict(work.definitions)) else None
