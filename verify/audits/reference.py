"""Exact references: quantities derived once at symbols, and enclosed by ball arithmetic at the exact arguments of a call."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import sympy as sp
from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation, as_ball
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import working
from derivations.conditions import collecting
from derivations.entropy import entropy
from derivations.errors import FisherproofError
from derivations.expect import divergence, expected
from derivations.families import built_in
from derivations.language.tensor import Tensor
from verify.snapshots.symbols import at_symbols

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from derivations.law import Law

LADDER = (128, 256, 512, 1024, 2048)  # bits: extreme arguments cancel much
ENOUGH = 60  # bits of a reference
UNIT = fmpq(1, 2**52)
Place = dict[sp.Symbol, fmpq]
Conditions = tuple[tuple[str, sp.Expr], ...]


@dataclass(frozen=True)
class Subject:
    """Two members of a family at symbols, a value, and the closed forms of the quantities with their conditions."""

    laws: tuple[Law, Law]
    y: sp.Symbol

    def symbols(self, which: int) -> list[sp.Symbol]:
        """The symbols of one member's parameters in order."""
        return [value.item for value in self.laws[which].parameters.values()]


@cache
def subject(family: str) -> Subject:
    """The subject of a family of scalar parameters and values."""
    found = built_in()[family]
    shapes: list[tuple[int, ...]] = [() for _ in found.parameters]
    laws = at_symbols(found, shapes, ""), at_symbols(found, shapes, "_q")
    return Subject(laws, laws[0].variable().item)


def exact_member(family: str, numbers: tuple[Fraction | int, ...]) -> Law:
    """The member with exact parameters."""
    return built_in()[family].law(*(sp.Rational(number.numerator, number.denominator) for number in numbers))


@cache
def closed(family: str, quantity: str) -> tuple[sp.Expr, Conditions] | None:
    """The expression of a quantity, with what must hold for it; None where it cannot be derived."""
    of = subject(family)
    p, q = of.laws
    y = Tensor.scalar(of.y)
    try:
        with collecting() as conditions:
            if quantity == "variance":
                mean = expected(of.y, y, p)
                value = expected((of.y - mean) ** 2, y, p)
            else:
                value = {
                    "log_density": lambda: p.log_density(y),
                    "entropy": lambda: entropy(p),
                    "kl": lambda: divergence(p, q),
                    "mean": lambda: expected(of.y, y, p),
                }[quantity]()
    except FisherproofError:
        return None
    return value, tuple(conditions)


def place(family: str, members: tuple[tuple[Fraction | int, ...], ...], value: Fraction | None = None) -> Place:
    """What the symbols are: the parameters of one or two members, and the value of the variable."""
    of = subject(family)
    found = {
        symbol: fmpq(number.numerator, number.denominator)
        for which, numbers in enumerate(members)
        for symbol, number in zip(of.symbols(which), numbers, strict=True)
    }
    return found if value is None else {**found, of.y: fmpq(value.numerator, value.denominator)}


def enclosed(family: str, quantity: str, at: Mapping[sp.Symbol, fmpq]) -> arb | None:
    """The value with at least ``ENOUGH`` bits; None where there is no closed form, a condition fails, or no enclosure is found."""
    found = closed(family, quantity)
    return None if found is None else ball_of(*found, at)


def ball_of(expression: sp.Expr, conditions: Conditions, at: Mapping[sp.Symbol, fmpq]) -> arb | None:
    """An expression with at least ``ENOUGH`` bits; None where a condition fails, or no enclosure is found."""
    if not _holds(conditions, at):
        return None
    ladder = LADDER[:1] if expression.has(sp.Integral, sp.Sum) else LADDER
    for bits in ladder:
        try:
            ball = as_ball(Evaluation(at, bits).number(expression), bits)
        except (CannotEncloseError, ArithmeticError, ValueError):
            continue
        if ball.is_zero() or ball.rel_accuracy_bits() > ENOUGH:
            return ball
    return None


def _holds(conditions: Conditions, at: Mapping[sp.Symbol, fmpq]) -> bool:
    try:
        signs = [(kind, Evaluation(at, LADDER[-1]).sign(expression)) for kind, expression in conditions]
    except CannotEncloseError:
        return False
    return all({"positive": sign > 0, "nonnegative": sign >= 0, "nonzero": sign != 0}[kind] for kind, sign in signs)


def spread(family: str, quantity: str, at: Mapping[sp.Symbol, fmpq], value: arb) -> float | None:
    """How far the value moves, relative to it, when every argument moves by one rounding unit: no program can be better than that."""
    return change(lambda near: enclosed(family, quantity, near), at, value)


def change(of: Callable[[Mapping[sp.Symbol, fmpq]], arb | None], at: Mapping[sp.Symbol, fmpq], value: arb) -> float | None:
    """How far a function of numbers moves, relative to its value, when each of them moves by one rounding unit; whole ones stay."""
    total = arb(0)
    for symbol, number in at.items():
        if symbol.is_integer:
            continue
        moved = next((found for sign in (1, -1) if (found := of({**at, symbol: number * (1 + sign * UNIT)})) is not None), None)
        if moved is None:
            return None
        with working(LADDER[-1]):
            total += abs(moved - value)
    with working(LADDER[-1]):
        return float((total / abs(value)).mid()) if not value.is_zero() else float(total.mid())
