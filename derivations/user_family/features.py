"""Features of a log-density on a half-line or on the unit interval: what powers, logarithms and log(1 + r t^k) it is a sum of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy as sp

HYPERBOLIC = (sp.sinh, sp.cosh, sp.tanh, sp.coth, sp.sech, sp.csch)
PAIR = 2
Bends = dict[tuple[sp.Expr, sp.Expr], sp.Expr]
Splits = dict[sp.Symbol, tuple[sp.Expr, sp.Expr, Bends]]


class NoFeatureError(Exception):
    """A part of the log-density is no feature."""


@dataclass
class Features:
    r"""``constant + log log(t) + sum_k powers[k] t^k + sum_(k, r) bends[k, r] log(1 + r t^k)``, as a sum of terms collected so far.

    ``required`` holds expressions that were taken to be positive.
    """

    constant: sp.Expr = sp.S.Zero
    log: sp.Expr = sp.S.Zero
    powers: dict[sp.Expr, sp.Expr] = field(default_factory=dict)
    bends: dict[tuple[sp.Expr, sp.Expr], sp.Expr] = field(default_factory=dict)
    squares: sp.Expr = sp.S.Zero
    required: list[sp.Expr] = field(default_factory=list)


def features(expression: sp.Expr, t: sp.Symbol, *, unit: bool = False) -> Features:
    """Collect the features of an expression in ``t`` > 0, or ``t`` in (0, 1) if ``unit``; ``squares`` is the coefficient of log(t)^2.

    Raises:
        NoFeatureError: there is another part.
    """
    found = _Collector(t, unit=unit)
    found.collect(expression)
    result = found.result
    result.log, result.constant = short(result.log), sp.expand(result.constant)
    result.powers = _nonzero(result.powers)
    result.bends = _nonzero(result.bends)
    return result


def short(expression: sp.Expr) -> sp.Expr:
    """The expression as one fraction in lowest terms."""
    return sp.cancel(sp.expand(expression))


def _nonzero(table: dict[Any, sp.Expr]) -> dict[Any, sp.Expr]:
    kept = {key: short(value) for key, value in table.items()}
    return {key: value for key, value in kept.items() if value != 0}


class _Collector:
    def __init__(self, t: sp.Symbol, *, unit: bool) -> None:
        self.t = t
        self.unit = unit
        self.result = Features()

    def collect(self, expression: sp.Expr) -> None:
        """Add the features of an expression; its outermost logarithms are split first."""
        logs: Splits = {}
        stand_ins: dict[sp.Expr, sp.Expr] = {}
        for number, node in enumerate(_outermost_logs(expression, self.t)):
            constant, slope, bends = self._split(node.args[0])
            stand_in = sp.Dummy(f"log_{number}")
            logs[stand_in] = (constant, slope, bends)
            stand_ins[node] = stand_in
        log = sp.Dummy("log")
        plain = expression.xreplace(stand_ins).xreplace(
            {name: constant + slope * log for name, (constant, slope, bends) in logs.items() if not bends}
        )
        for term in sp.Add.make_args(sp.expand(plain, power_exp=False, log=False)):
            coefficient, factor = term.as_independent(self.t, log, *logs, as_Add=False)
            self._add(coefficient, factor, log, logs)

    def _add(self, coefficient: sp.Expr, factor: sp.Expr, log: sp.Symbol, logs: Splits) -> None:
        result = self.result
        if factor == 1:
            result.constant += coefficient
        elif factor == log:
            result.log += coefficient
        elif factor == log**2:
            result.squares += coefficient
        elif factor in logs:
            constant, slope, bends = logs[factor]
            result.constant += coefficient * constant
            result.log += coefficient * slope
            for key, value in bends.items():
                result.bends[key] = result.bends.get(key, sp.S.Zero) + coefficient * value
        else:
            exponent = self._exponent(factor)
            result.powers[exponent] = result.powers.get(exponent, sp.S.Zero) + coefficient

    def _exponent(self, factor: sp.Expr) -> sp.Expr:
        base, exponent = factor.as_base_exp()
        if base != self.t or self.t in exponent.free_symbols:
            raise NoFeatureError
        return sp.expand(exponent)

    def _split(self, argument: sp.Expr) -> tuple[sp.Expr, sp.Expr, Bends]:
        """A logarithm as constant + slope log(t) + sum of bends."""
        constant, slope = sp.S.Zero, sp.S.Zero
        bends: Bends = {}
        for factor in sp.Mul.make_args(sp.powsimp(argument) if argument.is_Mul else argument):
            base, exponent = factor.as_base_exp()
            if self.t not in factor.free_symbols:
                constant += sp.expand_log(sp.log(factor))
                continue
            if self.t in exponent.free_symbols or (exponent != 1 and not self._is_positive(base)):
                raise NoFeatureError
            low, step, first, ratio = self._sum_of_powers(base)
            constant += exponent * sp.expand_log(sp.log(first))
            slope += exponent * low
            if ratio != 0:
                bends[step, ratio] = bends.get((step, ratio), sp.S.Zero) + exponent
        return constant, slope, bends

    def _sum_of_powers(self, base: sp.Expr) -> tuple[sp.Expr, sp.Expr, sp.Expr, sp.Expr]:
        """``first t^low (1 + ratio t^step)`` as (low, step, first, ratio)."""
        table: dict[sp.Expr, sp.Expr] = {}
        for term in sp.Add.make_args(sp.expand(base, power_exp=False)):
            coefficient, factor = term.as_independent(self.t, as_Add=False)
            exponent = sp.S.Zero if factor == 1 else self._exponent(factor)
            table[exponent] = table.get(exponent, sp.S.Zero) + coefficient
        table = _nonzero(table)
        if len(table) == 1:
            ((low, first),) = table.items()
            self._require(first)
            return low, sp.S.One, first, sp.S.Zero
        if len(table) != PAIR:
            raise NoFeatureError
        low, high = sorted(table, key=lambda exponent: (exponent != 0, sp.default_sort_key(exponent)))
        first, ratio = table[low], short(table[high] / table[low])
        self._require(first)
        if not self.unit:
            self._require(ratio)
        return low, high - low, first, ratio

    def _require(self, expression: sp.Expr) -> None:
        if expression.is_positive is False:
            raise NoFeatureError
        if not expression.is_positive and expression not in self.result.required:
            self.result.required.append(expression)

    def _is_positive(self, base: sp.Expr) -> bool:
        if self.unit:
            base = sp.together(base.xreplace({self.t: 1 / (1 + sp.Dummy("x", positive=True))}))
        return bool(base.is_positive)


def _outermost_logs(expression: sp.Expr, t: sp.Symbol) -> list[sp.Expr]:
    if isinstance(expression, sp.log):
        return [expression] if t in expression.free_symbols else []
    found = [node for argument in expression.args for node in _outermost_logs(argument, t)]
    return list(dict.fromkeys(found))
