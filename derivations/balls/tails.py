r"""Rigorous bounds of what integrals and sums leave out far from the origin.

If :math:`t \, f'(t)/f(t) \le -p` for all :math:`t \ge R` with :math:`p > 1`, then :math:`|f(t)| \le |f(R)| (t/R)^{-p}`, hence
:math:`\int_R^\infty |f| \le |f(R)| R/(p - 1)` and :math:`\sum_{n \ge R} |f(n)| \le |f(R)| (1 + R/(p - 1))`. The premise is proved by
interval arithmetic on the whole ray; it covers exponential and algebraic decay alike.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError, UndecidedError
from derivations.balls.precision import working
from derivations.balls.ray import Ray
from derivations.balls.scaled import Scaled
from derivations.derivative import derivative

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BITS = 64
KEPT = 1024  # the same function is asked about from many starts


def tail_of_integral(integrand: sp.Expr, variable: sp.Symbol, start: fmpq, point: Mapping[sp.Symbol, Any]) -> arb:
    """An upper bound of the integral of the absolute value from ``start`` >= 1 to infinity.

    Raises:
        CannotEncloseError: no bound could be proved.
    """
    return _Tail(variable, start, point, lambda size, p: size * arb(start) / (p - 1)).bound(integrand)


def tail_of_series(term: sp.Expr, variable: sp.Symbol, start: fmpq, point: Mapping[sp.Symbol, Any]) -> arb:
    """An upper bound of the sum of the absolute values of the terms from ``start`` >= 1 on.

    Raises:
        CannotEncloseError: no bound could be proved.
    """
    return _Tail(variable, start, point, lambda size, p: size * (1 + arb(start) / (p - 1))).bound(term)


class _Tail:
    """The tail from ``start`` on; ``rule`` turns the size at the start and the decay p into a bound."""

    def __init__(self, variable: sp.Symbol, start: fmpq, point: Mapping[sp.Symbol, Any], rule: Callable[[arb, arb], arb]) -> None:
        self.variable = variable
        self.start = start
        self.point = point
        self.rule = rule

    def bound(self, function: sp.Expr) -> arb:
        """The bound of the function itself, or the sum of the bounds of its terms."""
        function = _elementary(function)
        with working(BITS):
            try:
                return self._of_product(function)
            except UndecidedError:
                terms = sp.Add.make_args(_expanded(function))
                if len(terms) == 1:
                    raise
                return sum((self._of_product(term) for term in terms), arb(0)).upper()

    def _of_product(self, function: sp.Expr) -> arb:
        if function == 0:
            return arb(0)
        for logs_as_powers in (True, False):
            ray = Ray(self.variable, self.start, self.point, BITS, logs_as_powers=logs_as_powers)
            try:
                size, decay = self._size_and_decay(function, ray)
            except UndecidedError:
                continue
            if decay > 1:
                return size if not decay.is_finite() else self.rule(size, decay).upper()
        message = "a tail that may not be summable"
        raise UndecidedError(message)

    def _size_and_decay(self, function: sp.Expr, ray: Ray) -> tuple[arb, arb]:
        """The product of all factors at the start and the decay p of the product.

        A factor without a useful slope is replaced by its enclosure: |h| <= H t^a has the slope a/t and the size H R^a.
        """
        here = Evaluation({**self.point, self.variable: self.start}, BITS)
        size, slopes = arb(1), _Slopes(ray)
        for factor in sp.Mul.make_args(function):
            try:
                height = abs(arb(here.number(factor)))
                slopes.include(factor)
                size *= height
            except CannotEncloseError:
                box = ray.value(factor)
                largest = max(abs(box.low).upper(), abs(box.high).upper())
                slopes.degree += box.degree
                size *= largest * arb(self.start) ** arb(box.degree)
        if not (size.is_finite() and size > 0):
            message = "a function that vanishes at the start of its tail"
            raise UndecidedError(message)
        return size.upper(), slopes.decay()


class _Slopes:
    """The sum of the logarithmic slopes f'/f of factors, with the logarithms of the variable kept apart so that they can cancel."""

    def __init__(self, ray: Ray) -> None:
        self.ray = ray
        self.logs = fmpq(0)
        self.degree = fmpq(0)
        self.rest = ray.constant(arb(0))

    def include(self, factor: sp.Expr) -> None:
        """Add the slope of one factor.

        Raises:
            CannotEncloseError: its slope has no upper bound here.
        """
        variable = self.ray.variable
        if variable not in factor.free_symbols:
            return
        base, exponent = factor.as_base_exp()
        if isinstance(factor, sp.exp):
            slope = _expanded(derivative(factor.args[0], variable))
        elif variable in exponent.free_symbols:
            slope = _expanded(derivative(exponent * sp.log(base), variable))
        else:
            slope = _slope_of_power(*self.ray.without_growth(base), exponent, variable)
        logs, rest = self._split(slope)
        if not rest.high.is_finite():
            message = f"the slope of {factor}"
            raise UndecidedError(message)
        self.logs, self.rest = self.logs + logs, self.rest.plus(rest)

    def decay(self) -> arb:
        """The p of the product: minus the upper end of t (slopes + k log t) + degree; a positive k leaves none."""
        if self.logs > 0:
            return arb(0)
        total = self.rest.plus(self.ray.constant(self.logs).times(Scaled.constant(self.ray.start, arb(self.ray.start).log().lower())))
        bound = total.times(Scaled.variable(self.ray.start)).plain().high
        return (-bound - arb(self.degree)).lower() if bound.is_finite() else -bound

    def _split(self, slope: sp.Expr) -> tuple[fmpq, Scaled]:
        """The multiple of log t in a slope, and the rest."""
        logs, rest = fmpq(0), self.ray.constant(arb(0))
        for coefficient, dependent in _parts(slope, self.ray.variable):
            number = self.ray.constants.number(coefficient)
            if isinstance(number, fmpq) and (
                isinstance(dependent, sp.log) or (isinstance(dependent, sp.polygamma) and dependent.args[0] == 0)
            ):
                degree, remainder = self.ray.split_log(dependent)
                logs += number * degree
            else:
                remainder = self.ray.value(dependent)
            rest = rest.plus(self.ray.constant(number).times(remainder))
        return logs, rest


@lru_cache(maxsize=KEPT)
def _expanded(slope: sp.Expr) -> sp.Expr:
    return sp.expand_mul(slope)


@lru_cache(maxsize=KEPT)
def _slope_of_power(growth: sp.Expr, tamed: sp.Expr, exponent: sp.Expr, variable: sp.Symbol) -> sp.Expr:
    """The logarithmic slope of (exp(growth) tamed)^exponent, expanded."""
    slopes = sp.Add.make_args(derivative(tamed, variable))
    return sp.expand_mul(exponent * (derivative(growth, variable) + sp.Add(*(term / tamed for term in slopes))))


@lru_cache(maxsize=KEPT)
def _parts(slope: sp.Expr, variable: sp.Symbol) -> tuple[tuple[sp.Expr, sp.Expr], ...]:
    """The terms of a slope, each as a factor free of the variable and the rest."""
    return tuple(term.as_independent(variable, as_Add=False) for term in sp.Add.make_args(slope))


@lru_cache(maxsize=KEPT)
def _elementary(function: sp.Expr) -> sp.Expr:
    """Factorials and binomials as gamma functions, hyperbolic functions that grow as exponentials."""
    function = function.replace(sp.factorial, lambda x: sp.gamma(x + 1))
    function = function.replace(sp.binomial, lambda n, k: sp.gamma(n + 1) / (sp.gamma(k + 1) * sp.gamma(n - k + 1)))
    function = function.replace(sp.sinh, lambda x: (sp.exp(x) - sp.exp(-x)) / 2)
    return function.replace(sp.cosh, lambda x: (sp.exp(x) + sp.exp(-x)) / 2)
