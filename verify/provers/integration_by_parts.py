"""Equalities between integrals of arbitrary smooth functions: Stein's identities, Bonnet's and Price's theorems, changes of variables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from derivations.integrals.by_parts import by_parts
from derivations.jets import Jet
from derivations.language.tensor import Tensor
from derivations.normal_form import decide_zero
from verify.points.parametrisation import facts_of
from verify.provers import Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.normal_form import Decision, Facts
    from verify.problem import Problem

ENGINE = "integration by parts"


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals whose residuals are sums of integrals of arbitrary functions, or zero."""
    residuals = [goal.residual for goal in problem.goals if goal.relation == "zero" and isinstance(goal.residual, Tensor)]
    entries = [entry for residual in residuals if isinstance(residual, Tensor) for entry in residual.entries]
    if len(residuals) != len(problem.goals) or not any(_is_open(entry) for entry in entries):
        return None
    facts = facts_of(problem)
    conditions: dict[str, None] = {}
    engines: dict[str, None] = {ENGINE: None}
    for entry in entries:
        decision = _vanishes(entry, facts, generator) if _is_open(entry) else decide_zero([entry], facts, generator)
        if decision is None or not decision.zero or decision.disputed or decision.log2_error is not None:
            return None
        conditions |= dict.fromkeys(decision.conditions)
        engines |= dict.fromkeys(decision.engines)
    detail = "integrated by parts, the weight of every arbitrary function is zero at every value, and so are those at the ends"
    return Finding("proved", "exact", tuple(engines), detail, tuple(conditions))


def _is_open(entry: sp.Expr) -> bool:
    return any(part.has(Jet) for part in entry.atoms(sp.Integral))


def _vanishes(entry: sp.Expr, facts: Facts, generator: random.Random) -> Decision | None:
    """Whether a sum of integrals is zero for all functions in it."""
    parts = by_parts(entry)
    if parts is None:
        return None
    outside = parts.at_the_ends(facts)
    known = replace(facts, positive=(*facts.positive, *parts.inside(facts)))
    if outside is None or not parts.is_smooth(known):
        return None
    decision = decide_zero([*parts.weights, outside], known, generator)
    if not decision.zero:
        return None
    names = ", ".join(parts.functions)
    grows = f", derivatives pass under them, and {names} grows slower towards their ends than the weights fall" if names else ""
    sentence = f"the integrals converge{grows}"
    return replace(decision, conditions=(*decision.conditions, sentence))


PROVER = Prover(ENGINE, 14, decide)
