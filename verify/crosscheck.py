"""Quadrature as an independent witness: every closed-form expectation a verdict rests on is compared with its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.balls.quadrature import check_expectation
from verify.instances import sample
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.trace import Trace
    from verify.problem import Domain

POINTS = 3
STEPS = 6


def crosscheck(trace: Trace, domain: Domain, generator: random.Random) -> list[Finding]:
    """Compare up to ``STEPS`` expectations under families with quadrature at ``POINTS`` exact points each.

    A disagreement is ``disputed``; an expectation that no quadrature could confirm is ``inconclusive`` (the proof is then only trusted).
    """
    steps = [step for step in trace.steps if step.law is not None]
    return [_check(step, domain, generator) for step in steps[:STEPS]]


def _check(step: Any, domain: Domain, generator: random.Random) -> Finding:
    agreed, certified, digits = 0, True, 10**6
    for _ in range(POINTS):
        point = sample(domain, generator)
        if point is None:
            break
        check = check_expectation(step, point)
        if check is None:
            break
        if not check.agreed:
            return Finding("disputed", "", ("moment kernel", "quadrature"), f"{step.rule}: {check.detail}")
        agreed, certified, digits = agreed + 1, certified and check.certified, min(digits, check.digits)
    if agreed < POINTS:
        return Finding("inconclusive", "", ("quadrature",), f"{step.rule} (no quadrature confirmed it)")
    grade = "certified" if certified else "numeric"
    return Finding("supported", grade, ("quadrature",), f"{step.rule}: agrees with its definition to {digits} digits at {POINTS} points")


