"""Signs of divergences, variances, covariances and Fisher matrices of given laws: by what the words mean, whatever the closed form is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from verify.numeric_support import has_unevaluated
from verify.provers import Prover, proving
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from verify.problem import Problem

NAME = "meaning of the words"


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals that a theorem about their words shows; others beside them (symmetry) must be proved by somebody else.

    A mean without a closed form may not exist (the variance of a Cauchy law), and then there is nothing to have a sign.
    """
    theorems = dict.fromkeys(goal.theorem for goal in problem.goals if goal.theorem)
    rest = tuple(goal for goal in problem.goals if not goal.theorem)
    if not theorems or has_unevaluated(problem):
        return None
    beside = _proof(replace(problem, goals=rest), generator) if rest else Finding("proved", "exact", (), "")
    if beside is None:
        return None
    detail = "; ".join(filter(None, (*theorems, beside.detail)))
    return Finding("proved", "exact", (NAME, *beside.engines), detail, beside.side_conditions)


def _proof(problem: Problem, generator: random.Random) -> Finding | None:
    for prover in proving():
        finding = prover.decide(problem, generator) if prover.name != NAME else None
        if finding is not None:
            return finding if finding.verdict == "proved" else None
    return None


PROVER = Prover(NAME, 38, _decide)
