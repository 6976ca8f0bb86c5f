"""Points near zero and far out: generic ones lie at distances of about one, where an inequality of mixed degrees may well hold.

Nothing here is trusted: every point is checked like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq

from verify.instances import sample

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from derivations.balls.point import Point
    from verify.problem import Problem

FACTORS = (fmpq(1, 16), fmpq(1, 256), fmpq(16), fmpq(256))
BASES = 3
SCALABLE = frozenset({"real", "positive", "nonnegative", "negative", "symmetric", "spd"})  # closed under positive factors


def nearby_points(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """The first points, each with all of its variables that may be scaled made small, then large."""
    symbols = _scalable(problem)
    for factor in FACTORS:
        for base in bases[:BASES]:
            yield base.extended({symbol: base[symbol] * factor for symbol in symbols if isinstance(base.get(symbol), fmpq)})


def positive_points(problem: Problem, generator: random.Random) -> Iterator[Point]:
    """Small positive numbers for every variable that may be scaled: candidates where no drawn point meets the side conditions."""
    symbols = _scalable(problem)
    for _ in range(BASES):
        base = sample(problem.domain, generator)
        if base is not None:
            yield base.extended({symbol: abs(base[symbol]) * FACTORS[0] for symbol in symbols if isinstance(base.get(symbol), fmpq)})


def _scalable(problem: Problem) -> list[object]:
    variables = problem.domain.variables.values()
    found = {entry for each in variables if each.type.kind in SCALABLE and each.symbols is not None for entry in each.symbols.entries}
    return sorted((entry for entry in found if entry.is_Symbol and entry not in problem.domain.solved), key=str)
