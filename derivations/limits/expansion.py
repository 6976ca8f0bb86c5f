"""Expansions of expressions as germs: arithmetic, exponentials, logarithms, and Taylor's formula where a function is regular."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import require
from derivations.jets import Jet
from derivations.limits.germ import LOG, Germ, MoreTermsError, NoExpansionError, nonzero
from derivations.limits.known import signs
from derivations.limits.powers import power_of_any_sign
from derivations.limits.special import RULES, stirling
from derivations.normal_form import decide_zero
from derivations.normal_form.sign_sets import NEGATIVE, NONPOSITIVE, POSITIVE

if TYPE_CHECKING:
    from collections.abc import Callable

ENTIRE = (sp.sin, sp.cos, sp.atan, sp.erf, sp.erfc, sp.besseli, Jet)
RIGHT_OF_ZERO = (sp.loggamma, sp.polygamma, sp.gamma, sp.besselk)  # regular where the last argument is positive
BY_EXPONENTIALS = (sp.sinh, sp.cosh, sp.tanh)


class Expansion:
    """Expands expressions of one variable, whose germ is given; the first exponential met fixes the scale w."""

    def __init__(self, variable: sp.Symbol, germ: Germ, width: int) -> None:
        """Expand in ``variable``, which behaves like ``germ``, with ``width`` powers of h."""
        self.variable, self.germ, self.width = variable, germ, width
        self.phase: dict[Any, sp.Expr] = {}
        self._known: dict[sp.Expr, Germ] = {}

    def expand(self, expression: sp.Expr) -> Germ:
        """The germ of an expression."""
        if expression.has(sp.factorial, sp.binomial):
            expression = expression.replace(sp.binomial, _by_factorials).replace(sp.factorial, lambda n: sp.gamma(n + 1))
        if expression not in self._known:
            self._known[expression] = self._expand(expression)
        return self._known[expression]

    def _expand(self, expression: sp.Expr) -> Germ:
        if expression == self.variable:
            return self.germ
        if self.variable not in expression.free_symbols:
            return Germ.constant(expression)
        if isinstance(expression, sp.Add):
            return self._sum([self.expand(part) for part in expression.args])
        if isinstance(expression, sp.Mul):
            return self._product(expression)
        if isinstance(expression, sp.exp):
            return self.exponential(self.expand(expression.args[0]))
        if isinstance(expression, sp.log):
            return self.logarithm(self.expand(expression.args[0]))
        return self._power(*expression.args) if isinstance(expression, sp.Pow) else self._function(expression)

    def _sum(self, germs: list[Germ]) -> Germ:
        total = Germ({})
        for germ in germs:
            total = total.plus(germ, self.width)
        return total

    def _product(self, expression: sp.Mul) -> Germ:
        """Factors that grow like exponentials are multiplied by adding their logarithms, which may cancel."""
        logarithms, total = [], Germ.constant(sp.S.One)
        for factor in expression.args:
            exponent = self._exponent(factor)
            if exponent is None:
                total = total.times(self.expand(factor), self.width)
            else:
                logarithms.append(exponent)
        return total.times(self.exponential(self._sum(logarithms)), self.width) if logarithms else total

    def _exponent(self, factor: sp.Expr) -> Germ | None:
        """The logarithm of a factor that is an exponential or a gamma function at infinity, or a power of one."""
        if self.variable not in factor.free_symbols:
            return None
        if isinstance(factor, sp.exp):
            return self.expand(factor.args[0])
        if isinstance(factor, sp.Pow) and not factor.args[1].is_Rational:
            special = self._special_power(*factor.args)
            return None if special else self.expand(factor.args[1]).times(self.logarithm(self.expand(factor.args[0])), self.width)
        base, power = factor.as_base_exp()
        if isinstance(base, sp.gamma) and power.is_Rational and self.expand(base.args[0]).order < 0:
            return stirling(self, base.args[0]).times(Germ.constant(power), self.width)
        return None

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> Germ:
        if not exponent.is_Rational:
            special = self._special_power(base, exponent)
            return special or self.exponential(self.expand(exponent).times(self.logarithm(self.expand(base)), self.width))
        germ = self.expand(base)
        if exponent.is_Integer:
            factor = germ if exponent > 0 else germ.inverse(self.width)
            result = factor
            for _ in range(abs(int(exponent)) - 1):
                result = result.times(factor, self.width)
            return result
        lead = _positive(germ.leading)
        head = Germ.of({germ.order * exponent: lead**exponent}, level=germ.level * exponent)
        return head.times(germ.rest().compose(lambda k: sp.binomial(exponent, k), self.width), self.width)

    def _special_power(self, base: sp.Expr, exponent: sp.Expr) -> Germ | None:
        return power_of_any_sign(self.expand(base), self.expand(exponent), is_whole=bool(exponent.is_integer), width=self.width)

    def exponential(self, germ: Germ) -> Germ:
        """Raise e to a germ: its part that tends to infinity becomes a power of w, a multiple of L a power of h."""
        if germ.level > 0:
            return Germ.of({sp.S.Zero: sp.S.One}, sp.Integer(self.width))
        if germ.level < 0 or germ.precision <= 0:
            message = "Expanding an exponential: expected an exponent known up to what tends to zero, got less. Use another form."
            raise (NoExpansionError if germ.level < 0 else MoreTermsError)(message)
        steep = {exponent: value for exponent, value in germ.terms.items() if exponent < 0}
        middle = sp.expand(germ.terms.get(sp.S.Zero, sp.S.Zero))
        shift = middle.coeff(LOG, 1)
        constant = sp.expand(middle - shift * LOG)
        if constant.has(LOG) or not shift.is_Rational:
            message = f"Expanding an exponential: expected a rational multiple of a logarithm, got {middle}. Use another form."
            raise NoExpansionError(message)
        small = Germ.of({exponent: value for exponent, value in germ.terms.items() if exponent > 0}, germ.precision)
        level = self._level(steep) if steep else sp.S.Zero
        if level is None:
            return Germ({}, sp.Integer(self.width))
        head = Germ.of({-shift: sp.exp(constant)}, level=level)
        return head.times(small.compose(lambda k: sp.Rational(1, math.factorial(k)), self.width), self.width)

    def _level(self, steep: dict[Any, sp.Expr]) -> sp.Rational | None:
        """The power of w that e to these terms is; the first ones fix what w is. ``None``: no power, but smaller than every power of h."""
        if any(value.has(LOG) for value in steep.values()):
            message = "Expanding an exponential: expected powers alone in a steep exponent, got a logarithm. Use another form."
            raise NoExpansionError(message)
        lowest = min(steep)
        if not self.phase:
            sign = _sign(steep[lowest])
            self.phase = {exponent: sign * value for exponent, value in steep.items()}
        ratio = sp.cancel(steep[lowest] / self.phase[lowest]) if lowest in self.phase else sp.oo
        exponents = sorted({*steep, *self.phase})
        gaps = [steep.get(j, sp.S.Zero) - ratio * self.phase.get(j, sp.S.Zero) for j in exponents] if ratio.is_Rational else []
        if not ratio.is_Rational or decide_zero(gaps).zero is not True:
            if _sign(steep[lowest]) < 0:
                return None
            message = "Expanding exponentials: expected exponents in a rational ratio, got others. Use another form."
            raise NoExpansionError(message)
        return -ratio

    def logarithm(self, germ: Germ) -> Germ:
        """The logarithm of a germ that is positive near the point."""
        lead = _positive(germ.leading)
        steep = {exponent: -germ.level * value for exponent, value in self.phase.items()} if germ.level else {}
        head = Germ.of({**steep, sp.S.Zero: sp.log(lead) - germ.order * LOG})
        series = germ.rest().compose(lambda k: sp.Rational((-1) ** (k + 1), k) if k else sp.S.Zero, self.width)
        return head.plus(series, self.width)

    def _function(self, expression: sp.Expr) -> Germ:
        if isinstance(expression, BY_EXPONENTIALS):
            return self.expand(expression.rewrite(sp.exp))
        if isinstance(expression, sp.tan):
            return self.expand(sp.sin(expression.args[0]) / sp.cos(expression.args[0]))
        _require_known(expression.func)
        last = self.expand(expression.args[-1])
        if isinstance(expression, sp.Abs):
            return last.times(Germ.constant(sp.Integer(_sign(last.leading))), self.width)
        if last.level == 0 and last.terms and last.order < 0 and expression.func in RULES:
            return RULES[expression.func](self, expression, last, _sign(last.leading))
        if isinstance(expression, sp.gamma) and last.order > 0:
            return self.expand(sp.gamma(expression.args[0] + 1) / expression.args[0])
        return self._taylor(expression)

    def _taylor(self, expression: sp.Expr) -> Germ:
        """Taylor's formula in the arguments that move, at a point where the function is regular."""
        places = [i for i, argument in enumerate(expression.args) if self.variable in argument.free_symbols]
        germs = [self.expand(expression.args[i]) for i in places]
        centres = [germ.terms.get(sp.S.Zero, sp.S.Zero) if germ.level == 0 else sp.S.Zero for germ in germs]
        if any(germ.level < 0 or germ.order < 0 or germ.precision <= 0 for germ in germs) or any(c.has(LOG) for c in centres):
            message = f"Expanding {expression.func}: expected arguments with a finite limit, got others. Use another form."
            raise NoExpansionError(message)
        dummies = [sp.Dummy(real=True) for _ in places]
        arguments = list(expression.args)
        for place, dummy in zip(places, dummies, strict=True):
            arguments[place] = dummy
        at = dict(zip(dummies, centres, strict=True))
        _require_regular(expression.func, arguments[-1].subs(at))
        offsets = [germ.plus(Germ.constant(-centre), self.width) for germ, centre in zip(germs, centres, strict=True)]
        return self._series(expression.func(*arguments), at, offsets)

    def _series(self, function: sp.Expr, at: dict[sp.Symbol, sp.Expr], offsets: list[Germ]) -> Germ:
        moving = [offset for offset in offsets if not offset.is_zero]
        lowest = min((offset.order if offset.level == 0 else sp.Integer(self.width) for offset in moving), default=sp.Integer(self.width))
        total = Germ({}, sp.Integer(self.width)) if moving else Germ({})
        for degree in range(math.ceil(self.width / lowest) if moving else 1):
            for counts in itertools.product(range(degree + 1), repeat=len(offsets)):
                if sum(counts) == degree:
                    total = total.plus(self._term(function, at, offsets, counts), self.width)
        return total

    def _term(self, function: sp.Expr, at: dict[sp.Symbol, sp.Expr], offsets: list[Germ], counts: tuple[int, ...]) -> Germ:
        derivative, power = function, Germ.constant(sp.S.One)
        for symbol, offset, count in zip(at, offsets, counts, strict=True):
            derivative = sp.diff(derivative, symbol, count) if count else derivative
            for _ in range(count):
                power = power.times(offset, self.width)
        factor = derivative.subs(at, simultaneous=True) / math.prod(map(math.factorial, counts))
        return power.times(Germ.constant(factor), self.width)


def _by_factorials(n: sp.Expr, k: sp.Expr) -> sp.Expr:
    return sp.factorial(n) / (sp.factorial(k) * sp.factorial(n - k))


def _require_known(function: Callable[..., sp.Expr]) -> None:
    if function not in (*ENTIRE, *RIGHT_OF_ZERO, sp.asin, sp.acos, sp.Abs):
        message = f"Expanding: expected a function with a known region of regularity, got {function}. Write it by elementary functions."
        raise NoExpansionError(message)


def _require_regular(function: Callable[..., sp.Expr], centre: sp.Expr) -> None:
    if function in RIGHT_OF_ZERO and signs(centre) != POSITIVE:
        message = f"Expanding {function}: expected a positive argument, got {centre}. Restrict its sign."
        raise NoExpansionError(message)
    if function in (sp.asin, sp.acos):
        _positive(1 - centre**2)


def _positive(value: sp.Expr) -> sp.Expr:
    """A coefficient that must be positive: known to be, or required to be."""
    mask = NONPOSITIVE if value.has(LOG) else signs(value)
    if mask | NONPOSITIVE == NONPOSITIVE:
        message = f"Expanding: expected a positive leading coefficient, got {value}. Look at the sides of the point separately."
        raise NoExpansionError(message)
    if mask != POSITIVE:
        require("positive", value)
    return value


def _sign(value: sp.Expr) -> int:
    mask = signs(nonzero(value)) if not value.has(LOG) else 0
    if mask not in (POSITIVE, NEGATIVE):
        message = f"Expanding: expected a coefficient of known sign, got {value}. Restrict its sign."
        raise NoExpansionError(message)
    return 1 if mask == POSITIVE else -1
