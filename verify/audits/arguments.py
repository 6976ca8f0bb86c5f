"""At which arguments a library is audited: ordinary ones, extreme ones, and pairs that are nearly equal."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from verify.audits.peer import Argument

REGIMES = ("ordinary", "extreme", "nearly equal")
ORDINARY = {
    "real": (-1.25, 0.5, 3.0),
    "positive": (0.75, 1.5, 4.0),
    "unit": (0.25, 0.625, 0.875),
    "count": (3, 10, 25),
    "log": (-0.75, 0.25, 1.5),
    "share": (0.25, 0.375, 0.125),
}
EXTREME = {
    "real": (-1e6, 1e-9),
    "positive": (1e-6, 1e-2, 1e3, 1e8),
    "unit": (1e-9, 1.0 - 2.0**-30),
    "count": (1, 1000),
    "log": (-12.0, 9.0),
    "share": (1e-9, 0.5),
}
STEPS = (2.0**-10, 2.0**-20, 2.0**-26)  # relative differences of nearly equal laws, exact in floating point
Pair = tuple[tuple[float, ...], tuple[float, ...]]


class Called(Protocol):
    """What has arguments: a peer, or a chart."""

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments in order."""


def members(peer: Called, regime: str) -> Iterator[tuple[float, ...]]:
    """The argument tuples of a regime: three ordinary ones; extremes of one argument at a time, beside ordinary others."""
    ordinary = [tuple(ORDINARY[argument.kind][(row + place) % 3] for place, argument in enumerate(peer.arguments)) for row in range(3)]
    if regime == "ordinary":
        yield from ordinary
        return
    for place, argument in enumerate(peer.arguments):
        for value in EXTREME[argument.kind]:
            yield (*ordinary[1][:place], value, *ordinary[1][place + 1 :])


def pairs(peer: Called, regime: str) -> Iterator[Pair]:
    """Two members for a divergence; those that differ in a number of trials are left out."""
    if regime == "nearly equal":
        for (one, step), place in itertools.product(itertools.product(members(peer, "ordinary"), STEPS), range(len(peer.arguments))):
            if peer.arguments[place].kind != "count":
                yield one, _moved(one, place, step)
        return
    found = list(members(peer, regime))
    others = found if regime == "ordinary" else list(members(peer, "ordinary"))
    for number, one in enumerate(found):
        other = others[(number + 1) % len(others)]
        kept = tuple(a if argument.kind == "count" else b for a, b, argument in zip(one, other, peer.arguments, strict=True))
        yield one, kept
        yield kept, one


def _moved(values: tuple[float, ...], place: int, step: float) -> tuple[float, ...]:
    return (*values[:place], values[place] * (1 + step), *values[place + 1 :])


def values(low: float, high: float, mean: float | None, *, whole: bool) -> list[float]:
    """Values at which a density is compared: inside the support, near its ends, and around the mean."""
    if whole:
        found = [low + step for step in (0, 1, 5, 40)] if math.isfinite(low) else [-3.0, 0.0, 4.0]
    elif math.isfinite(low) and math.isfinite(high):
        found = [low + (high - low) * part for part in (2.0**-20, 0.3, 1 - 2.0**-20)]
    elif math.isfinite(low):
        found = [low + step for step in (2.0**-20, 0.8, 30.0)]
    else:
        found = [-40.0, -0.7, 1.3, 40.0]
    around = [] if mean is None or not math.isfinite(mean) else [float(round(mean))] if whole else [mean, mean * 1.5]
    return [value for value in dict.fromkeys([*found, *around]) if low <= value <= high and (whole or low < value < high)]
