"""Convexity is a statement about convex sets: -log(x**2) has a positive second derivative on either side of 0, and is not convex."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from derivations.indexed.tensor import IndexedTensor
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.star_algebra.element import Element
from derivations.star_algebra.recipe import walk
from verify.points.draws import INTEGER_KINDS
from verify.points.instances import RELATIONS
from verify.provers import proof_of

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from derivations.language.goal import GoalRelation
    from verify.problem import Problem

SHOWN = {"positive": ">", "nonnegative": ">=", "nonzero": "!=", "zero": "=="}


def cut_by(problem: Problem, generator: random.Random) -> str:
    """The requirement that cuts the domain of a statement about convexity, unless it is shown to leave a convex set; empty if none does."""
    if problem.sized is not None and not _variables(problem):
        cuts = (cut_by(instance, generator) for _, instance in problem.sized.problems())
        return next(filter(None, cuts), "")
    variables = _variables(problem)
    if not variables:
        return ""
    if cut := _type_that_cuts(problem, variables) or _unread(problem, variables):
        return cut
    hypotheses = tuple(goal for goal in problem.domain.hypotheses if not _entries(goal) or not _moves(goal, variables))
    known = replace(problem, conditions=(), domain=replace(problem.domain, hypotheses=hypotheses))
    for requirement, value in _requirements(problem):
        if value.free_symbols & variables and not _is_convex(requirement, value, variables, known, generator):
            return f"{value} {SHOWN[requirement]} 0"
        granted = Goal(requirement, Tensor.scalar(value))
        known = replace(known, domain=replace(known.domain, hypotheses=(*known.domain.hypotheses, granted)))
    return ""


def _variables(problem: Problem) -> set[sp.Symbol]:
    return {symbol for goal in problem.goals for symbol in goal.convex_in}


def _type_that_cuts(problem: Problem, variables: set[sp.Symbol]) -> str:
    for variable in problem.domain.variables.values():
        if variable.symbols is not None and variable.symbols.free_symbols & variables:
            if variable.type.kind == "invertible":
                return "that a matrix is invertible"
            if variable.type.kind in INTEGER_KINDS:
                return "that a number is whole"
    return ""


def _unread(problem: Problem, variables: set[sp.Symbol]) -> str:
    """A hypothesis or condition in the variables that is none about numbers, and not that a matrix with linear entries is semidefinite."""
    for goal in problem.domain.hypotheses:
        if goal.relation in SHOWN and isinstance(goal.residual, Tensor):
            continue
        is_linear = goal.relation in ("psd", "pd") and all(_is_linear(entry, variables) for entry in _entries(goal))
        if not (is_linear and _entries(goal)) and any(_mentions(side, variables) for side in (goal.residual, goal.left, goal.right)):
            return f"a hypothesis ({goal.relation})"
    values = (value for _, value in problem.conditions if not isinstance(value, Tensor | sp.Expr))
    return "a side condition" if any(_mentions(value, variables) for value in values) else ""


def _mentions(value: object, variables: set[sp.Symbol]) -> bool:
    if isinstance(value, Tensor | IndexedTensor):
        return bool(value.free_symbols & variables)
    if isinstance(value, Element):
        names = {symbol.name for symbol in variables}
        numbers = (node.payload for node in walk(value.recipe) if node.operation == "number" and isinstance(node.payload, sp.Basic))
        letters = (node.payload.random for node in walk(value.recipe) if node.operation == "letter")
        return bool(names & {symbol.name for number in numbers for symbol in number.free_symbols}.union(*letters))
    return False


def _requirements(problem: Problem) -> Iterator[tuple[GoalRelation, sp.Expr]]:
    """What hypotheses require of numbers, equations too, those that are solved as well, and then the conditions of definition."""
    yield from (("zero", symbol - value) for symbol, value in problem.domain.solved.items())
    for goal in problem.domain.hypotheses:
        if goal.relation == "nonzero":  # one of the entries is not zero
            yield "nonzero", sp.Add(*(entry**2 for entry in _entries(goal)))
        elif goal.relation in SHOWN:
            yield from ((goal.relation, entry) for entry in _entries(goal))
    for requirement, value in problem.conditions:
        entries = value.entries if isinstance(value, Tensor) else (value,) if isinstance(value, sp.Expr) else ()
        yield from ((RELATIONS[requirement], entry) for entry in entries)


def _entries(goal: Goal) -> tuple[sp.Expr, ...]:
    return goal.residual.entries if isinstance(goal.residual, Tensor) else ()


def _moves(goal: Goal, variables: set[sp.Symbol]) -> bool:
    return any(entry.free_symbols & variables for entry in _entries(goal))


def _is_linear(value: sp.Expr, variables: set[sp.Symbol]) -> bool:
    return bool(value.is_polynomial(*variables)) and bool(sp.Poly(value, *sorted(variables, key=str)).total_degree() <= 1)


def _is_convex(requirement: GoalRelation, value: sp.Expr, variables: set[sp.Symbol], known: Problem, generator: random.Random) -> bool:
    """Whether a requirement holds anyway, or leaves a convex set: half a space, or where something concave is positive."""
    if requirement != "nonzero" and _is_linear(value, variables):
        return True
    return any(proof_of(replace(known, goals=(goal,)), generator) is not None for goal in _sufficient(requirement, value, variables))


def _sufficient(requirement: GoalRelation, value: sp.Expr, variables: set[sp.Symbol]) -> Iterator[Goal]:
    if requirement == "zero":
        return
    yield Goal("nonnegative" if requirement == "nonnegative" else "positive", Tensor.scalar(value))
    if requirement == "nonzero":
        yield Goal("positive", Tensor.scalar(-value))
        return
    moving = sorted(value.free_symbols & variables, key=str)
    entries = tuple(-sp.diff(value, one, other) for one in moving for other in moving)
    yield Goal("psd", Tensor((len(moving), len(moving)), entries))
