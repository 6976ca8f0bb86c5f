"""Agreement to many digits that is none: sides whose difference is certainly positive, or negative, though no ball tells it from zero."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derivations.language.goal import Goal
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    import sympy as sp

    from verify.problem import Problem

LARGEST = 200  # operations in a difference that is asked about


def contrary_is_proved(problem: Problem, generator: random.Random) -> bool:
    """Whether some prover shows that an equality holds nowhere, or that what should not be negative always is.

    ``erf(100) == 1`` holds to more than four thousand digits.
    """
    from verify.provers import proof_of  # provers that sample ask this

    asked = (replace(problem, goals=(Goal("positive", Tensor.scalar(value)),)) for value in _contraries(problem))
    return any(proof_of(about, generator) is not None for about in asked)


def _contraries(problem: Problem) -> Iterator[sp.Expr]:
    for goal in problem.goals:
        if goal.relation not in ("zero", "nonnegative") or not isinstance(goal.residual, Tensor):
            continue
        for entry in goal.residual.entries:
            if entry.is_Rational or entry.count_ops() > LARGEST:
                continue
            yield -entry
            if goal.relation == "zero":
                yield entry
