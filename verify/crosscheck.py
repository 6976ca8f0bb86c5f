"""Quadrature as an independent witness: every closed-form expectation a verdict rests on is compared with its definition."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from verify.balls.quadrature import check_expectation
from verify.instances import sample_problem
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from derivations.trace import Step, Trace
    from verify.concrete import Interpretation
    from verify.problem import Problem
    from verify.verdict import Grade

POINTS = 3
DRAWS = 60
STEPS = 6


def crosscheck(trace: Trace, problem: Problem, meanings: Sequence[Interpretation], generator: random.Random) -> list[Finding]:
    """Compare up to ``STEPS`` expectations under families with quadrature at ``POINTS`` exact points each.

    A disagreement is ``disputed``; an expectation that no quadrature could confirm is ``inconclusive`` (the proof is then only trusted).
    """
    steps = [_read(step, meanings) for step in trace.steps if step.law is not None]
    points = _points(problem, generator)
    return [_check(step, points) for step in steps[:STEPS]]


def _read(step: Step, meanings: Sequence[Interpretation]) -> Step:
    """A step about arbitrary functions, read with concrete ones: quadrature needs numbers."""
    if not meanings:
        return step
    read = meanings[0].expression
    return replace(step, before=read(step.before), after=read(step.after), law=step.law.map(read))


def _points(problem: Problem, generator: random.Random) -> list[Any]:
    """Exact points at which the statement is defined."""
    drawn = (sample_problem(problem, generator) for _ in range(DRAWS))
    return list(itertools.islice((point for point in drawn if point is not None), POINTS))


def _check(step: Step, points: list[Any]) -> Finding:
    checks = [check_expectation(step, point) for point in points]
    for check in checks:
        if check is not None and not check.agreed:
            return Finding("disputed", "", ("moment kernel", "quadrature"), f"{step.rule}: {check.detail}")
    confirmed = [check for check in checks if check is not None]
    if len(confirmed) < POINTS:
        return Finding("inconclusive", "", ("quadrature",), f"{step.rule} (no quadrature confirmed it)")
    grade: Grade = "certified" if all(check.certified for check in confirmed) else "numeric"
    digits = min(check.digits for check in confirmed)
    return Finding("supported", grade, ("quadrature",), f"{step.rule}: agrees with its definition to {digits} digits at {POINTS} points")
