r"""Divergences of truncated normal laws by masses and moments from their modes, which no tail underflows.

With the mode :math:`m` of a law on its interval, in units of the scale from the location, :math:`M = \int e^{(m^2 - z^2)/2} dz` over it
and u the distance of a point from the mode of the second law in units of its scale, the divergence is
:math:`\log(M' \sigma' / (M \sigma)) + E[u (u + 2 m')]/2 - E[z^2 - m^2]/2`: both means are those of positive numbers. The sum is watched:
between nearly equal laws it is computed again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.agreement import agrees
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from derivations.codegen.request import Request

NAMES = ("loc", "scale", "low", "high")


class TruncatedLaw:
    """One law: its bounds, their distance, the mode and the mass in units of the scale from the location, and where the mode is."""

    def __init__(self, work: TruncatedNormalDivergence, name: str, parameters: list[sp.Expr]) -> None:
        """``parameters`` are location, scale, lower and upper bound."""
        self.loc, self.scale, low, high = parameters
        y = work.name(f"above_{name}", (high - self.loc) / self.scale)
        x = work.name(f"below_{name}", (low - self.loc) / self.scale)
        self.bounds = (y, x, work.name(f"width_{name}", (high - low) / self.scale))
        self.mode = work.name(f"mode_{name}", sp.Max(sp.Min(x, y), 0) + sp.Min(sp.Max(x, y), 0))
        self.place = work.name(f"place_{name}", sp.Max(sp.Min(low, high), sp.Min(sp.Max(low, high), self.loc)))
        self.mass = work.name(f"mass_{name}", stable("truncated_normal_mass_given", *self.bounds))


class TruncatedNormalDivergence:
    """The forms of one divergence: ``entry`` and ``definitions`` in order; nothing has to be ``positive``."""

    vanishes = False  # equal laws are told by their parameters

    def __init__(self, first: list[sp.Expr], second: list[sp.Expr]) -> None:
        """Location, scale, lower and upper bound of the two laws."""
        self.definitions: list[tuple[sp.Symbol, sp.Expr]] = []
        self.positive: list[sp.Symbol] = []
        one, other = TruncatedLaw(self, "p", first), TruncatedLaw(self, "q", second)
        ratio = self.name("masses", other.mass / one.mass * (other.scale / one.scale), positive=True)
        step = self.name("step", stable("truncated_normal_step_given", *one.bounds))
        away = self.name("away", ((one.place - other.place) + one.scale * step) / other.scale)
        spread = self.name("spread", stable("truncated_normal_variance_given", *one.bounds) * (one.scale / other.scale) ** 2)
        cross = self.name("cross", (spread + away * (away + 2 * other.mode)) / 2, nonnegative=True)
        own = self.name("own", stable("truncated_normal_excess_given", *one.bounds) / 2, nonnegative=True)
        self.entry = sp.log(ratio) + cross - own

    def name(self, text: str, value: sp.Expr, **assumptions: bool) -> sp.Symbol:
        """A symbol that stands for a value."""
        symbol = sp.Symbol(text, **{"real": True, **assumptions})
        self.definitions.append((symbol, value))
        return symbol


def truncated_normal_divergence(request: Request) -> TruncatedNormalDivergence | None:
    """The forms for two truncated normal laws with finite bounds; ``None`` for anything else."""
    if request.word != "kl" or any(law.family.name != "TruncatedNormal" for law in request.operands):
        return None
    if any(name not in law.parameters or law.parameters[name].item.is_infinite for law in request.operands for name in NAMES):
        return None
    first, second = ([law.parameters[name].item for name in NAMES] for law in request.operands)
    work = TruncatedNormalDivergence(first, second)
    return work if agrees(work.entry, request.value.item, request.inputs, dict(work.definitions)) else None
