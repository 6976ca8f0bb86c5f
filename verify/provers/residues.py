"""Polynomials in whole numbers that never vanish, as they do not modulo some small number: ``2*n != 2*m + 1``, ``n**2 - 3*m**2 != 2``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language.tensor import Tensor
from derivations.residues import never_zero_modulo
from verify.provers import Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.language.goal import Goal
    from verify.problem import Problem

NAME = "residues"


def _decide(problem: Problem, generator: random.Random) -> Finding | None:  # noqa: ARG001 - as every prover is called
    """Prove goals each of which says that one number is not zero; ``None`` if some goal resists or is of another kind."""
    found = [_modulus(goal) for goal in problem.goals]
    moduli = [modulus for modulus in found if modulus is not None]
    if not found or len(moduli) < len(found):
        return None
    detail = f"all residues modulo {', '.join(map(str, dict.fromkeys(moduli)))} were tried, and none makes the difference vanish"
    return Finding("proved", "exact", (NAME,), detail)


def _modulus(goal: Goal) -> int | None:
    """A number modulo which what must not vanish never does."""
    if goal.relation != "nonzero" or not isinstance(goal.residual, Tensor) or goal.residual.shape:
        return None
    return never_zero_modulo(goal.residual.item)


PROVER = Prover(NAME, 19, _decide)
