"""Convexity where equations tie what moves: only second derivatives along them count.

On the simplex of two classes ``-p[0]*p[1]`` is convex, since it is p[0]**2 - p[0] there, though its Hessian has a negative eigenvalue
along (1, 1), which leads off the simplex.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.tensor import Tensor
from verify.points.instances import admissible

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from derivations.language.goal import Goal, GoalRelation
    from verify.problem import Domain, Problem

TRIES = 100
STRICT: dict[str, GoalRelation] = {"nonnegative": "positive", "psd": "pd"}


def restricted(goal: Goal, domain: Domain) -> Goal:
    """A goal about convexity, its Hessian along the directions that the equations of the domain leave; others as they are.

    Nothing changes where no such directions can be told: :func:`stands_against` then says what is no refutation.
    """
    if not goal.convex_in or not isinstance(goal.residual, Tensor) or goal.residual.shape[0] != len(goal.convex_in):
        return goal
    equations = list(_equations(goal.convex_in, domain))
    directions = _directions(equations, goal.convex_in) if equations else []
    if not directions:
        return goal
    basis, hessian = sp.Matrix.hstack(*directions), sp.Matrix(goal.residual.rows())
    size = len(directions)
    along = Tensor((size, size), tuple(map(sp.expand, basis.T * hessian * basis)))
    return replace(goal, residual=along, left=along)


def stands_against(problem: Problem, generator: random.Random) -> str:
    """Why a negative second derivative refutes no convexity: the domain is flat in a way nobody looked at; empty if it refutes."""
    if problem.sized is not None and not any(goal.convex_in for goal in problem.goals):
        found = (stands_against(instance, generator) for _, instance in problem.sized.problems())
        return next(filter(None, found), "")
    for variables in filter(None, (goal.convex_in for goal in problem.goals)):
        equations = list(_equations(variables, problem.domain))
        if equations and not _directions(equations, variables):
            return f"the equation {equations[0]} == 0"
        if bounds := [goal for goal in problem.domain.hypotheses if goal.relation in STRICT and _moves(goal, variables)]:
            inside = [replace(goal, relation=STRICT[goal.relation]) if goal in bounds else goal for goal in problem.domain.hypotheses]
            if admissible(replace(problem.domain, hypotheses=tuple(inside)), generator, TRIES) is None:
                return "a hypothesis"
    return ""


def _equations(variables: Sequence[sp.Symbol], domain: Domain) -> Iterator[sp.Expr]:
    """What vanishes on the domain and changes as the variables move: of simplexes, of solved hypotheses, and of the others."""
    moving = set(variables)
    for variable in domain.variables.values():
        if variable.symbols is not None and variable.type.kind == "simplex" and variable.symbols.free_symbols & moving:
            yield sp.Add(*variable.symbols.entries, -1)
    yield from (symbol - value for symbol, value in domain.solved.items() if ({symbol} | value.free_symbols) & moving)
    for goal in domain.hypotheses:
        if goal.relation == "zero" and isinstance(goal.residual, Tensor):
            yield from (entry for entry in goal.residual.entries if entry.free_symbols & moving)


def _directions(equations: Sequence[sp.Expr], variables: Sequence[sp.Symbol]) -> list[sp.Matrix]:
    """A basis of the directions along which linear equations with numbers as coefficients hold; empty if there are none, or others."""
    slopes = [[sp.diff(equation, variable) for variable in variables] for equation in equations]
    return list(sp.Matrix(slopes).nullspace()) if all(slope.is_Rational for row in slopes for slope in row) else []


def _moves(goal: Goal, variables: Sequence[sp.Symbol]) -> bool:
    return isinstance(goal.residual, Tensor) and bool(goal.residual.free_symbols & set(variables))
