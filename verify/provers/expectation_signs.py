"""Signs of expectations under arbitrary laws: the mean of what is nonnegative everywhere, and Gibbs' inequality."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from derivations.generic_law import Mean
from derivations.jets import Jet
from derivations.language.tensor import Tensor
from verify.provers import Prover, ldl, sum_of_squares
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from verify.problem import Goal, Problem

LONGEST_FACTORING = 200
ENGINE = "monotonicity of the expectation"


def pointwise(entry: sp.Expr) -> sp.Expr | None:
    """The integrand of an expression that is linear in means of one law; ``None`` for any other expression.

    Constants stay, since the mean of one is one.
    """
    entry = sp.expand(entry)
    means = sorted(entry.atoms(Mean), key=str)
    if len({mean.args[1:] for mean in means}) > 1:
        return None
    stand_ins = {mean: sp.Dummy() for mean in means}
    flat = entry.xreplace(stand_ins)
    if flat.has(Mean) or not flat.is_polynomial(*stand_ins.values()):
        return None
    if stand_ins and sp.Poly(flat, *stand_ins.values()).total_degree() > 1:
        return None
    whole = flat.xreplace({symbol: mean.args[0] for mean, symbol in stand_ins.items()})
    return sp.factor(whole) if whole.count_ops() <= LONGEST_FACTORING else whole  # squares of sums show as squares


def is_gibbs(entry: sp.Expr) -> bool:
    """Whether the expression is a nonnegative combination of divergences E_p[log p - log q] of members of one arbitrary law."""
    means = sorted(entry.atoms(Mean), key=str)
    if not means or len({mean.args[1:] for mean in means}) > 1 or sp.expand(entry).has(sp.Pow):
        return False
    _, y, name, *at = means[0].args
    own, others = sp.S.Zero, []
    for term in sp.Add.make_args(sp.expand(entry)):
        coefficient, mean = term.as_coeff_Mul()
        jet = mean.args[0] if isinstance(mean, Mean) else None
        if not isinstance(jet, Jet) or jet.args[0] != name or any(jet.args[1]) or jet.args[2] != y:
            return False
        if jet.args[3:] == tuple(at):
            own += coefficient
        else:
            others.append(coefficient)
    return own == -sum(others) and all(coefficient <= 0 for coefficient in others)


def _inside(goal: Goal) -> Goal | None:
    """The goal about integrands that implies the goal about expectations."""
    if not isinstance(goal.residual, Tensor) or goal.relation not in ("psd", "nonnegative"):
        return None
    entries = [pointwise(entry) if entry.has(Mean) else entry for entry in goal.residual.entries]
    if any(entry is None for entry in entries):
        return None
    laws = {mean.args[1:] for entry in goal.residual.entries for mean in entry.atoms(Mean)}
    return replace(goal, residual=Tensor(goal.residual.shape, tuple(entries))) if len(laws) == 1 else None


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    if not any(isinstance(goal.residual, Tensor) and any(entry.has(Mean) for entry in goal.residual.entries) for goal in problem.goals):
        return None
    goals = problem.goals
    scalars = all(goal.relation == "nonnegative" and isinstance(goal.residual, Tensor) for goal in goals)
    if scalars and all(is_gibbs(entry) for goal in goals for entry in goal.residual.entries):
        return Finding("proved", "exact", ("Gibbs' inequality",), "a divergence of a regular law from another is nonnegative")
    inside = [goal if goal.relation == "zero" else _inside(goal) for goal in goals]
    if any(goal is None for goal in inside):
        return None
    known = replace(problem, goals=tuple(goal for goal in inside if goal is not None))
    found = ldl.decide(known, generator) or sum_of_squares.decide(known, generator)
    if found is None or found.verdict != "proved":
        return None
    return replace(found, engines=(ENGINE, *found.engines), detail=f"the integrand is {found.detail} at every value")


PROVER = Prover("expectation signs", 36, _decide)
