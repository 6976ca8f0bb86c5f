"""Support for statements about every number of classes: enclosures confirm every goal at exact random points of several small sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.tensor import Tensor
from verify.numeric_support import Demand, certified_support, has_unevaluated, is_explicit
from verify.provers import Prover
from verify.provers.ball_refutation import refute
from verify.size_signs import failing_sizes
from verify.sized import with_sizes
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from verify.problem import Problem
    from verify.sized import Sized

NAME = "sampled sizes"
TRIES = 8
DEMAND = Demand(points=8, digits=30, precisions=(256, 1024))
LEAST = 2  # choices of sizes that have a derivation
LARGER = 4
FAR = (12, 8, 6)  # the first that has a derivation is looked at where the sides are numbers of few operations at the larger size
SHORT = 400  # operations
FARTHEST, MOST = 40, 4  # of the sizes that divide an integer of the statement, and how many of them


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Support where every small size that has a derivation, and one that is larger, are confirmed at eight points."""
    sized = problem.sized
    if sized is None or not problem.goals:
        return None
    if failing := _failing(problem, sized):
        return _at(failing, sized, generator)
    larger = dict.fromkeys(sized.least, LARGER)
    chosen = [*sized.problems(), (larger, sized.problem(larger))]
    if _is_short(chosen[-1][1]):
        chosen += [*_far(sized), *_named(problem, sized)]
    confirmed: list[tuple[str, Finding]] = []
    for sizes, instance in chosen:
        if instance is None or not is_explicit(instance) or has_unevaluated(instance):
            return None
        found = certified_support(instance, generator, DEMAND)
        if found is None or found.verdict != "supported":
            return found
        confirmed.append((", ".join(f"{name}={size}" for name, size in sizes.items()), found))
    if len(confirmed) < LEAST:
        return None
    detail = f"{'; '.join(f'{shown}: {found.detail}' for shown, found in confirmed)}; no proof for every size"
    return Finding("supported", "certified", confirmed[0][1].engines, detail, sized.sentences)


def _failing(problem: Problem, sized: Sized) -> dict[str, int] | None:
    """The smallest sizes at which some goal fails for arrays of equal entries; under hypotheses nobody looks."""
    if problem.domain.hypotheses:
        return None
    return min(
        (sizes for goal in problem.goals for sizes in failing_sizes(goal, sized.least)), key=lambda sizes: sum(sizes.values()), default=None
    )


def _at(sizes: dict[str, int], sized: Sized, generator: random.Random) -> Finding:
    """A counterexample in some sizes; where they are too large to look, the statement stays open."""
    instance = sized.problem(sizes) if max(sizes.values()) <= FARTHEST else None
    found = refute(instance, generator, TRIES) if instance is not None else None
    where = ", ".join(f"{name}={size}" for name, size in sorted(sizes.items()))
    return (
        with_sizes(found, sizes)
        if found
        else Finding("inconclusive", "searched", (NAME,), f"arrays with equal entries speak against it at {where}")
    )


def _far(sized: Sized) -> list[tuple[dict[str, int], Problem | None]]:
    """The farthest sizes that have a derivation: K <= 10 holds for all small numbers."""
    attempts = ((sizes, sized.problem(sizes)) for sizes in (dict.fromkeys(sized.least, size) for size in FAR))
    return [next(((sizes, instance) for sizes, instance in attempts if instance is not None), ({}, None))]


def _named(problem: Problem, sized: Sized) -> list[tuple[dict[str, int], Problem | None]]:
    """The largest sizes that divide an integer of the statement, and one more, where they have a derivation.

    A whole root of a polynomial, which stands multiplied out here, divides its last coefficient.
    """
    items = [getattr(goal.residual, "item", None) for goal in problem.goals]
    numbers = {abs(int(number)) for item in items if isinstance(item, sp.Basic) for number in item.atoms(sp.Integer)} - {0}
    named = [size for size in range(FARTHEST, LARGER, -1) if any(number % size == 0 for number in numbers)][:MOST]
    attempts = [dict.fromkeys(sized.least, size) for size in (*(size + 1 for size in named[:1]), *named)]
    return [(sizes, instance) for sizes in attempts if (instance := sized.problem(sizes)) is not None]


def _is_short(instance: Problem | None) -> bool:
    """Whether every goal is about one short number."""
    residuals = [goal.residual for goal in instance.goals] if instance is not None else [None]
    return all(isinstance(value, Tensor) and not value.shape and value.item.count_ops() <= SHORT for value in residuals)


PROVER = Prover(NAME, 820, _decide)
