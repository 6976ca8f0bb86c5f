"""Expectations against their definitions: certified integrals and sums where they can be had, 30-digit quadrature elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import mpmath
import sympy as sp
from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation, as_ball
from derivations.balls.failures import CannotEncloseError, NotDefinedError
from derivations.balls.precision import BITS_PER_DIGIT, working
from derivations.balls.second_opinion import second_opinion
from derivations.balls.self_test import exact_rational
from derivations.balls.space import integral_over_space
from derivations.errors import FisherproofError
from derivations.support import Counts, Integers, Interval, Matrices, PositiveDefinite, Space, Sphere

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.trace import Step

KEPT = 256  # definitions: each is compared at several points
BITS = 64
DIGITS = 30
MASS_ERROR = 1e-9
DOUBLE = 15  # digits of floating-point arithmetic
FIRM = 6  # two numeric values that differ in one of the first so many digits disagree
ENOUGH = 8  # two numeric values that share so many digits agree


@dataclass(frozen=True)
class QuadratureCheck:
    """Whether a closed form agrees with its definition at a point, to how many digits, and whether that is certified."""

    agreed: bool
    certified: bool
    digits: int
    detail: str


def check_expectation(step: Step, point: Mapping[sp.Symbol, Any]) -> QuadratureCheck | None:
    """Compare ``step.after`` with the expectation of ``step.before`` under ``step.law``, integrated or summed from its definition.

    Returns:
        ``None`` when nothing can be said: the closed form has no value at the point, or no quadrature converges.
    """
    try:
        closed = as_ball(Evaluation(point, BITS).number(step.after), BITS)
    except CannotEncloseError:
        return None
    try:
        definition = _definition(_at(point, step) if isinstance(step.law.support, Counts) else step)
    except FisherproofError:
        return None
    if definition is None:
        return _over_space(step, point, closed)
    try:
        check = _compared(closed, as_ball(Evaluation(point, BITS).number(definition), BITS))
    except NotDefinedError:
        return None
    except CannotEncloseError:
        return _numeric(step, definition, point, closed)
    return check if not check.agreed or check.digits >= ENOUGH else _numeric(step, definition, point, closed) or check


def _at(point: Mapping[sp.Symbol, Any], step: Step) -> Step:
    """The step with numbers for symbols: a number of draws that is known has finitely many outcomes."""
    places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in point.items() if isinstance(value, fmpq)}
    return replace(step, before=step.before.xreplace(places), law=step.law.map(lambda entry: entry.xreplace(places)))


@lru_cache(maxsize=KEPT)
def _definition(step: Step) -> sp.Expr | None:
    """The sum or integral over one variable that defines the expectation; ``None`` for a law of vectors without finitely many values."""
    law, symbols = step.law, step.variable.entries
    if law.points is not None:
        pairs = [(weight, step.before.xreplace(dict(zip(symbols, value.entries, strict=True)))) for value, weight in law.points]
        return sp.Add(*(weight * value for weight, value in pairs))
    whole = step.before * sp.exp(law.log_density(step.variable))
    support = law.support
    if isinstance(support, Interval):
        return sp.Integral(whole, (symbols[0], support.low, support.high))
    if isinstance(support, Integers):
        return sp.Sum(whole, (symbols[0], support.low, support.high))
    return _of_one_dimension(whole, support, symbols)


def _of_one_dimension(whole: sp.Expr, support: Any, symbols: tuple[sp.Symbol, ...]) -> sp.Expr | None:
    """Vectors and matrices of one entry, and directions in the plane by their angle."""
    if isinstance(support, Sphere) and support.size == 2:  # noqa: PLR2004 - a plane
        angle = sp.Symbol(f"{symbols[0].name}_angle", real=True)
        return sp.Integral(whole.xreplace({symbols[0]: sp.cos(angle), symbols[1]: sp.sin(angle)}), (angle, -sp.pi, sp.pi))
    if len(symbols) == 1 and isinstance(support, Space | Matrices | PositiveDefinite):
        return sp.Integral(whole, (symbols[0], 0 if isinstance(support, PositiveDefinite) else -sp.oo, sp.oo))
    return None


def _compared(closed: arb, definition: arb) -> QuadratureCheck:
    """Two enclosures: they disagree when they do not meet, and agree to the digits of the wider one."""
    with working(BITS):
        agreed = bool(closed.overlaps(definition))
        spread = (closed - definition).abs_upper() if agreed else definition.rad()
        digits = _digits(spread, closed)
    return QuadratureCheck(agreed, True, digits, f"closed form {closed.str(12)}, from the definition {definition.str(12)}")  # noqa: FBT003


def _digits(spread: arb, value: arb) -> int:
    """Digits to which a value is known: relative to it, or absolute for values below one."""
    scale = value.abs_upper() if value.abs_upper() > 1 else arb(1)
    if spread.is_zero():
        return int(BITS / BITS_PER_DIGIT)
    return max(0, int((-(spread / scale).log() / arb(10).log()).floor().mid().fmpq().p))


def _numeric(step: Step, definition: sp.Expr, point: Mapping[sp.Symbol, Any], closed: arb) -> QuadratureCheck | None:
    """Quadrature twice, with more digits the second time: the difference measures its error.

    A method that does not find the mass of the law to be one has missed a peak, and its word does not count.
    """
    mass = _definition(replace(step, before=sp.S.One))
    try:
        rough, fine = (second_opinion(definition, point, digits) for digits in (DIGITS // 2, DIGITS))
        if mass is not None and abs(second_opinion(mass, point, DIGITS // 2) - 1) > MASS_ERROR:
            return None
    except (CannotEncloseError, mpmath.libmp.NoConvergence):
        return None
    return _judged(fine, abs(fine - rough), closed, f"{DIGITS}-digit quadrature", DIGITS)


def _over_space(step: Step, point: Mapping[sp.Symbol, Any], closed: arb) -> QuadratureCheck | None:
    """A law of vectors: the trapezoidal rule on two grids, both of which must find the mass to be one."""
    pair, masses = integral_over_space(step, point), integral_over_space(replace(step, before=sp.S.One), point)
    if pair is None or masses is None or any(abs(mass - 1) > MASS_ERROR for mass in masses):
        return None
    coarse, fine = pair
    return _judged(mpmath.mpf(fine), mpmath.mpf(abs(fine - coarse)), closed, "trapezoidal rule on two grids", DOUBLE)


def _judged(value: mpmath.mpf, error: mpmath.mpf, closed: arb, method: str, most: int) -> QuadratureCheck | None:
    """A numeric value agrees when it shares enough digits, and disagrees when its own error cannot explain the difference."""
    with working(BITS), mpmath.workdps(DIGITS):
        difference = abs(arb(exact_rational(value)) - closed).upper()
        agreed = _digits(difference, closed)
        reliable = _digits(arb(exact_rational(error)), closed)
    detail = f"closed form {closed.str(12)}, {method} {mpmath.nstr(value, 12)}"
    if agreed >= ENOUGH:
        return QuadratureCheck(True, False, min(agreed, most), detail)  # noqa: FBT003 - agreed, not certified
    if agreed < FIRM and reliable >= ENOUGH:
        return QuadratureCheck(False, False, reliable, detail)  # noqa: FBT003 - neither
    return None
