"""Refutation at places that are found by ways of their own: solutions of integer equations, phases that nearly meet, matrices of low rank.

Mutants are not looked at so closely: a statement that nobody proves is.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from derivations.balls.precision import LADDER
from verify.numeric_support import is_explicit
from verify.points.instances import sample_problem
from verify.proposers import proposers
from verify.provers import Prover
from verify.provers.ball_refutation import first_refutation
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from verify.problem import Problem

NAME = "proposed points"
TRIES, BASES = 24, 2


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Look at every proposed point with the precision that exact zeros need; what has a doubt that refutes nothing has no support."""
    if not is_explicit(problem):
        return None
    drawn = (sample_problem(problem, generator, push=2 * attempt >= TRIES) for attempt in range(TRIES))
    bases = list(itertools.islice((point for point in drawn if point is not None), BASES))
    points = (point for proposer in proposers() for point in proposer.propose(problem, bases)) if bases else ()
    if found := first_refutation(problem, list(problem.goals), points, LADDER[1]):
        return found
    doubt = next(filter(None, (proposer.doubt(problem, bases) for proposer in proposers())), "") if bases else ""
    return Finding("inconclusive", "searched", (NAME,), doubt) if doubt else None


PROVER = Prover(NAME, 797, _decide)
