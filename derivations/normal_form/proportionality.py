"""Proportional arrays: one ratio of entries, certain to be finite and not zero, that relates all entries."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from derivations.normal_form.certificates import FAILURES
from derivations.normal_form.decision import Decision, decide_nodes
from derivations.normal_form.facts import Facts
from derivations.normal_form.preparing import prepare
from derivations.normal_form.sign_sets import NEGATIVE, POSITIVE
from derivations.normal_form.signs import combined_sign
from derivations.normal_form.squares import SquareSearch

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sympy as sp

    from derivations.normal_form.structure import Structure


def decide_proportional(
    left: Sequence[sp.Expr], right: Sequence[sp.Expr], facts: Facts | None = None, generator: random.Random | None = None
) -> tuple[Decision, int]:
    """Whether left = c right for one factor c that is neither zero nor infinite at any admissible point, with the sign of c.

    With N and D the numerator and denominator of a ratio of entries in lowest terms, both of certain strict sign, D left_i = N right_i is
    tested; such an identity also holds where both entries vanish. Two zero arrays are proportional with any factor.
    """
    undecided = Decision(None, detail="no ratio of entries has a certain sign"), 0
    try:
        structure, nodes = prepare([*left, *right], facts or Facts(), {})
        sides = nodes[: len(left)], nodes[len(left) :]
        for a, b in zip(*sides, strict=True):
            ratio = _certain_ratio(structure, a, b)
            if ratio is None:
                continue
            numerator, denominator, sign = ratio
            program = structure.program
            crossed = [
                program.sum([program.product([denominator, x]), program.negative(program.product([numerator, y]))])
                for x, y in zip(*sides, strict=True)
            ]
            return decide_nodes(structure, crossed, generator or random.SystemRandom()), sign
        zero = decide_nodes(structure, nodes, generator or random.SystemRandom())
    except FAILURES:
        return undecided
    return (zero, POSITIVE) if zero.zero else undecided


def _certain_ratio(structure: Structure, left: int, right: int) -> tuple[int, int, int] | None:
    """Numerator, denominator and sign of left/right, if both parts have a strict sign at every admissible point."""
    if structure.quotient(left).numerator.is_zero() or structure.quotient(right).numerator.is_zero():
        return None
    quotient = structure.quotient(structure.program.product([left, structure.program.power(right, -1)]))
    search = SquareSearch(structure, quotient)
    above, below = search.signs(quotient.numerator), search.signs(quotient.denominator)
    if above not in {NEGATIVE, POSITIVE} or below not in {NEGATIVE, POSITIVE}:
        return None
    if combined_sign(structure, quotient, search.signs) not in {NEGATIVE, POSITIVE}:
        return None  # not certain at the angle that the coordinates miss
    parts = (structure.polynomial_node(quotient, part) for part in (quotient.numerator, quotient.denominator))
    return (*parts, POSITIVE if above == below else NEGATIVE)  # type: ignore[return-value]
