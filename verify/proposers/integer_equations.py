"""Whole numbers that solve an equation which a statement denies: ``n**2 - 61*m**2 != 1`` fails at numbers of nine digits only."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.language.tensor import Tensor
from verify.points.draws import INTEGER_KINDS
from verify.points.integer_equations import whole_solutions
from verify.proposers import Proposer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.balls.point import Point
    from derivations.language.goal import Goal
    from verify.problem import Problem

UNKNOWNS = 3
RELATIONS = ("nonzero", "positive", "nonnegative")


def propose(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """The first point with whole solutions put in."""
    for equation, symbols in _equations(problem):
        for values in whole_solutions(equation, symbols):
            yield bases[0].extended({symbol: fmpq(number) for symbol, number in values.items()})


def unseen(problem: Problem) -> str:
    """Solutions of an equation that nobody here knows how to find."""
    open_ones = [equation for equation, symbols in _equations(problem) if not whole_solutions(equation, symbols)]
    return f"whole solutions of {open_ones[0]} == 0 beyond those found by trying small numbers and by Pell's equation" if open_ones else ""


def _equations(problem: Problem) -> list[tuple[sp.Expr, tuple[sp.Symbol, ...]]]:
    """What must not vanish, as polynomials in whole unknowns alone."""
    variables = problem.domain.variables.values()
    tensors = [each.symbols for each in variables if each.type.kind in INTEGER_KINDS and each.symbols is not None]
    whole = {entry for each in tensors for entry in each.entries if entry.is_Symbol} - set(problem.domain.solved)
    found = dict.fromkeys(itertools.chain.from_iterable(map(_vanishing, problem.goals)))
    asked = ((number, tuple(sorted(number.free_symbols, key=str))) for number in found)
    fitting = ((number, symbols) for number, symbols in asked if 1 < len(symbols) <= UNKNOWNS and set(symbols) <= whole)
    return [(number, symbols) for number, symbols in fitting if number.is_polynomial()]


def _vanishing(goal: Goal) -> Iterator[sp.Expr]:
    """The number of an inequation; of an inequality what stands in its moduli and even powers."""
    if goal.relation not in RELATIONS or not isinstance(goal.residual, Tensor) or goal.residual.shape:
        return
    if goal.relation == "nonzero":
        yield goal.residual.item
    for part in sp.preorder_traversal(goal.residual.item):
        if isinstance(part, sp.Abs):
            yield part.args[0]
        elif isinstance(part, sp.Pow) and part.exp.is_Integer and part.exp > 0 and part.exp.is_even and part.base.is_Add:
            yield part.base


PROPOSER = Proposer("integer equations", propose, unseen)
