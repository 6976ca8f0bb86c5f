"""Closed forms of the integrals and sums that a statement writes itself, compared with what they stand for at exact points.

Rules find them and provers take them as given: a wrong rule would refute true statements, and prove false ones.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import mpmath
import sympy as sp

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import QUICK
from derivations.balls.second_opinion import second_opinion
from verify.points.instances import sample_problem
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.trace import Step, Trace
    from verify.problem import Problem

POINTS, DRAWS, STEPS = 2, 8, 12
APART = mpmath.mpf(10) ** -6  # of the values of two walks, relative: more is no rounding


def disagreeing(trace: Trace, problem: Problem, generator: random.Random) -> Finding | None:
    """The finding ``disputed`` for the first integral or sum whose closed form is certainly another number at some point.

    Integrals that no quadrature encloses, and those below other bound names, say nothing.
    """
    steps = [step for step in trace.steps if step.law is None and _is_closed(step)][:STEPS]
    if not steps:
        return None
    drawn = (sample_problem(problem, generator) for _ in range(DRAWS))
    points = list(itertools.islice((point for point in drawn if point is not None), POINTS))
    for step, point in itertools.product(steps, points):
        if _free(step) <= set(point) and _differ(step, point):
            shown = ", ".join(f"{symbol} = {point[symbol]}" for symbol in sorted(_free(step), key=str))
            detail = f"{step.rule}: the closed form {step.after} of {step.before} is another number" + (f" at {shown}" if shown else "")
            return Finding("disputed", "", ("closed forms", "quadrature"), detail)
    return None


def _is_closed(step: Step) -> bool:
    return isinstance(step.before, sp.Integral | sp.Sum) and not step.after.has(sp.Integral, sp.Sum, sp.Limit)


def _free(step: Step) -> set[Any]:
    return set(step.before.free_symbols | step.after.free_symbols)


def _differ(step: Step, point: Any) -> bool:
    """Whether enclosures of both are apart, and mpmath, by its own walk, does not contradict."""
    evaluation = Evaluation(point, QUICK)
    try:
        if evaluation.sign(step.before - step.after) == 0:
            return False
    except CannotEncloseError:
        return False
    try:
        values = [second_opinion(side, point) for side in (step.before, step.after)]
    except (CannotEncloseError, mpmath.libmp.NoConvergence):
        return True
    return bool(abs(values[0] - values[1]) > APART * max(abs(value) for value in values))
