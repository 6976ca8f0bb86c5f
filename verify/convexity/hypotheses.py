"""Hypotheses that a function is convex speak of all values of its variables: a witness must meet them everywhere, not at its point."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.precision import QUICK
from derivations.jets import Jet
from derivations.language.tensor import Tensor
from derivations.replacing import replaced
from verify.points.instances import sample

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from derivations.language.goal import Goal
    from verify.problem import Problem

CONVEX_TRIES = 40  # points of which one must have a convex function, where none is arbitrary
DRAWS = 8  # for one admissible point
LOOKS = 6  # values of the variables at which a function is looked at before it is said to be convex


def convex_hypotheses(hypotheses: Sequence[Goal]) -> tuple[Goal, ...]:
    """The hypotheses about convexity, as they stand before equations among the others are used."""
    return tuple(goal for goal in hypotheses if goal.convex_in)


def hold_everywhere(problem: Problem, evaluation: Evaluation, generator: random.Random) -> bool:
    """Whether what a problem assumes to be convex certainly is, for the numbers of a point that are no variables of the function."""
    return all(_is_convex(problem, goal, _numbers(goal, evaluation), generator) for goal in problem.domain.everywhere)


def any_meets(problem: Problem, generator: random.Random) -> bool:
    """Whether the functions that are assumed to be convex may be, at some admissible point; arbitrary functions may."""
    assumed = problem.domain.everywhere
    if any(not isinstance(goal.residual, Tensor) or any(entry.has(Jet) for entry in goal.residual.entries) for goal in assumed):
        return True
    tries = CONVEX_TRIES if any(_symbols(goal) - set(goal.convex_in) for goal in assumed) else 1
    points = (sample(problem.domain, generator, special=attempt % 2 == 1) for attempt in range(DRAWS * tries))
    admissible = list(itertools.islice((point for point in points if point is not None), tries))
    return not admissible or any(_may_hold(problem, Evaluation(point, QUICK), generator) for point in admissible)


def _may_hold(problem: Problem, evaluation: Evaluation, generator: random.Random) -> bool:
    numbers = ((goal, _numbers(goal, evaluation)) for goal in problem.domain.everywhere)
    return not any(places is not None and _fails(_alone(problem, goal, places), generator) for goal, places in numbers)


def is_moved(goal: Goal) -> bool:
    """Whether the Hessian of a hypothesis depends on the variables, or may, so that one point does not show it."""
    return not isinstance(goal.residual, Tensor) or bool(_symbols(goal) & set(goal.convex_in))


def _numbers(goal: Goal, evaluation: Evaluation) -> dict[sp.Symbol, sp.Expr] | None:
    """The values of the other symbols of a hypothesis; ``None`` if one of them is no rational number."""
    found: dict[sp.Symbol, sp.Expr] = {}
    for symbol in sorted(_symbols(goal) - set(goal.convex_in), key=str):
        number = evaluation.number(symbol)
        if not isinstance(number, fmpq):
            return None
        found[symbol] = sp.Rational(int(number.p), int(number.q))
    return found


def _symbols(goal: Goal) -> set[sp.Symbol]:
    return set().union(*(entry.free_symbols for entry in goal.residual.entries)) if isinstance(goal.residual, Tensor) else set()


def _alone(problem: Problem, goal: Goal, places: Mapping[sp.Symbol, sp.Expr]) -> Problem:
    """The hypothesis as a statement of its own, about all values of its variables."""
    hessian = goal.residual.map(lambda entry: replaced(entry, dict(places)))
    domain = replace(problem.domain, hypotheses=(), everywhere=(), solved={}, integers=())
    return replace(problem, goals=(replace(goal, residual=hessian, left=hessian),), domain=domain, sized=None)


def _is_convex(problem: Problem, goal: Goal, places: Mapping[sp.Symbol, sp.Expr] | None, generator: random.Random) -> bool:
    if places is None or not isinstance(goal.residual, Tensor):
        return False
    from verify.convexity.domains import cut_by  # provers ask this, and this asks provers
    from verify.provers import proof_of

    about = _alone(problem, goal, places)
    if _fails(about, generator) or cut_by(about, generator):
        return False
    return proof_of(replace(about, conditions=()), generator) is not None


def _fails(about: Problem, generator: random.Random) -> bool:
    """Whether the Hessian is not semidefinite at some values of the variables."""
    from verify.provers.ball_refutation import refute  # as above

    return refute(replace(about, conditions=()), generator, tries=LOOKS) is not None
