"""Sums in a program: signed parts apart, differences of exact products rounded once, marks where digits may cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.functions import with_expm1
from derivations.codegen.guards import HALF
from derivations.codegen.ordering import order
from derivations.codegen.program import Literal, Operand
from derivations.codegen.shares import by_differences, by_others

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.lowering import Lowering

PAIR = 2
TRIPLE = 3
EXACT = 2**53  # whole numbers up to here are floats


def total(lowering: Lowering, expression: sp.Add) -> Operand:
    """The value of a sum."""
    plain = with_expm1(expression)
    if (difference := by_differences(lowering, plain)) is not None:
        return difference
    changed = by_others(plain)
    if not isinstance(changed, sp.Add):
        return lowering.value(changed)
    terms = _with_one_number(sorted(changed.args, key=order))
    minus = [term for term in terms if term.could_extract_minus_sign()]
    plus = [term for term in terms if not term.could_extract_minus_sign()]
    if len(plus) == 1 and len(minus) == 1 and (difference := _difference_of_products(lowering, plus[0], -minus[0])) is not None:
        return difference
    if (three := _of_three(lowering, terms)) is not None:
        return three
    positive = _added(lowering, [lowering.value(term) for term in plus])
    negative = _added(lowering, [lowering.value(-term) for term in minus])
    if not minus:
        result = positive
        large = [] if all(map(lowering.is_nonnegative, plus)) else [lowering.value(term) for term in plus]
    elif not plus:
        result = lowering.program.emit("negative", negative)
        large = [] if all(lowering.is_nonnegative(-term) for term in minus) else [lowering.value(-term) for term in minus]
    else:
        result = lowering.program.emit("subtract", positive, negative)
        parts = (*plus, *(-term for term in minus))
        large = [positive] if all(map(lowering.is_nonnegative, parts)) else [lowering.value(term) for term in parts]
        if all(map(lowering.is_nonnegative, terms)):
            large = []
    if large:
        guard(lowering, expression, [*plus, *(-term for term in minus)], result, large)
    return result


def guard(lowering: Lowering, whole: sp.Add, terms: list[sp.Expr], result: Operand, large: list[Operand]) -> None:
    """Mark where a sum loses digits, unless it is of two exact numbers or an argument of one of its terms takes the blame."""
    if lowering.guards is None or (len(terms) == PAIR and all(lowering.is_exact(lowering.value(term)) for term in terms)):
        return
    if lowering.guards.explained(whole):
        return
    owned = list(lowering.guards.owned(whole, terms))
    plain = [place for place, weight in owned if weight == 1]
    if len(plain) == len(terms) or (plain and len(terms) == PAIR):  # where two terms cancel, they are of one size
        return
    sizes = [lowering.guards.size(part) for part in large]
    own = [lowering.value(terms[place] if weight == 1 else terms[place] * weight) for place, weight in owned]
    if parts := lowering.guards.moving(whole):
        own.append(_added(lowering, [lowering.value(part) for part in parts]))
    marks = [lowering.guards.size(part) for part in own]
    for place, term in enumerate(terms):
        weight, call = term.as_coeff_Mul()
        if isinstance(call, sp.log) and lowering.guards.forgive(call, terms[:place] + terms[place + 1 :]):
            sizes.append(Literal(float(abs(weight)) * HALF))
    lowering.guards.mark(result, sizes, marks)


def _added(lowering: Lowering, values: list[Operand]) -> Operand:
    total = values[0] if values else Literal(0.0)
    for value in values[1:]:
        total = lowering.program.emit("add", total, value)
    return total


def _difference_of_products(lowering: Lowering, left: sp.Expr, right: sp.Expr) -> Operand | None:
    first, second = _two_factors(left), _two_factors(right)
    if first is None or second is None or not all(lowering.is_exact(lowering.value(factor)) for factor in (*first, *second)):
        return None
    if first[0] == first[1] and second[0] == second[1]:  # no digits are lost in either factor
        return lowering.program.emit("multiply", *(lowering.emit(name, first[0], second[0]) for name in ("subtract", "add")))
    return lowering.emit("difference_of_products", *first, *second)


def _of_three(lowering: Lowering, terms: list[sp.Expr]) -> Operand | None:
    """Such a sum as if it were rounded once: all its digits are there, and no mark is needed."""
    if not is_of_three(lowering, terms):
        return None
    number, *others = sorted(terms, key=lambda term: not term.is_number)
    return lowering.emit("sum_of_three", *others, number)


def is_of_three(lowering: Lowering, terms: Sequence[sp.Expr]) -> bool:
    """Whether a sum is of three exact numbers of both or open signs."""
    if len(terms) != TRIPLE or any(all(lowering.is_nonnegative(sign * term) for term in terms) for sign in (1, -1)):
        return False
    return all(_is_float(term) if term.is_number else lowering.is_exact_argument(term) for term in terms)


def _is_float(number: sp.Expr) -> bool:
    """Whether a number is a float as it stands, as 1/4 is and 1/3 is not."""
    return bool(number.is_Rational and sp.Rational(*float(number).as_integer_ratio()) == number)


def _with_one_number(terms: list[sp.Expr]) -> list[sp.Expr]:
    """The terms with all numbers added up, to forty digits where they are no rationals."""
    numbers = [term for term in terms if term.is_number]
    if len(numbers) < PAIR:
        return terms
    total = sp.Add(*numbers).evalf(40)
    return [total, *(term for term in terms if not term.is_number)]


def _two_factors(term: sp.Expr) -> tuple[sp.Expr, ...] | None:
    if term.is_Integer and abs(term) < EXACT:
        return (term, sp.S.One)
    if isinstance(term, sp.Mul) and len(term.args) == PAIR and not any(factor.is_number for factor in term.args):
        return tuple(sorted(term.args, key=order))
    return (term.base, term.base) if isinstance(term, sp.Pow) and term.exp == PAIR else None
