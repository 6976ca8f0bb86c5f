"""Comparisons with an infinity: by what the other side is in the extended real numbers, which its derivation has shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derivations.language.infinite_sides import KNOWN
from verify.provers import Prover, proof_of, weakest
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from verify.problem import Problem

NAME = "infinite values"


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove the comparisons that are known to hold; other goals beside them must be proved by somebody else."""
    theorems = dict.fromkeys(goal.theorem for goal in problem.goals if goal.theorem.startswith(KNOWN))
    rest = tuple(goal for goal in problem.goals if goal.theorem not in theorems)
    if not theorems:
        return None
    proofs = [proof_of(replace(problem, goals=rest), generator)] if rest else []
    found = [proof for proof in proofs if proof is not None]
    if len(found) < len(proofs):
        return None
    detail = "; ".join((*theorems, *(proof.detail for proof in found)))
    engines = dict.fromkeys((NAME, *(engine for proof in found for engine in proof.engines)))
    conditions = dict.fromkeys(condition for proof in found for condition in proof.side_conditions)
    return Finding("proved", weakest(found, "exact"), tuple(engines), detail, tuple(conditions))


PROVER = Prover(NAME, 1, _decide)
