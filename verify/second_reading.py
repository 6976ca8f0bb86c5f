"""A refutation in every dimension, read again in explicit sizes: engines that share what a word was read as share its mistakes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.tensor import Tensor
from verify.numeric_support import Demand, certified_support, has_unevaluated, is_explicit
from verify.provers.free_algebra import is_star
from verify.verdict import Finding

if TYPE_CHECKING:
    from verify.problem import Problem

NAME = "explicit sizes"
DEMAND = Demand(points=3, digits=30, precisions=(256, 1024))
SWITCHES = (sp.Piecewise, sp.Abs, sp.sign, sp.KroneckerDelta)


def contradicted(found: Finding, problem: Problem) -> Finding | None:
    """The finding ``disputed`` where equations about elements were refuted in sizes in which their text holds at exact random points.

    There the words are derived anew, entry by entry. An equation between smooth functions that fails at one point fails at almost all; of
    inequalities, and of what switches, a few points say nothing.
    """
    sized, witness = problem.sized, found.witness
    are_equations = all(goal.relation == "zero" and is_star(goal) for goal in problem.goals)
    if found.verdict != "refuted" or sized is None or witness is None or not are_equations:
        return None
    sizes = {name: int(witness.point[name]) for name in sized.least if witness.point.get(name, "").isdecimal()}
    instance = sized.problem(sizes) if len(sizes) == len(sized.least) else None
    if instance is None or not is_explicit(instance) or has_unevaluated(instance) or _switches(instance):
        return None
    agreeing = certified_support(instance, random.Random(len(sizes)), DEMAND)  # noqa: S311 - a sample, no secret
    if agreeing is None or agreeing.verdict != "supported":
        return None
    where = ", ".join(f"{name} = {size}" for name, size in sorted(sizes.items()))
    detail = f"refuted for {where} by the algebra of every dimension, but derived entry by entry it holds there: {agreeing.detail}"
    return Finding("disputed", "", (*found.engines, NAME), detail, witness=witness)


def _switches(problem: Problem) -> bool:
    values = (value for goal in problem.goals for value in (goal.residual, goal.left, goal.right) if isinstance(value, Tensor))
    return any(entry.has(*SWITCHES) for value in values for entry in value.entries)
