"""Support for goals that hold an integral or an infinite sum: certified quadrature and proven tails at exact random points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.numeric_support import Demand, certified_support, has_unevaluated, is_explicit
from verify.provers import Prover

if TYPE_CHECKING:
    import random

    from verify.problem import Problem
    from verify.verdict import Finding

DEMAND = Demand(points=4, digits=10, precisions=(64, 128), tries=20)


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    if not is_explicit(problem) or not has_unevaluated(problem):
        return None
    return certified_support(problem, generator, DEMAND)


PROVER = Prover("certified quadrature", 820, _decide)
