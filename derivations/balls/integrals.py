"""Certified integrals and series: finite pieces by certified quadrature or exact terms, the rest by proven tail bounds."""

from __future__ import annotations

import functools
import itertools
import operator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import sympy as sp
from flint import acb, arb, fmpq

from derivations.balls.analytic import Integrand, integrate_analytic
from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError, NotCoveredError, UndecidedError
from derivations.balls.iterated import certified_iterated
from derivations.balls.nested import merged
from derivations.balls.number import Number, sign_of
from derivations.balls.pieces import kinks, resolved
from derivations.balls.precision import working
from derivations.balls.tails import KEPT, tail_of_integral, tail_of_series
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_BITS = 128  # certified quadrature beyond so many bits costs more than it is worth
FARTHEST_DIRECT = 10  # tails that start beyond 2^10 are reached on a logarithmic scale
FARTHEST = 400
LONGEST_SERIES = 12  # at most 2^12 terms are summed before the tail


def certified_integral(integral: sp.Integral, point: Mapping[sp.Symbol, Any], precision: int) -> Number:
    """An enclosure of a definite integral over one real variable, or over two between finite ends.

    Raises:
        CannotEncloseError: the integrand is not covered, or no bound of a tail could be proved.
    """
    if len(merged(integral).args) > 2:  # noqa: PLR2004 - an integrand and one range
        return certified_iterated(merged(integral), point)
    integrand, (variable, low, high) = integral.args
    bits = min(precision, MOST_BITS)
    with working(bits):
        ends = [_end(end, point, bits) for end in (low, high)]
        if low == sp.oo or high == -sp.oo:
            message = "an integral from right to left, from an infinite end"
            raise NotCoveredError(message)
        direction = 1 if None in ends else sign_of(ends[1] - ends[0])
        if direction == 0 or _has_no_weight(integrand, variable, point, bits):
            return fmpq(0)
        left, right = ends if direction > 0 else ends[::-1]
        return _from_left_to_right(integrand, variable, (left, right), point, bits) * direction


def _from_left_to_right(integrand: sp.Expr, variable: sp.Symbol, ends: tuple[Any, Any], point: Mapping[sp.Symbol, Any], bits: int) -> arb:
    """The pieces between the kinks."""
    breaks = [place for place in kinks(integrand, variable, point) if _between(place, ends)]
    places = [ends[0], *_with_center(breaks, ends), ends[1]]
    total = arb(0)
    for left, right in itertools.pairwise(places):
        smooth = resolved(integrand, variable, _inside(left, right), point)
        total += _piece(_Line(smooth, variable, point, bits), left, right)
    return total


def certified_series(series: sp.Sum, point: Mapping[sp.Symbol, Any], precision: int) -> Number:
    """An enclosure of an infinite sum from an integer on upwards.

    Raises:
        CannotEncloseError: the terms are not covered, or no bound of the tail could be proved.
    """
    term, (index, low, high) = series.args[0], series.args[1]
    if not isinstance(series, sp.Sum) or len(series.args) != len(("term", "range")) or high != sp.oo or low == -sp.oo:
        message = f"the range of {series}"
        raise NotCoveredError(message)
    if _has_no_weight(term, index, point, precision):
        return fmpq(0)
    first = Evaluation(point, precision).number(low)
    if not isinstance(first, fmpq) or first.q != 1:
        message = f"a sum from {low} on"
        raise NotCoveredError(message)
    with working(precision):
        total, n = arb(0), int(first.p)
        for reach in range(5, LONGEST_SERIES + 1):
            terms = [Evaluation({**point, index: fmpq(i)}, precision).number(term) for i in range(n, int(first.p) + 2**reach)]
            total, n = functools.reduce(operator.add, terms, total), int(first.p) + 2**reach
            bound = _attempt(tail_of_series, term, index, fmpq(n), point) if n > 0 else None
            if bound is not None and (bound <= abs(total) * arb(2) ** -precision or reach == LONGEST_SERIES):
                return total + _ball_of_radius(bound)
    message = f"the tail of {series}"
    raise UndecidedError(message)


def _has_no_weight(term: sp.Expr, variable: sp.Symbol, point: Mapping[sp.Symbol, Any], precision: int) -> bool:
    """Whether a factor without the variable is exactly zero; that the other factors have values is a side condition of the statement."""
    return bool(Evaluation(point, precision).number(term.as_independent(variable, as_Add=False)[0]) == fmpq(0))


class _Line:
    """An integrand without kinks, ready for substitutions."""

    def __init__(self, expression: sp.Expr, variable: sp.Symbol, point: Mapping[sp.Symbol, Any], bits: int) -> None:
        self.expression = expression
        self.variable = variable
        self.point = point
        self.bits = bits

    def integrate(self, low: Number, high: Number) -> arb:
        """The integral over a finite interval on which the integrand is smooth up to the ends."""
        function = Integrand(self.expression, self.variable, Evaluation(self.point, self.bits))
        return integrate_analytic(function, arb(low), arb(high))

    def is_regular(self, end: Number) -> bool:
        """Whether the integrand is analytic around an end."""
        function = Integrand(self.expression, self.variable, Evaluation(self.point, self.bits))
        around = acb(arb(end)) + acb(_ball_of_radius(arb(2) ** -16), _ball_of_radius(arb(2) ** -16))
        return bool(function(around, True).is_finite())  # noqa: FBT003 - the integrator's protocol

    def moved(self, substitution: _Substitution) -> _Line:
        """The integrand after a substitution."""
        return _Line(*_moved(self.expression, self.variable, substitution), self.point, self.bits)


@dataclass(frozen=True)
class _Substitution:
    """y = place + outwards t, y = place + width exp(-t) or y = exp(t), for t > 0."""

    kind: Literal["shift", "decay", "growth"]
    place: sp.Rational = sp.S.Zero
    width: sp.Rational = sp.S.One

    def applied(self, t: sp.Symbol) -> tuple[sp.Expr, sp.Expr]:
        """The old variable in the new one, and the size of its derivative."""
        if self.kind == "shift":
            return self.place + self.width * t, sp.S.One
        return (sp.exp(t), sp.exp(t)) if self.kind == "growth" else (self.place + self.width * sp.exp(-t), abs(self.width) * sp.exp(-t))


@lru_cache(maxsize=KEPT)
def _moved(expression: sp.Expr, variable: sp.Symbol, substitution: _Substitution) -> tuple[sp.Expr, sp.Symbol]:
    """An integrand after a substitution, and its new variable: an expectation is integrated at several points."""
    t = sp.Dummy("t", positive=True)  # a parameter may well be called t
    replacement, jacobian = substitution.applied(t)
    moved = replaced(expression, {variable: replacement}) * jacobian
    return sp.expand_log(sp.expand_power_base(moved)), t


def _piece(line: _Line, low: Any, high: Any) -> arb:
    """A smooth piece: infinite ends and singular ends are each brought to infinity, one a piece."""
    singular = [end is None or not line.is_regular(end) for end in (low, high)]
    if all(singular):
        middle = _inside(low, high)
        if not line.is_regular(middle):
            message = f"{line.expression} is singular in many places"
            raise UndecidedError(message)
        return _piece(line, low, middle) + _piece(line, middle, high)
    if not any(singular):
        return line.integrate(low, high)
    sign, end, regular = (1, low, high) if singular[0] else (-1, high, low)
    if end is None:
        return _to_infinity(line.moved(_Substitution("shift", _rational(regular), sp.Integer(-sign))))
    return _to_infinity(line.moved(_Substitution("decay", _rational(end), sign * _rational(high - low))))


def _to_infinity(line: _Line) -> arb:
    """The integral from zero to infinity: as far as the tail is negligible, then the proven bound of the tail."""
    small = arb(2) ** -line.bits
    best: tuple[int, arb] | None = None
    for reach in [*range(2, FARTHEST_DIRECT + 1), *range(16, FARTHEST, 16)]:
        bound = _attempt(tail_of_integral, line.expression, line.variable, fmpq(2**reach), line.point)
        if bound is not None:
            best = (reach, bound)
            if bound < small:
                break
    if best is None:
        message = f"the tail of {line.expression}"
        raise UndecidedError(message)
    reach, bound = best
    if reach <= FARTHEST_DIRECT:
        return line.integrate(fmpq(0), fmpq(2**reach)) + _ball_of_radius(bound)
    stretched = line.moved(_Substitution("growth"))
    with working(line.bits):
        far = arb(2) ** reach
    return line.integrate(fmpq(0), fmpq(1)) + stretched.integrate(fmpq(0), far.log()) + _ball_of_radius(bound)


def _attempt(rule: Callable[..., arb], function: sp.Expr, variable: sp.Symbol, start: fmpq, point: Mapping[sp.Symbol, Any]) -> arb | None:
    try:
        bound = rule(function, variable, start, point)
    except CannotEncloseError:
        return None
    return bound if bound.is_finite() else None


def _ball_of_radius(radius: arb) -> arb:
    return arb(0, radius.upper())


def _end(end: sp.Expr, point: Mapping[sp.Symbol, Any], bits: int) -> Any:
    """The value of a finite end; ``None`` for an infinite one."""
    return None if end in (sp.oo, -sp.oo) else Evaluation(point, bits).number(end)


def _between(place: fmpq, ends: tuple[Any, Any]) -> bool:
    """Whether a place lies strictly inside; on which side of an irrational end it lies must be decided."""
    low, high = ends
    return (low is None or sign_of(place - low) > 0) and (high is None or sign_of(high - place) > 0)


def _with_center(breaks: list[fmpq], ends: tuple[Any, Any]) -> list[fmpq]:
    """The kinks, or zero if the whole line has none."""
    return breaks or ([fmpq(0)] if ends[0] is None and ends[1] is None else [])


def _inside(low: Any, high: Any) -> Number:
    """A place strictly inside a piece."""
    if low is None and high is None:
        return fmpq(0)
    place: Number = high - 1 if low is None else low + 1 if high is None else (low + high) / 2
    return place


def _rational(number: Number) -> sp.Rational:
    if not isinstance(number, fmpq):
        message = "a substitution at an irrational end"
        raise NotCoveredError(message)
    return sp.Rational(int(number.p), int(number.q))
