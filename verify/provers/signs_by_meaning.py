"""Signs of divergences, variances, covariances and Fisher matrices of given laws: by what the words mean, whatever the closed form is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from verify.numeric_support import has_unevaluated
from verify.provers import Prover, proof_of, weakest
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    import sympy as sp

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
    proofs = [proof_of(replace(problem, goals=rest), generator)] if rest else []
    proofs += [_nowhere_zero(goal.needed, problem, generator) for goal in problem.goals if goal.needed]
    found = [proof for proof in proofs if proof is not None]
    if len(found) < len(proofs):
        return None
    detail = "; ".join(filter(None, (*theorems, *(proof.detail for proof in found))))
    engines = dict.fromkeys(engine for proof in found for engine in proof.engines)
    conditions = dict.fromkeys(condition for proof in found for condition in proof.side_conditions)
    return Finding("proved", weakest(found, "exact"), (NAME, *engines), detail, tuple(conditions))


def _nowhere_zero(numbers: Sequence[sp.Expr], problem: Problem, generator: random.Random) -> Finding | None:
    """The proof that one of some numbers is positive, or negative, at every point."""
    for number in (sign * number for number in numbers for sign in (1, -1)):
        found = proof_of(replace(problem, goals=(Goal("positive", Tensor.scalar(number)),)), generator)
        if found is not None:
            return replace(found, detail=f"{number} is {found.detail}")
    return None


PROVER = Prover(NAME, 38, _decide)
