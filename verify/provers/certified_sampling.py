"""Support by enclosures: at several exact random points every goal is confirmed to at least thirty digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.numeric_support import Demand, certified_support, has_unevaluated, is_explicit
from verify.provers import Prover

if TYPE_CHECKING:
    import random

    from verify.problem import Problem
    from verify.verdict import Finding

DEMAND = Demand(points=8, digits=30, precisions=(256, 1024))


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    if not is_explicit(problem) or has_unevaluated(problem):
        return None
    return certified_support(problem, generator, DEMAND)


PROVER = Prover("certified sampling", 800, _decide)
