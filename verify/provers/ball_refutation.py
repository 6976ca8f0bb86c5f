"""Refutation by a witness: an exact point of the domain at which an enclosure excludes what a goal asserts, confirmed by mpmath."""

from __future__ import annotations

import random
from itertools import islice
from typing import TYPE_CHECKING

from derivations.balls.decide import Decision, decide
from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError, NotCoveredError, UndecidedError
from derivations.balls.point import Point
from derivations.balls.precision import LADDER, QUICK
from derivations.jets import Jet
from derivations.language.tensor import Tensor
from verify.convexity.hypotheses import hold_everywhere
from verify.numeric_support import has_quadrature
from verify.points.boundary_points import boundary_points
from verify.points.closed_ends import closed_ends
from verify.points.constructed_points import is_finite
from verify.points.edges import edge_points, has_edges
from verify.points.instances import SPECIAL_FROM, companions_belong, is_defined, is_member, sample_problem
from verify.points.nearby_points import nearby_points, positive_points, whole_points
from verify.points.switching_points import has_switches, switching_points
from verify.provers import Prover
from verify.witnesses import Contradiction, confirm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import sympy as sp

    from derivations.language.goal import Goal
    from verify.problem import Problem
    from verify.verdict import Finding

TRIES = 40
ORDERED = frozenset({"positive", "nonnegative", "psd", "pd"})
DRAWS = 8
SWITCHES_OF_INTEGRALS = 5  # points at and beside one switch
TRIES_OF_INTEGRALS = 3  # every one is a certified quadrature, or a long way to none
DOUBTFUL_POINTS = 6  # the same of points near zero and far out
STALE = 40  # draws without a new point
CAREFUL_POINTS = 3  # points at which a goal that 64 bits leave open is looked at again with more


class UnconfirmedError(CannotEncloseError):
    """An enclosure contradicts a goal, and the second evaluator has no value there."""


def refute(problem: Problem, generator: random.Random, tries: int = TRIES) -> Finding | None:
    """Search ``tries`` admissible random points for one at which some goal certainly fails.

    Returns:
        A finding ``refuted`` with its witness; ``disputed`` if the second evaluator contradicts the ball; ``None`` if every point satisfies
        every goal or leaves it undecided.
    """
    goals = [goal for goal in problem.goals if _is_explicit(goal)]
    tries = min(tries, TRIES_OF_INTEGRALS) if goals and has_quadrature(problem) else tries
    careful, seen = CAREFUL_POINTS, list[Point]()
    for point in _points(problem, generator, tries) if goals else ():
        seen.append(point)
        open_goals = []
        for goal in list(goals):
            finding, state = _attempt(problem, goal, point, QUICK)
            if finding is not None:
                return finding
            if state is NotCoveredError:
                goals.remove(goal)
            elif state is UndecidedError:
                open_goals.append(goal)
        if open_goals and careful:
            careful -= 1
            finding = _look_again(problem, open_goals, point)
            if finding is not None:
                return finding
        if not goals:
            return None
    found = _elsewhere(problem, goals, seen, generator) or _at_edges(problem, goals, generator) or _at_switches(problem, goals, seen)
    return found or first_refutation(problem, goals, closed_ends(problem, seen), QUICK)


def _elsewhere(problem: Problem, goals: list[Goal], seen: list[Point], generator: random.Random) -> Finding | None:
    """Inequalities near zero and far out; every goal at small positive points, if no drawn point met the side conditions."""
    if has_quadrature(problem):
        return None
    asked = [goal for goal in goals if goal.relation in ORDERED or has_switches(goal)] if seen else goals
    points = nearby_points(problem, seen) if seen else positive_points(problem, generator)
    found = first_refutation(problem, asked, points, QUICK) or first_refutation(problem, goals, whole_points(problem, goals, seen), QUICK)
    ordered = [goal for goal in goals if goal.relation in ORDERED]
    return found or first_refutation(problem, ordered, boundary_points(problem, seen), QUICK)


def first_refutation(
    problem: Problem, goals: list[Goal], points: Iterable[Point], precision: int, doubts: list[Point] | None = None
) -> Finding | None:
    """The first finding at some points; those that few bits leave open are looked at again with more.

    Points at which a goal fails by its enclosure alone are put among the ``doubts``.
    """
    careful = DOUBTFUL_POINTS
    for point in points if goals else ():
        for goal in goals:
            finding, state = _attempt(problem, goal, point, precision)
            if finding is None and state is UndecidedError and precision == QUICK and careful:
                careful -= 1
                finding, state = _attempt(problem, goal, point, LADDER[1])
            if finding is not None:
                return finding
            if state is UnconfirmedError and doubts is not None:
                doubts.append(point)
    return None


def _at_edges(problem: Problem, goals: list[Goal], generator: random.Random) -> Finding | None:
    """Strict goals, and those about ranks, at the points where they are most likely to fail, with the precision that exact zeros need."""
    strict = [goal for goal in goals if has_edges(goal)]
    return first_refutation(problem, strict, edge_points(problem, generator), LADDER[1])


def _at_switches(problem: Problem, goals: list[Goal], seen: list[Point]) -> Finding | None:
    """All goals where absolute values and case distinctions switch, and at the bounds of the domain."""
    points = switching_points(problem, goals, seen)
    return first_refutation(problem, goals, islice(points, SWITCHES_OF_INTEGRALS) if has_quadrature(problem) else points, LADDER[1])


def _points(problem: Problem, generator: random.Random, tries: int) -> Iterator[Point]:
    """At most ``tries`` admissible points, generic ones first, out of ``DRAWS`` times as many draws."""
    if is_finite(problem.domain) and not any(entry.has(Jet) for entry in _named(problem)):
        yield from islice(_few_points(problem, generator), tries)
        return
    found = 0
    for attempt in range(DRAWS * tries):
        push = not found and 2 * attempt >= DRAWS * tries  # where no draw lies within all bounds
        point = sample_problem(problem, generator, special=found >= SPECIAL_FROM * tries, push=push)
        if point is not None:
            found += 1
            yield point
        if found == tries:
            return


def _few_points(problem: Problem, generator: random.Random) -> Iterator[Point]:
    """Points that differ where the statement looks, until ``STALE`` draws in a row bring no new one: equations may leave few of them."""
    symbols = sorted({symbol for entry in _named(problem) for symbol in entry.free_symbols}, key=str)
    known: set[tuple[object, ...]] = set()
    same = 0
    while same < STALE:
        point = sample_problem(problem, generator, special=bool(known) and same % 2 == 1, push=2 * same >= STALE)
        key = () if point is None else tuple(str(point.get(symbol)) for symbol in symbols)
        same = same + 1 if point is None or key in known else 0
        if point is not None and same == 0:
            known.add(key)
            yield point


def _named(problem: Problem) -> list[sp.Expr]:
    """The expressions of a statement and of its hypotheses."""
    goals = (*problem.goals, *problem.domain.hypotheses)
    values = [value for goal in goals for value in (goal.residual, goal.left, goal.right) if isinstance(value, Tensor)]
    return [entry for value in values for entry in value.entries]


def _is_explicit(goal: Goal) -> bool:
    return all(isinstance(value, Tensor) for value in ((goal.left, goal.right) if goal.residual is None else (goal.residual,)))


def _look_again(problem: Problem, goals: list[Goal], point: Point) -> Finding | None:
    """Climb the ladder of precisions; a goal that stays open at the second rung agrees to 70 digits and is left alone."""
    for goal in goals:
        for precision in LADDER[1:3]:
            finding, state = _attempt(problem, goal, point, precision)
            if finding is not None:
                return finding
            if state is not UndecidedError:
                break
    return None


def _attempt(problem: Problem, goal: Goal, point: Point, precision: int) -> tuple[Finding | None, type[CannotEncloseError] | None]:
    """A finding if the goal certainly fails at the point; otherwise why the point says nothing, if it does."""
    try:
        decision = decide(goal, Evaluation.at(point, precision))
        if decision.holds:
            return None, None
        return _certified(problem, goal, decision, point), None
    except CannotEncloseError as error:
        return None, type(error)


def _certified(problem: Problem, goal: Goal, decision: Decision, point: Point) -> Finding | None:
    """The finding of a contradiction, after everything it rests on has been checked again from scratch with more bits.

    Raises:
        UnconfirmedError: all of it holds, and mpmath cannot tell.
    """
    careful = Evaluation.at(point, LADDER[1])
    if not is_member(problem.domain, careful) or not is_defined(problem, careful) or not companions_belong(problem, point, careful):
        return None
    if not all(_has_values(other, careful) for other in problem.goals):
        return None
    if problem.domain.everywhere and not hold_everywhere(problem, careful, random.Random(TRIES)):  # noqa: S311 - a sample, no secret
        return None
    found = confirm(Contradiction(goal, decision, point), careful)
    if found is None:
        message = "a contradiction that no second evaluator confirms"
        raise UnconfirmedError(message)
    return found


def _has_values(goal: Goal, evaluation: Evaluation) -> bool:
    """Whether both sides of a goal certainly have values at the point: a statement is only asserted where its expressions are defined."""
    for value in (goal.residual, goal.left, goal.right):
        for entry in value.entries if isinstance(value, Tensor) else ():
            try:
                evaluation.number(entry)
            except NotCoveredError:
                continue
            except CannotEncloseError:
                return False
    return True


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    return refute(problem, generator)


PROVER = Prover("ball refutation", 20, _decide)
