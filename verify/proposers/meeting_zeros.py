"""Points at which several numbers vanish at once.

All terms of a sum of squares and moduli (``(exp(x) - 2)**2 + (y - x)**2 > 0`` fails at one point), or where two case distinctions switch.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.kinks import switches
from derivations.language.tensor import Tensor
from derivations.replacing import replaced
from verify.points.roots import SHORT, roots_in
from verify.proposers import Proposer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.balls.point import Point
    from verify.problem import Problem

    Places = dict[sp.Symbol, sp.Expr]

RELATIONS = ("positive", "nonzero")
TERMS, MOST, SWITCHES = 4, 16, 4


def propose(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """The first point moved to where what should be positive consists of zeros, and to where case distinctions switch in pairs."""
    goals = [goal for goal in problem.goals if isinstance(goal.residual, Tensor)]
    systems = [_bases(sign * entry) for goal in goals if goal.relation in RELATIONS for entry in goal.residual.entries for sign in (1, -1)]
    systems += [list(pair) for goal in goals for entry in goal.residual.entries for pair in _pairs(entry)]
    for equations in (each for each in systems if 1 < len(each) <= TERMS):
        for places in itertools.islice(_common(equations), MOST):
            yield bases[0].extended({symbol: _number(place) for symbol, place in places.items()})


def _pairs(entry: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Two at a time of the few numbers at whose zeros an expression switches."""
    found = switches(entry, entry.free_symbols)
    yield from itertools.combinations([number for number in found if number.count_ops() <= SHORT], 2) if len(found) <= SWITCHES else ()


def _bases(entry: sp.Expr) -> list[sp.Expr]:
    """What stands in the even powers and moduli of which an expression is a sum; nothing if it holds other terms."""
    found = []
    for term in sp.Add.make_args(entry):
        factor, rest = term.as_coeff_Mul()
        base, power = rest.as_base_exp()
        is_modulus = isinstance(base, sp.Abs) and power.is_positive
        if not factor.is_positive or not (is_modulus or (power.is_Integer and power.is_even and power.is_positive)):
            return []
        found.append(base.args[0] if is_modulus else base)
    return found


def _common(equations: Sequence[sp.Expr]) -> Iterator[Places]:
    """Common zeros of equations, one solved after another for a symbol: first one that holds no other, or one linearly."""
    if not equations:
        yield {}
        return
    for chosen in sorted(equations, key=lambda each: (len(each.free_symbols), str(each))):
        rest = [each for each in equations if each is not chosen]
        for place in _solutions(chosen):
            moved = [replaced(each, place) for each in rest]
            for further in _common([each for each in moved if each != 0]):
                yield {**{symbol: replaced(value, further) for symbol, value in place.items()}, **further}


def _solutions(equation: sp.Expr) -> Iterator[Places]:
    symbols = sorted(equation.free_symbols, key=str)
    if len(symbols) == 1:
        yield from ({symbols[0]: root} for root in roots_in(equation, symbols[0]))
        return
    for symbol in symbols:
        slope = sp.diff(equation, symbol)
        if slope.is_Rational and slope != 0:
            yield {symbol: sp.expand(symbol - equation / slope)}


def _number(place: sp.Expr) -> fmpq | sp.Expr:
    return fmpq(int(place.p), int(place.q)) if place.is_Rational else place


PROPOSER = Proposer("meeting zeros", propose)
