"""Support for goals that nobody could prove: agreement at several exact random points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.balls.agreement import EXACT, digits_of_agreement
from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError, NotCoveredError, NotDefinedError
from derivations.balls.precision import QUICK
from derivations.language.tensor import Tensor
from verify.contrary import contrary_is_proved
from verify.points.instances import sample_problem
from verify.points.near_zero import near_zero
from verify.points.sign_changes import without_zero
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from derivations.balls.point import Point
    from derivations.language.goal import Goal
    from verify.problem import Problem


KEPT = 16384


@dataclass(frozen=True)
class Demand:
    """What support asks for: agreement to ``digits`` at ``points`` points, within ``tries`` draws, at one of the ``precisions`` in bits."""

    points: int
    digits: int
    precisions: tuple[int, ...]
    tries: int = 80


def is_explicit(problem: Problem) -> bool:
    """Whether all goals are about arrays of numbers."""
    values = [value for goal in problem.goals for value in _values(goal)]
    return bool(problem.goals) and all(isinstance(value, Tensor) for value in values)


def _values(goal: Goal) -> tuple[object, ...]:
    return (goal.left, goal.right) if goal.residual is None else (goal.residual,)


def has_unevaluated(problem: Problem) -> bool:
    """Whether some goal holds an integral or a sum."""
    values = [value for goal in problem.goals for value in _values(goal) if isinstance(value, Tensor)]
    return any(_is_unevaluated(entry) for value in values for entry in value.entries)


def has_quadrature(problem: Problem) -> bool:
    """Whether some goal holds an integral, an infinite sum or sums of sums, whose values are dear; those of finite sums are not."""
    values = [value for goal in problem.goals for value in _values(goal) if isinstance(value, Tensor)]
    sums = [part for value in values for entry in value.entries if _is_unevaluated(entry) for part in entry.atoms(sp.Sum, sp.Integral)]
    return any(isinstance(part, sp.Integral) or part.has(sp.oo) or len(part.args) > 2 or part.args[0].has(sp.Sum) for part in sums)  # noqa: PLR2004 - a body and one range


@lru_cache(maxsize=KEPT)
def _is_unevaluated(entry: sp.Basic) -> bool:
    """Whether an expression holds an integral or a sum; its parts occur in many others."""
    return isinstance(entry, sp.Integral | sp.Sum) or any(map(_is_unevaluated, entry.args))


def certified_support(problem: Problem, generator: random.Random, demand: Demand) -> Finding | None:
    """A finding ``supported`` with grade ``certified`` when enclosures confirm every goal at enough points; else ``None``.

    ``inconclusive`` where points agree and a place between them speaks against a goal.
    """
    confirmed: list[int] = []
    sides: set[tuple[int, ...]] = set()
    for attempt in range(demand.tries):
        point = sample_problem(problem, generator, push=not confirmed and 2 * attempt >= demand.tries)
        if point is None:
            continue
        try:
            digits = _confirmed(problem.goals, point, demand)
            sides.add(sides_of(problem, point))
        except NotDefinedError:
            continue
        except CannotEncloseError:
            return None
        if digits is None or len(sides) > 1:
            return None
        confirmed.append(digits)
        if len(confirmed) == demand.points:
            if min(confirmed) != EXACT and contrary_is_proved(problem, generator):
                return None
            return near_zero(problem, generator) or _finding(confirmed)
    return None


def sides_of(problem: Problem, point: Point) -> tuple[int, ...]:
    """The signs of the numbers that a problem says are not zero: one that changes its sign hardly avoids zero."""
    entries = [(goal.relation, goal.residual.entries) for goal in problem.goals if goal.relation in ("nonzero", "positive")]
    numbers = [number for relation, found in entries if len(found) == 1 for number in without_zero(relation, found[0])]
    return tuple(Evaluation(point, QUICK).sign(number) for number in numbers)


def _confirmed(goals: Sequence[Goal], point: Point, demand: Demand) -> int | None:
    """The digits to which all goals hold at a point, with as many bits as that takes."""
    failure: CannotEncloseError | None = None
    for precision in demand.precisions:
        evaluation = Evaluation(point, precision)
        try:
            found = [digits_of_agreement(goal, evaluation) for goal in goals]
        except (NotDefinedError, NotCoveredError):
            raise
        except CannotEncloseError as error:
            failure = error
            continue
        if all(digits is not None and digits >= demand.digits for digits in found):
            return min(digits for digits in found if digits is not None)
    if failure is not None:
        raise failure
    return None


def _finding(confirmed: Sequence[int]) -> Finding:
    digits = min(confirmed)
    shown = "signs are decided" if digits == EXACT else f"enclosures contain zero with radius below 10^-{digits}"
    return Finding("supported", "certified", ("python-flint arb",), f"{shown} at {len(confirmed)} exact random points")
