"""Equalities too large to expand: the residual vanishes at random points modulo random primes, with a printed bound on the error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language.tensor import Tensor
from derivations.normal_form import decide_zero
from verify.points.parametrisation import facts_of
from verify.provers import Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from verify.problem import Problem

LOG2_ERROR = -100


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals ``zero`` for which exact arithmetic is out of reach; ``None`` if it is not, or if some goal resists."""
    if not problem.goals or any(goal.relation != "zero" or not isinstance(goal.residual, Tensor) for goal in problem.goals):
        return None
    facts = facts_of(problem)
    decisions = [decide_zero(goal.residual.entries, facts, generator) for goal in problem.goals]
    errors = [decision.log2_error for decision in decisions if decision.log2_error is not None]
    if not errors or not all(decision.zero for decision in decisions) or max(errors) + len(errors).bit_length() > LOG2_ERROR:
        return None
    weakest = next(decision for decision in decisions if decision.log2_error is not None)
    conditions = tuple(dict.fromkeys(condition for decision in decisions for condition in decision.conditions))
    return Finding("proved", "probabilistic", weakest.engines, weakest.detail, conditions)


PROVER = Prover("identity testing", 15, decide)
