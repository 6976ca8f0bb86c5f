"""Quadrature by the double-exponential rule with enclosures at its nodes: bounded work for every integrand, no claim of rigour.

Each node costs one enclosure in ball arithmetic, which is quick whatever the size of the numbers; nothing is refined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import mpmath
import sympy as sp
from flint import fmpq

from derivations.balls.evaluate import Evaluation, as_ball
from derivations.balls.failures import CannotEncloseError
from derivations.balls.self_test import exact_rational

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.balls.point import Point
    from derivations.support import Integers, Interval

BITS = 128
DIGITS = 30
STEPS = 32  # nodes a unit of the rule's own variable; every other one makes the coarser rule
REACH = 4
TERMS = 2000
NEGLIGIBLE = 1e-14
ROUGH = 1e-9  # a node whose enclosure is wider than this, relative to one, spoils the rule


def rough_integral(density: sp.Expr, variable: sp.Symbol, support: Interval, point: Point) -> tuple[mpmath.mpf, mpmath.mpf] | None:
    """The integral over a support and the difference to a rule of half as many nodes; ``None`` where a node has no value."""
    with mpmath.workdps(DIGITS):
        sums = [mpmath.mpf(0), mpmath.mpf(0)]
        try:
            ends = [None if end in (sp.oo, -sp.oo) else _decimal(end, point) for end in (support.low, support.high)]
            for count, node, weight in _nodes(*ends):
                value = _decimal(density, point.extended({variable: fmpq(exact_rational(node))}), weight) * weight
                sums[0] += value
                sums[1] += 2 * value if count % 2 == 0 else 0
        except (CannotEncloseError, OverflowError, ValueError, ZeroDivisionError):
            return None
        return sums[0] / STEPS, abs(sums[0] - sums[1]) / STEPS


def rough_sum(mass: sp.Expr, variable: sp.Symbol, support: Integers, point: Point) -> tuple[mpmath.mpf, mpmath.mpf] | None:
    """The sum of the first terms; the error is zero when the last ones are negligible or the sum exceeds one, infinite otherwise."""
    with mpmath.workdps(DIGITS):
        try:
            first = Evaluation(point, BITS).number(support.low)
            terms = [_decimal(mass, point.extended({variable: first + i})) for i in range(TERMS)]
        except (CannotEncloseError, OverflowError, ValueError, TypeError):
            return None
        total = mpmath.fsum(terms)
        settled = all(term < NEGLIGIBLE for term in terms[-3:]) or total > 1 + ROUGH
        return total, mpmath.mpf(0) if settled else mpmath.inf


def _nodes(low: mpmath.mpf | None, high: mpmath.mpf | None) -> Iterator[tuple[int, mpmath.mpf, mpmath.mpf]]:
    """Places of the rule with their weights, numbered from 0 at the centre, negative ones on the left."""
    half = mpmath.pi / 2
    for count in range(-REACH * STEPS, REACH * STEPS + 1):
        tau = mpmath.mpf(count) / STEPS
        inner, slope = half * mpmath.sinh(tau), half * mpmath.cosh(tau)
        if low is None and high is None:
            yield count, mpmath.sinh(inner), slope * mpmath.cosh(inner)
        elif low is None or high is None:
            distance = mpmath.exp(inner)
            yield count, low + distance if high is None else high - distance, slope * distance
        else:
            width = high - low
            share = 1 / (1 + mpmath.exp(-2 * inner))
            yield count, low + width * share, 2 * slope * width * share / (1 + mpmath.exp(2 * inner))


def _decimal(expression: sp.Expr, point: Point, weight: mpmath.mpf | None = None) -> mpmath.mpf:
    """The middle of an enclosure that is narrow enough."""
    ball = as_ball(Evaluation(point, BITS).number(expression), BITS)
    largest = ROUGH / (1 if weight is None else float(min(weight, mpmath.mpf(10) ** 200)))
    if not ball.is_finite() or float(ball.rad()) > largest:
        message = f"a narrow enclosure of {expression}"
        raise CannotEncloseError(message)
    return mpmath.mpf(ball.mid().str(DIGITS + 10, radius=False))
