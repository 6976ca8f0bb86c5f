"""Definite matrices: certified pivots of L D L^T, principal minors, or a quadratic form that is a sum of squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language.tensor import Tensor
from derivations.normal_form.definiteness import definite
from verify.points.parametrisation import facts_of
from verify.provers import Prover
from verify.provers.independent_atoms import RELATIONS, join
from verify.provers.sum_of_squares import ENGINE, SCALAR, prove_scalar
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.language.goal import Goal
    from verify.problem import Problem

MATRIX = {"psd", "pd"}


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals ``psd`` and ``pd`` (and scalar goals beside them); ``None`` if some goal resists or is of another kind."""
    kinds = {goal.relation for goal in problem.goals}
    if not kinds & MATRIX or kinds - MATRIX - SCALAR - RELATIONS:
        return None
    findings = []
    for goal in problem.goals:
        finding = _prove_matrix(goal, problem) if goal.relation in MATRIX else prove_scalar(goal, problem, generator)
        if finding is None or finding.verdict != "proved":
            return finding
        findings.append(finding)
    return join(findings)


def _prove_matrix(goal: Goal, problem: Problem) -> Finding | None:
    """One matrix, first with the declared symbols, then with definite matrices factored; a number counts as a matrix of size one."""
    value = goal.residual
    if not isinstance(value, Tensor) or len(value.shape) not in {0, 2}:
        return None
    rows = value.rows() if value.shape else [[value.item]]
    for factor in (False, True):
        how = definite(rows, facts_of(problem, factor_matrices=factor), strict=goal.relation == "pd")
        if how is not None:
            kind = "positive definite" if goal.relation == "pd" else "positive semidefinite"
            return Finding("proved", "exact", (ENGINE,), f"{kind} by {how}")
    return None


PROVER = Prover("ldl", 35, decide)
