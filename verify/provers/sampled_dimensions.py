"""Support in every dimension: at exact random matrices of several small sizes every goal holds, exactly or within enclosures."""

from __future__ import annotations

from contextlib import suppress
from itertools import cycle, islice
from typing import TYPE_CHECKING

import sympy as sp
from flint import arb

from derivations.balls.agreement import EXACT
from derivations.balls.precision import working
from derivations.errors import DerivationError
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.fields import UnsupportedError
from derivations.star_algebra.point import BallPoint
from derivations.star_algebra.recipe import walk
from verify.provers import Prover
from verify.provers.free_algebra import is_star, sides
from verify.provers.star_refutation import against, drawn
from verify.size_signs import failing_at_identities, telling_sizes
from verify.star.failures import exact_failure
from verify.star.hypotheses import solved_problem
from verify.star.points import names_of, small_dimensions, values_of
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from derivations.star_algebra.recipe import Node
    from verify.problem import Goal, Problem

NAME = "sampled dimensions"
POINTS = 70  # ten rounds of the choices of small sizes
TRIES = 140
EVERY = 5  # every fifth point has larger matrices
LARGER = (7, 4, 9, 5, 6, 8, 11)  # sizes that are no small ones
ZEROS = 6  # every sixth has letters that vanish
LARGEST, MOST = 33, 8  # of the sizes beside divisors of an integer of the statement, and how many of them
BITS, DIGITS = 256, 30  # of enclosures


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Support where every goal is about elements and holds at enough points; what fails at one of them is refuted there."""
    if not problem.goals or not all(is_star(goal) for goal in problem.goals):
        return None
    problem = solved_problem(problem)
    found: list[int] = []
    names = names_of(problem)
    larger = _larger(problem, names)
    for attempt, small in enumerate(islice(small_dimensions(names), TRIES)):
        sizes = next(larger) if attempt % EVERY == EVERY - 1 else small
        evaluation = drawn(problem, sizes, generator, flat=attempt % 2 == 1, zeros=attempt % ZEROS == ZEROS - 2)
        if evaluation is None:
            continue
        try:
            agreed = [_digits(goal, evaluation) for goal in problem.goals]
        except ZeroDivisionError:
            continue
        if None in agreed:
            return against(problem.goals[agreed.index(None)], evaluation)
        found.append(min(digits for digits in agreed if digits is not None))
        if len(found) == POINTS:
            return _too_large(problem, names) or _at_identities(problem) or _finding(found)
    return None


def _larger(problem: Problem, names: list[str]) -> Iterator[dict[str, int]]:
    """What holds for small sizes only fails here: beside divisors of integers of the statement, and at others, of all names and of one.

    A whole root of a polynomial, which stands multiplied out here, divides its last coefficient.
    """
    yield from (sizes for sizes in _telling(problem, names) if max(sizes.values()) <= LARGEST)
    numbers = {abs(int(number)) for goal in problem.goals for value in values_of(goal) for number in _integers(value.recipe)}
    roots = (size for number in sorted(numbers) if number for size in range(max(LARGER), LARGEST + 1) if number % size == 0)
    sizes = list(dict.fromkeys(size + step for size in roots for step in (1, 0) if size + step <= LARGEST))[:MOST]
    chosen = [*LARGER[:1], *sizes, *LARGER[1:]]
    for turn, size in enumerate(cycle(chosen)):
        alone = names[turn % len(names)] if names and turn % 3 == 2 else ""  # noqa: PLR2004 - every third
        yield {name: size if alone in ("", name) else 2 for name in names}


def _telling(problem: Problem, names: list[str]) -> list[dict[str, int]]:
    return [sizes for goal in problem.goals for sizes in telling_sizes(goal, names)]


def _too_large(problem: Problem, names: list[str]) -> Finding | None:
    """The finding ``inconclusive`` where a number made of sizes has another sign at sizes that are too large for matrices."""
    too_large = [sizes for sizes in _telling(problem, names) if max(sizes.values()) > LARGEST]
    if not too_large or all(goal.relation == "zero" for goal in problem.goals):
        return None
    where = ", ".join(f"{name}={size}" for name, size in sorted(too_large[0].items()))
    return Finding(
        "inconclusive", "searched", (NAME,), f"a number made of sizes changes its sign near {where}, where no matrices were drawn"
    )


def _at_identities(problem: Problem) -> Finding | None:
    """The finding ``inconclusive`` where multiples of the identity of some size speak against a goal; under hypotheses nobody looks."""
    found = [] if problem.domain.hypotheses else [sizes for goal in problem.goals if (sizes := failing_at_identities(goal))]
    where = ", ".join(f"{name}={size}" for sizes in found[:1] for name, size in sorted(sizes.items()))
    return Finding("inconclusive", "searched", (NAME,), f"multiples of the identity speak against it at {where}") if found else None


def _integers(root: Node) -> Iterator[sp.Integer]:
    """The integers in the numbers of a recipe."""
    for node in walk(root):
        if node.operation == "number" and isinstance(node.payload, sp.Basic):
            yield from node.payload.atoms(sp.Integer)


def _finding(found: list[int]) -> Finding:
    shown = "decided exactly" if min(found) == EXACT else f"enclosures agree to {min(found)} digits"
    detail = f"{shown} at {POINTS} exact random points of small dimensions; no proof for every dimension"
    return Finding("supported", "certified", ("python-flint",), detail)


def _digits(goal: Goal, evaluation: Evaluation) -> int | None:
    """The digits to which a goal holds at a point; ``None`` if it fails or nothing is certain.

    Raises:
        ZeroDivisionError: the goal is not defined there.
    """
    try:
        return EXACT if exact_failure(goal, evaluation) is None else None
    except UnsupportedError:
        with suppress(DerivationError), working(BITS):
            return _enclosed(goal, Evaluation(BallPoint(evaluation.point)))
    return None


def _enclosed(goal: Goal, balls: Evaluation) -> int | None:
    """Enclosures of equalities and signs; definiteness and proportionality of enclosed values stay open."""
    if goal.relation == "zero":
        left, right = sides(goal)
        return _least([_vanishing(gap) for gap in (balls.value(left.recipe) - balls.value(right.recipe)).entries()])
    if goal.relation not in ("nonnegative", "positive"):
        return None
    values = balls.value(goal.residual.recipe).entries()
    is_strict = goal.relation == "positive"
    return _least([EXACT if value > 0 else None if is_strict else _vanishing(value) for value in values])


def _least(found: list[int | None]) -> int | None:
    return None if None in found else min((digits for digits in found if digits is not None), default=EXACT)


def _vanishing(value: arb) -> int | None:
    """The digits asked for, if a value is zero to so many."""
    return DIGITS if value.contains(0) and value.abs_upper() < arb(10) ** -DIGITS else None


PROVER = Prover(NAME, 810, _decide)
