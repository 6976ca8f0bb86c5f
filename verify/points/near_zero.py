"""Strict statements that may fail at a point nobody can name: their difference falls to zero inside of the domain.

``a*log(a/b) - a + b > 0`` with ``b = exp(-a)`` is positive at every rational number, and zero at one number between. Descent by Newton's
method finds such places. It proves nothing, so nothing is refuted here; what comes so near to zero has no support.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import mpmath
import sympy as sp
from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import LADDER
from derivations.balls.second_opinion import second_opinion
from derivations.language.tensor import Tensor
from verify.points.descent import DIGITS, Descent, can_descend
from verify.points.edges import FACTORED, LARGEST_MATRIX, corners, edge_points
from verify.points.instances import is_defined, is_member, sample_problem
from verify.points.sign_changes import GRID, without_zero
from verify.provers.rank_by_minors import bounds_of_ranks
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from derivations.balls.number import Number
    from derivations.balls.point import Point
    from derivations.language.goal import Goal
    from verify.problem import Problem

    Place = list[mpmath.mpf]

NAME = "descent"
STARTS = 6
TRIES = 24
NEAR = mpmath.mpf(10) ** -40  # of a value, beside those at a distance of SIDE
SMALL = fmpq(1, 10**12)
UNTOLD = 40  # digits to which what is not told from zero vanishes
SIDE, CLOSE = fmpq(1, 1000), fmpq(1, 10**6)


def near_zero(problem: Problem, generator: random.Random) -> Finding | None:
    """The finding ``inconclusive`` if what a strict goal calls positive falls to zero, to forty digits beside a point nearby."""
    if changed := _changing(problem, generator):
        return Finding("inconclusive", "searched", (NAME,), f"what should not vanish changes its sign as {changed} moves")
    if untold := _untold(problem, generator):
        return Finding("inconclusive", "searched", (NAME,), f"what should not vanish cannot be told from zero at {untold}")
    heights = [height for goal in problem.goals for height in _heights(goal) if can_descend(height)]
    drawn = (sample_problem(problem, generator) for _ in range(TRIES))
    starts = [point for point in drawn if point is not None][:STARTS]
    found = (_lowest(Descent(height), start, problem) for height in heights for start in starts)
    there = next((place for place in found if place), "")
    return Finding("inconclusive", "searched", (NAME,), f"what should not vanish falls to zero near {there}") if there else None


def _untold(problem: Problem, generator: random.Random) -> str:
    """A point of the domain, such as one with two equal variables, where a strict goal is zero as far as many bits tell."""
    strict = tuple(goal for goal in problem.goals if goal.relation in ("positive", "nonzero") and isinstance(goal.residual, Tensor))
    for point in edge_points(replace(problem, goals=strict), generator):
        evaluation = Evaluation.at(point, LADDER[1])
        try:
            flat = [[_is_flat(evaluation.number(entry)) for entry in goal.residual.entries] for goal in strict]
        except CannotEncloseError:
            continue
        found = any(any(zeros) if goal.relation == "positive" else all(zeros) for goal, zeros in zip(strict, flat, strict=True))
        if found and _holds_there(problem, evaluation):
            return ", ".join(f"{symbol} = {value}" for symbol, value in sorted(point.items(), key=str) if isinstance(value, fmpq))
    return ""


def _is_flat(number: Number) -> bool:
    """Whether a ball holds zero and hardly anything else."""
    return isinstance(number, arb) and number.contains(0) and bool(number.abs_upper() < arb(10) ** -UNTOLD)


def _holds_there(problem: Problem, evaluation: Evaluation) -> bool:
    """Whether a point certainly lies in the domain, and everything is defined there."""
    try:
        return is_member(problem.domain, evaluation) and is_defined(problem, evaluation)
    except CannotEncloseError:
        return False


def _heights(goal: Goal) -> Iterator[sp.Expr]:
    """What is positive where the goal holds."""
    if goal.relation in FACTORED and isinstance(goal.left, Tensor):
        left, right = (sp.Add(*(entry**2 for entry in side.entries)) for side in (goal.left, goal.right))
        yield from (left / right, right / left) if left != 0 and right != 0 else ()
    if not isinstance(goal.residual, Tensor):
        return
    if goal.relation == "positive":
        yield from goal.residual.entries
    elif goal.relation == "nonzero":
        entries = goal.residual.entries
        yield from (entries[0], -entries[0]) if len(entries) == 1 else (sp.Add(*(entry**2 for entry in entries)),)
    elif goal.relation == "pd":
        yield from corners(goal.residual)
    for rank, bound, is_most in bounds_of_ranks(goal) or ():
        if not is_most and bound > 0 and max(map(int, rank.args[:2])) <= LARGEST_MATRIX:
            yield sp.Add(*(minor**2 for minor in rank.minors(bound)))


def _lowest(descent: Descent, start: Point, problem: Problem) -> str:
    """The place where the descent from a point ends, in words, if that is a zero inside of the domain."""
    try:
        found = descent.from_point(start)
        if found is None:
            return ""
        there = start.extended(found)
        if not all(_is_inside(point, problem) for point in (there, *_around(there, descent.symbols))):
            return ""
        with mpmath.workdps(DIGITS):
            least = abs(second_opinion(descent.height, there, DIGITS))
            away = start.extended({symbol: _moved(number, SIDE) for symbol, number in found.items()})
            falls = least <= NEAR * abs(second_opinion(descent.height, away, DIGITS))
            return ", ".join(f"{symbol} = {float(at):.8g}" for symbol, at in found.items()) if falls else ""
    except (CannotEncloseError, mpmath.libmp.NoConvergence):
        return ""


def _changing(problem: Problem, generator: random.Random) -> str:
    """A coordinate along which a number that should not vanish, alone or in a modulus, has both signs at points of a grid."""
    strict = [goal for goal in problem.goals if goal.relation in ("nonzero", "positive") and isinstance(goal.residual, Tensor)]
    entries = [number for goal in strict if not goal.residual.shape for number in without_zero(goal.relation, goal.residual.item)]
    drawn = (sample_problem(problem, generator) for _ in range(TRIES)) if entries else ()
    base = next((point for point in drawn if point is not None), None)
    excluded = [value for kind, value in problem.conditions if kind != "nonnegative" and isinstance(value, sp.Expr)]  # zeros outside
    for entry in entries if base is not None and not any(value.has(*entries) for value in excluded) else ():
        for symbol in sorted(entry.free_symbols & set(base or ()), key=str):
            moved = (base.extended({symbol: sign * number}) for number in GRID for sign in (1, -1)) if base else ()
            if len({sign for point in moved if (sign := _sign(entry, point, problem))}) > 1:
                return str(symbol)
    return ""


def _sign(entry: sp.Expr, point: Point, problem: Problem) -> int:
    """The sign at a point of the domain; zero where it is not known, or elsewhere."""
    evaluation = Evaluation(point, LADDER[0])
    try:
        return evaluation.sign(entry) if is_member(problem.domain, evaluation) and is_defined(problem, evaluation) else 0
    except CannotEncloseError:
        return 0


def _is_inside(point: Point, problem: Problem) -> bool:
    """Whether a point lies in the domain, and what must not vanish there is not as small as the point is close to a zero."""
    evaluation = Evaluation(point, LADDER[1])
    asked = [goal.residual.entries for goal in problem.domain.hypotheses if goal.relation in ("nonzero", "positive")]
    asked += [value.entries if isinstance(value, Tensor) else (value,) for kind, value in problem.conditions if kind != "nonnegative"]
    numbers = (evaluation.number(entry) for entries in asked for entry in entries)
    return is_member(problem.domain, evaluation) and is_defined(problem, evaluation) and not any(abs(arb(n)) < SMALL for n in numbers)


def _around(point: Point, symbols: Sequence[sp.Symbol]) -> Iterator[Point]:
    """Points beside one in each coordinate: what falls to zero at the boundary of the domain only, as exp(-1/x) does, stays positive."""
    yield from (point.extended({symbol: _moved(point[symbol], distance)}) for symbol in symbols for distance in (CLOSE, -CLOSE))


def _moved(number: fmpq, distance: fmpq) -> fmpq:
    return number + distance * (1 + abs(number))
