"""Products and powers in a program: ratios before powers, squarings before general powers, one division."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.ordering import order
from derivations.codegen.program import ONE, Literal, Operand

DIGITS = 40  # of a number before it is rounded

if TYPE_CHECKING:
    from derivations.codegen.lowering import Lowering


def product(lowering: Lowering, expression: sp.Mul) -> Operand:
    """The value of a product."""
    by_power: dict[sp.Expr, tuple[list[sp.Expr], list[sp.Expr]]] = defaultdict(lambda: ([], []))
    number, rest = expression.as_independent(*expression.free_symbols, as_Add=False)
    coefficient = number if number.is_Rational or not number.is_finite else number.evalf(DIGITS)
    for factor in sorted(sp.Mul.make_args(rest), key=order):
        base, exponent = factor.as_base_exp() if not isinstance(factor, sp.exp) else (factor, sp.S.One)
        below = exponent.could_extract_minus_sign()
        by_power[-exponent if below else exponent][1 if below else 0].append(base)
    above, below = _ratios(lowering, by_power)
    scale, divisor = _scale_and_divisor(coefficient)
    top = times(lowering, Literal(scale), _many(lowering, above))
    bottom = times(lowering, Literal(divisor), _many(lowering, below))
    result = top if bottom == ONE else lowering.program.emit("divide", top, bottom)
    if coefficient.is_negative:
        return Literal(-result.value) if isinstance(result, Literal) else lowering.program.emit("negative", result)
    return result


def _ratios(lowering: Lowering, by_power: dict[sp.Expr, tuple[list[sp.Expr], list[sp.Expr]]]) -> tuple[list[Operand], list[Operand]]:
    above: list[Operand] = []
    below: list[Operand] = []
    for exponent in sorted(by_power, key=order):
        tops, bottoms = by_power[exponent]
        if exponent == 1:
            above += [lowering.value(base) for base in tops]
            below += [lowering.value(base) for base in bottoms]
            continue
        while tops and bottoms:  # (a/b)**n rather than a**n/b**n, which overflows earlier
            ratio = lowering.program.emit("divide", lowering.value(tops.pop(0)), lowering.value(bottoms.pop(0)))
            above.append(_raised(lowering, ratio, exponent))
        above += [power(lowering, base, exponent) for base in tops]
        below += [power(lowering, base, exponent) for base in bottoms]
    return above, below


def _many(lowering: Lowering, values: list[Operand]) -> Operand:
    total: Operand = ONE
    for value in values:
        total = times(lowering, total, value)
    return total


def times(lowering: Lowering, left: Operand, right: Operand) -> Operand:
    """The product of two values; one is no factor."""
    if isinstance(left, Literal):
        left, right = right, left
    if isinstance(left, Literal) and isinstance(right, Literal):
        return Literal(left.value * right.value)
    return left if right == ONE else lowering.program.emit("multiply", left, right)


def power(lowering: Lowering, base: sp.Expr, exponent: sp.Expr) -> Operand:
    """The value of a power."""
    if exponent.could_extract_minus_sign():
        return lowering.program.emit("divide", ONE, power(lowering, base, -exponent))
    return _raised(lowering, lowering.value(base), exponent)


def _raised(lowering: Lowering, base: Operand, power: sp.Expr) -> Operand:
    if power == 1:
        return base
    if power.is_Integer and power <= 64:  # noqa: PLR2004 - six squarings are cheaper and closer than a power
        half = _raised(lowering, base, sp.Integer(power // 2))
        whole = lowering.program.emit("square", half)
        return times(lowering, whole, base) if power % 2 else whole
    if power.is_Rational and power.q == 2:  # noqa: PLR2004 - a square root
        root = lowering.program.emit("sqrt", base)
        return root if power.p == 1 else _raised(lowering, root, sp.Integer(power.p))
    return lowering.program.emit("power", base, lowering.value(power))


def _scale_and_divisor(coefficient: sp.Expr) -> tuple[float, float]:
    """The size of a number as a quotient of doubles with the least rounding."""
    if not coefficient.is_Rational or coefficient.q & (coefficient.q - 1) == 0:
        return float(abs(coefficient)), 1.0
    return float(abs(coefficient.p)), float(coefficient.q)
