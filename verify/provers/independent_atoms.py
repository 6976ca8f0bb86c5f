"""Equalities: the residual is the zero element of the fraction field of independent atoms, decided by two exact engines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from derivations.language.tensor import Tensor
from derivations.normal_form import decide_zero
from derivations.normal_form.proportionality import decide_proportional
from derivations.normal_form.sides_certificate import sides_certificate
from derivations.normal_form.sign_sets import POSITIVE
from verify.points.parametrisation import facts_of
from verify.provers import GRADES, Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from derivations.language.goal import Goal
    from derivations.normal_form import Decision, Facts
    from verify.problem import Problem
    from verify.verdict import Grade

RELATIONS = {"zero", "proportional", "positively_proportional"}


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals that are equalities or proportionalities of explicit arrays; ``None`` if some goal resists or is of another kind."""
    if not problem.goals or any(goal.relation not in RELATIONS or not _is_explicit(goal) for goal in problem.goals):
        return None
    facts = facts_of(problem)
    findings = []
    for goal in problem.goals:
        finding = prove_equality(goal, facts, generator)
        if finding is None or finding.verdict != "proved":
            return finding
        findings.append(finding)
    return join(findings)


def _is_explicit(goal: Goal) -> bool:
    values = [goal.residual] if goal.relation == "zero" else [goal.left, goal.right]
    return all(isinstance(value, Tensor) for value in values)


def prove_equality(goal: Goal, facts: Facts, generator: random.Random) -> Finding | None:
    """One goal. Decisions that rest on identity testing alone belong to another prover."""
    if goal.relation == "zero":
        decision = decide_zero(goal.residual.entries, facts, generator)
        found = _finding(decision)
        return found and replace(found, certificates=decision.certificates or _of_sides(goal, facts))
    if goal.left.shape != goal.right.shape:
        return None
    decision, sign = decide_proportional(goal.left.entries, goal.right.entries, facts, generator)
    if goal.relation == "positively_proportional" and sign != POSITIVE:
        return None
    kind = "positive" if sign == POSITIVE else "negative"
    return _finding(decision, f", after cross-multiplication with a factor that is certain to be {kind}")


def _of_sides(goal: Goal, facts: Facts) -> tuple[dict[str, Any], ...]:
    """The certificate of an equality whose residual cancelled when it was derived."""
    if not isinstance(goal.left, Tensor) or not isinstance(goal.right, Tensor) or goal.left.shape != goal.right.shape:
        return ()
    certificate = sides_certificate(goal.left.entries, goal.right.entries, facts)
    return () if certificate is None else (certificate,)


def _finding(decision: Decision, suffix: str = "") -> Finding | None:
    if decision.disputed:
        return Finding("disputed", "", decision.engines, decision.detail, decision.conditions)
    if not decision.zero or decision.log2_error is not None:
        return None
    grade: Grade = "replayed" if len(decision.engines) > 1 else "exact"
    return Finding("proved", grade, decision.engines, decision.detail + suffix, decision.conditions)


def join(findings: list[Finding]) -> Finding:
    """Several proved goals as one finding of the weakest grade."""
    if len(findings) == 1:
        return findings[0]
    weakest = min(findings, key=lambda finding: GRADES.index(finding.grade))
    detail = "; ".join(dict.fromkeys(finding.detail for finding in findings))
    conditions = tuple(dict.fromkeys(condition for finding in findings for condition in finding.side_conditions))
    certificates = joined_certificates(findings)
    return Finding("proved", weakest.grade, weakest.engines, detail, conditions, certificates=certificates)


def joined_certificates(findings: Sequence[Finding]) -> tuple[Mapping[str, Any], ...]:
    """The certificates of all parts of a proof; none if some part has none."""
    certificates = tuple(certificate for finding in findings for certificate in finding.certificates)
    return certificates if all(finding.certificates for finding in findings) else ()


PROVER = Prover("independent atoms", 10, decide)
