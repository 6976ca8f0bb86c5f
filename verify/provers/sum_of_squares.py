"""Inequalities of scalars by certificate: positive terms, completed squares, and the inequality of Gibbs for logarithms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language.tensor import Tensor
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NEGATIVE, NONNEGATIVE, NONZERO, POSITIVE
from verify.points.parametrisation import facts_of
from verify.provers import Prover
from verify.provers.independent_atoms import RELATIONS, join, prove_equality
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.language.goal import Goal
    from derivations.normal_form import Facts
    from verify.problem import Problem

SCALAR = {"nonnegative", "positive", "nonzero"}
ENGINE = "sign certificate over python-flint fmpq_mpoly"


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove scalar inequalities (and equalities beside them); ``None`` if some goal resists or is of another kind."""
    kinds = {goal.relation for goal in problem.goals}
    if not kinds & SCALAR or kinds - SCALAR - RELATIONS:
        return None
    findings = []
    for goal in problem.goals:
        finding = prove_scalar(goal, problem, generator)
        if finding is None or finding.verdict != "proved":
            return finding
        findings.append(finding)
    return join(findings)


def prove_scalar(goal: Goal, problem: Problem, generator: random.Random) -> Finding | None:
    """One goal, first with the declared symbols, then with definite matrices factored."""
    if goal.relation in RELATIONS:
        return prove_equality(goal, facts_of(problem), generator) if isinstance(goal.residual or goal.left, Tensor) else None
    if not isinstance(goal.residual, Tensor):
        return None
    plain, factored = facts_of(problem), facts_of(problem, factor_matrices=True)
    return _certified(goal, plain) or (_certified(goal, factored) if factored != plain else None)


def _certified(goal: Goal, facts: Facts) -> Finding | None:
    entries = goal.residual.entries
    if goal.relation == "nonzero":
        holds = any(signs_of(sign * entry, facts) in {POSITIVE, NEGATIVE, NONZERO} for entry in entries for sign in (1, -1))
        phrase = "an entry has a strict sign"
    else:
        allowed = POSITIVE if goal.relation == "positive" else NONNEGATIVE
        holds = all(signs_of(entry, facts) | allowed == allowed for entry in entries)
        phrase = f"{goal.relation} by positive terms, completed squares and bounds of logarithms"
    return Finding("proved", "exact", (ENGINE,), phrase) if holds else None


PROVER = Prover("sum of squares", 30, decide)
