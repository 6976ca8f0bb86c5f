"""Ranks against a number: at most r where all minors of size r + 1 vanish, at least r where some minor of size r never does."""

from __future__ import annotations

from dataclasses import replace
from math import comb, prod
from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.words.linear_algebra import Rank
from verify.provers import Prover, proof_of, weakest
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from verify.problem import Problem

NAME = "rank by minors"
MOST = 100  # minors of one size


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals that compare the rank of one matrix with an integer; ``None`` if some goal resists or is of another kind."""
    proofs: list[Finding] = []
    for goal in problem.goals:
        bounds = bounds_of_ranks(goal)
        if bounds is None:
            return None
        for proof in [_bounded(*bound, problem, generator) for bound in bounds]:
            if proof is None:
                return None
            proofs.append(proof)
    if not proofs:
        return None
    engines = dict.fromkeys([NAME, *(engine for proof in proofs for engine in proof.engines)])
    conditions = dict.fromkeys(condition for proof in proofs for condition in proof.side_conditions)
    detail = "; ".join(dict.fromkeys(proof.detail for proof in proofs))
    return Finding("proved", weakest(proofs, "exact"), tuple(engines), detail, tuple(conditions))


def bounds_of_ranks(goal: Goal) -> list[tuple[Rank, int, bool]] | None:
    """What a goal says of a rank: the matrix, a number, and whether that is the most (else the least) that the rank may be."""
    if goal.relation not in ("zero", "nonnegative", "positive") or not isinstance(goal.residual, Tensor) or goal.residual.shape:
        return None
    residual = sp.expand(goal.residual.item)
    ranks = sorted(residual.atoms(Rank), key=str)
    if len(ranks) != 1:
        return None
    factor = residual.coeff(ranks[0])
    rest = residual - factor * ranks[0]
    if abs(factor) != 1 or not rest.is_Integer:
        return None
    count, rank = int(rest), ranks[0]
    if goal.relation == "zero":
        return [(rank, abs(count), True), (rank, abs(count), False)] if factor * count <= 0 else None
    slack = int(goal.relation == "positive")
    return [(rank, count - slack, True)] if factor < 0 else [(rank, slack - count, False)]


def _bounded(rank: Rank, bound: int, is_most: bool, problem: Problem, generator: random.Random) -> Finding | None:  # noqa: FBT001 - a side
    """The proof that the rank is at most, or at least, a number."""
    shape = [int(size) for size in rank.args[:2]]
    size = min(shape)
    if is_most and bound >= size:
        return Finding("proved", "exact", (), f"no rank is larger than {size} here")
    if not is_most and bound <= 0:
        return Finding("proved", "exact", (), "no rank is negative")
    order = bound + 1 if is_most else bound
    if not 0 < order <= size or prod(comb(side, order) for side in shape) > MOST:
        return None
    minors = rank.minors(order)
    if is_most:
        found = proof_of(replace(problem, goals=(Goal("zero", Tensor((len(minors),), tuple(minors))),)), generator)
        return found and replace(found, detail=f"all minors of size {order} vanish: {found.detail}")
    clear = [*minors, *(-minor for minor in minors), sp.Add(*(minor**2 for minor in minors))]
    asked = (replace(problem, goals=(Goal("positive", Tensor.scalar(value)),)) for value in clear)
    found = next((proof for about in asked if (proof := proof_of(about, generator))), None)
    return found and replace(found, detail=f"a minor of size {order}, or their sum of squares, is positive: {found.detail}")


PROVER = Prover(NAME, 40, _decide)
