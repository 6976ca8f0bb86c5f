"""Exact random points of a domain: types by construction, equations by solving them, everything else by rejection.

A point is admissible only when every hypothesis is *decided* to hold there; one that holds to within rounding is not enough for a witness.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import sympy as sp
from flint import fmpq

from derivations.balls.decide import decide
from derivations.balls.evaluate import Evaluation
from derivations.balls.exact_zero import is_exact_zero
from derivations.balls.failures import CannotEncloseError, NotDefinedError, UndecidedError
from derivations.balls.point import JetValues, Point
from derivations.balls.precision import QUICK
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from verify.points.constructed_points import onto_equations
from verify.points.draws import Draw, belongs, scalar_belongs
from verify.points.pushing import pushed

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from derivations.language.goal import GoalRelation
    from verify.problem import Domain, Problem

CAREFUL = 256
PUSHES = 40  # draws that are pushed over the bounds they violate, where no draw lies within all of them
RELATIONS: dict[str, GoalRelation] = {"nonzero": "nonzero", "positive": "positive", "nonnegative": "nonnegative"}  # of side conditions
SPECIAL_FROM = 0.6  # the share of generic tries before the structured ones begin


def sample(domain: Domain, generator: random.Random, *, special: bool = False) -> Point | None:
    """Draw a point of the domain; ``None`` when this draw is not admissible.

    A hypothesis ``x == ...`` that was solved maps ``x`` to its expression; all other values are rational. The same generator state gives
    the same point. With ``special`` most coordinates are small structured numbers.
    """
    return _drawn(domain, (), generator, special=special)[0]


def sample_problem(problem: Problem, generator: random.Random, *, special: bool = False, push: bool = False) -> Point | None:
    """Draw a point of the domain, with values for the twins and fresh symbols of the goals, at which every side condition holds.

    With ``push`` the point is moved over the bounds of hypotheses and side conditions.
    """
    bounds = where_defined(problem).hypotheses if push else ()
    point = _drawn(problem.domain, problem.goals, generator, special=special, bounds=bounds)[0]
    try:
        return point if point is not None and is_defined(problem, Evaluation.at(point, QUICK)) else None
    except CannotEncloseError:
        return None


def admissible(domain: Domain, generator: random.Random, tries: int) -> Point | None:
    """Search for a point of the domain, to tell a claim about nothing from a claim about something.

    A draw whose hypotheses cannot be judged counts as found: only certain failures make a claim vacuous.
    """
    for attempt in range(tries):
        drawn = _drawn(domain, (), generator, special=attempt >= SPECIAL_FROM * tries)
        found = drawn.point or drawn.doubtful
        if found is not None:
            return found
    pushes = (_drawn(domain, (), generator, special=False, bounds=domain.hypotheses) for _ in range(PUSHES if domain.hypotheses else 0))
    return next((drawn.point or drawn.doubtful for drawn in pushes if drawn.point or drawn.doubtful), None)


def where_defined(problem: Problem) -> Domain:
    """The part of the domain where the numbers are defined."""
    explicit = ((kind, value) for kind, value in problem.conditions if isinstance(value, (sp.Expr, Tensor)))
    asked = (Goal(RELATIONS[kind], value if isinstance(value, Tensor) else Tensor.scalar(value)) for kind, value in explicit)
    return replace(problem.domain, hypotheses=(*problem.domain.hypotheses, *asked))


def is_member(domain: Domain, evaluation: Evaluation) -> bool:
    """Whether the point certainly lies in the domain: types, solved equations and hypotheses, all checked from scratch."""
    try:
        solved = all(_is_solved(symbol, value, evaluation) for symbol, value in domain.solved.items())
        typed = all(belongs(variable, evaluation) for variable in domain.variables.values())
        return solved and typed and all(_holds(goal, domain, evaluation) for goal in domain.hypotheses)
    except CannotEncloseError:
        return False


def _is_solved(symbol: sp.Symbol, value: sp.Expr, evaluation: Evaluation) -> bool:
    """Whether a symbol has the value that a hypothesis gives it: literally, or as the same rational number."""
    number = evaluation.number(symbol)
    return evaluation.point.get(symbol) == value or (isinstance(number, fmpq) and number == evaluation.number(value))


def is_defined(problem: Problem, evaluation: Evaluation) -> bool:
    """Whether every side condition of the problem certainly holds.

    Raises:
        CannotEncloseError: one of them cannot be judged.
    """
    for requirement, value in problem.conditions:
        entries = value.entries if isinstance(value, Tensor) else (value,)
        for entry in entries:
            sign = _sign(entry, evaluation)
            if not {"nonzero": sign != 0, "positive": sign > 0, "nonnegative": sign >= 0}[requirement]:
                return False
    numbers = (evaluation.number(number) for number in problem.domain.integers)
    return all(isinstance(number, fmpq) and number.q == 1 for number in numbers)


def _sign(entry: sp.Expr, evaluation: Evaluation) -> int:
    """The sign of a number, zero also where only exact arithmetic tells: a point may have been made for something to vanish there.

    Raises:
        CannotEncloseError: it cannot be judged.
    """
    try:
        return evaluation.sign(entry)
    except UndecidedError:
        if any(isinstance(value, sp.Basic) for value in evaluation.point.values()) and is_exact_zero(entry, evaluation):
            return 0
        raise


class _Drawn(NamedTuple):
    """A point that lies in the domain, or one that may."""

    point: Point | None = None
    doubtful: Point | None = None


def _drawn(domain: Domain, goals: Sequence[Goal], generator: random.Random, *, special: bool, bounds: Sequence[Goal] = ()) -> _Drawn:
    draw = Draw(generator, special)
    point = Point(_raw(domain, draw), JetValues(str(generator.getrandbits(64))))
    try:
        point = pushed(bounds, point, generator) if bounds else point
        if domain.hypotheses:
            point = onto_equations(domain, point, generator)
        if (domain.hypotheses or domain.solved) and not _accepted(domain, point, Evaluation(point, QUICK)):
            return _Drawn()
        return _Drawn(_with_companions(domain, goals, point, draw))
    except NotDefinedError:
        return _Drawn()
    except CannotEncloseError:
        return _Drawn(doubtful=point)


def _accepted(domain: Domain, point: Point, evaluation: Evaluation) -> bool:
    """Whether the point lies in the domain; a second look with more bits settles what the first cannot."""
    typed = all(belongs(variable, evaluation) for variable in domain.variables.values())
    if not typed:
        return False
    try:
        return all(decide(goal, evaluation).holds for goal in domain.hypotheses)
    except UndecidedError:
        careful = Evaluation(point, CAREFUL)
        return all(_holds(goal, domain, careful) for goal in domain.hypotheses)


def _holds(goal: Goal, domain: Domain, evaluation: Evaluation) -> bool:
    """Whether a hypothesis holds, decided; at a root that is no fraction an exact zero is one, for equations and for bounds.

    Raises:
        CannotEncloseError: it cannot be judged.
    """
    try:
        return decide(goal, evaluation).holds
    except UndecidedError:
        moved = (value for symbol, value in evaluation.point.items() if symbol not in domain.solved)
        if not any(isinstance(value, sp.Basic) for value in moved):
            raise
        if goal.relation == "zero":
            return all(is_exact_zero(entry, evaluation) for entry in goal.residual.entries)
        if goal.relation == "nonnegative":
            return all(_sign(entry, evaluation) >= 0 for entry in goal.residual.entries)
        raise


def _raw(domain: Domain, draw: Draw) -> dict[Any, Any]:
    """Members of the types, with solved symbols mapped to their expressions."""
    values: dict[Any, Any] = {}
    for _, variable in sorted(domain.variables.items()):
        if variable.symbols is not None:
            values.update(zip(variable.symbols.entries, draw.entries(variable.type.kind, variable.symbols), strict=True))
    values.update({symbol: draw.scalar(kind) for symbol, kind in domain.kinds.items()})
    values.update(domain.solved)
    return values


def _with_companions(domain: Domain, goals: Sequence[Goal], point: Point, draw: Draw) -> Point | None:
    """The point with the twins and fresh symbols of the goals: the twin of a symbol is its value at a second point of the domain."""
    fresh = {symbol: kind for goal in goals for symbol, kind in goal.fresh.items()}
    twins = {symbol: twin for goal in goals for symbol, twin in goal.twins.items()}
    extended = point.extended({symbol: draw.scalar(kind) for symbol, kind in sorted(fresh.items(), key=str)})
    if not twins:
        return extended
    second = _raw(domain, draw)
    moved = {symbol: second.get(symbol, draw.scalar("real")) for symbol in sorted(twins, key=str)}
    if any(not isinstance(value, fmpq) for value in moved.values()) or not is_member(domain, Evaluation(point.extended(moved), QUICK)):
        return None
    return extended.extended({twins[symbol]: value for symbol, value in moved.items()})


def companions_belong(problem: Problem, point: Point, evaluation: Evaluation) -> bool:
    """Whether the twins form a second point of the domain and the fresh symbols have their kinds, checked from scratch."""
    for goal in problem.goals:
        if not all(scalar_belongs(kind, evaluation.number(symbol)) for symbol, kind in goal.fresh.items()):
            return False
        moved = {symbol: point[twin] for symbol, twin in goal.twins.items()}
        if moved and not is_member(problem.domain, Evaluation(point.extended(moved), evaluation.precision)):
            return False
    return True
