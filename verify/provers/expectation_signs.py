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
    from collections.abc import Sequence

    from verify.problem import Goal, Problem

LONGEST_FACTORING = 200
ENGINE = "monotonicity of the expectation"


def pointwise(entry: sp.Expr) -> sp.Expr | None:
    """The integrand of an expression in means of one law and their squares; ``None`` for any other expression.

    Constants stay, since the mean of one is one; a square E[v]^2 is the mean of 2 m v - m^2 at m = E[v], whatever m is.
    """
    entry = sp.expand(entry)
    means = sorted(entry.atoms(Mean), key=str)
    if len({mean.args[1:] for mean in means}) > 1:
        return None
    stand_ins = {mean: sp.Dummy() for mean in means}
    flat = entry.xreplace(stand_ins)
    if flat.has(Mean) or not flat.is_polynomial(*stand_ins.values()):
        return None
    for mean, symbol in stand_ins.items():
        level = sp.Dummy(str(mean), real=True)
        flat = sp.expand(flat - flat.coeff(symbol, 2) * (symbol - level) ** 2)
    if stand_ins and sp.Poly(flat, *stand_ins.values()).total_degree() > 1:
        return None
    whole = flat.xreplace({symbol: mean.args[0] for mean, symbol in stand_ins.items()})
    return sp.factor(whole) if whole.count_ops() <= LONGEST_FACTORING else whole  # squares of sums show as squares


def is_gibbs(entry: sp.Expr, laws: frozenset[str]) -> bool:
    """Whether the expression is a nonnegative combination of divergences E_p[log p - log q] from arbitrary laws to others."""
    parts: dict[tuple[sp.Expr, ...], list[tuple[sp.Expr, sp.Expr]]] = {}
    for term in sp.Add.make_args(sp.expand(entry)):
        coefficient, mean = term.as_coeff_Mul()
        if not isinstance(mean, Mean):
            return False
        parts.setdefault(mean.args[1:], []).append((coefficient, mean.args[0]))
    return bool(parts) and all(_from_one_law(at, terms, laws) for at, terms in parts.items())


def _from_one_law(law: tuple[sp.Expr, ...], terms: Sequence[tuple[sp.Expr, sp.Expr]], laws: frozenset[str]) -> bool:
    """Whether the sum of coefficients times means of these integrands is one of divergences from the law."""
    y, *own_arguments = law
    own, others = sp.S.Zero, []
    for coefficient, jet in terms:
        if not isinstance(jet, Jet) or jet.args[0].name not in laws or any(jet.args[1]) or jet.args[2] != y:
            return False
        if any(y in argument.free_symbols for argument in jet.args[3:]):
            return False  # log q(y; t = y): every value has a law of its own, and what they say of it sums to anything
        if [jet.args[0], *jet.args[3:]] == own_arguments:
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
    if scalars and all(is_gibbs(entry, problem.domain.laws) for goal in goals for entry in goal.residual.entries):
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
