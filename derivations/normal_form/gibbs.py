"""Lower bounds for sums of logarithms: log v >= (1 - v^(-s))/s, the inequality of Gibbs, with equality at v = 1.

A quotient that is linear in logarithms, sum of c_i log f_i plus a rational part, is written over a Q-basis w_j of its coefficients
as sum of w_j log v_j; each w_j >= 0 allows the bound above (or 0, if v_j >= 1). The sign of what remains is decided by squares.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import flint

from derivations.normal_form.keys import key_node
from derivations.normal_form.program import Undefined
from derivations.normal_form.quotient import TooLarge
from derivations.normal_form.sign_sets import ANY, NONNEGATIVE, NONPOSITIVE, NOT_REAL, POSITIVE
from derivations.normal_form.squares import SquareSearch, signs_by_squares

if TYPE_CHECKING:
    from derivations.normal_form.quotient import Quotient
    from derivations.normal_form.structure import Structure

LOGARITHMS = 24
BOUNDS = 64  # combinations of bounds that are tried for one basis


@dataclass(frozen=True)
class Weighted:
    """``weight * log(argument)``: two nodes, with the multiplicities of the argument divided by their common factor."""

    weight: int
    argument: int


# atom -> (f, m): the atom is m log f with f > 0
Logarithms = dict[int, tuple[int, Fraction]]


def lower_sign(structure: Structure, node: int) -> int:
    """The possible signs of a node, using bounds of logarithms; any sign if no certificate is found."""
    mask = signs_by_squares(structure, node)
    if mask | NONNEGATIVE == NONNEGATIVE:
        return mask
    quotient = structure.quotient(node)
    for logarithms in _choices(structure, quotient):
        bound = _certify(structure, quotient, logarithms)
        if bound != ANY:
            return bound
    return mask


def _choices(structure: Structure, quotient: Quotient) -> list[Logarithms]:
    """Atoms to be read as logarithms: true logarithms, then also x = log exp(x)."""
    true, exponents = {}, {}
    for atom in quotient.atoms:
        if structure.atoms[atom].key[0] == "log":
            argument = _positive_argument(structure, key_node(structure, structure.atoms[atom].key[1]))
            if argument is None:
                return []
            true[atom] = argument
    for atom, description in enumerate(list(structure.atoms)):
        key = description.key
        if key[0] == "exp" and key[2:] == ((((), 1),),) and len(key[1][0][0]) == 1 and description.signs == POSITIVE:
            (base, power) = key[1][0][0][0]
            if power == 1 and structure.unit.get(base, 1) == 1 and base in quotient.atoms and base not in true:
                exponents[base] = (structure.leaf(atom), Fraction(1))
    choices = [true, {**true, **exponents}] if exponents else [true]
    return [choice for choice in choices if choice and len(choice) <= LOGARITHMS]


def _positive_argument(structure: Structure, node: int) -> tuple[int, Fraction] | None:
    """Log |f| = log f if f is certain not to be negative (where f = 0, log is undefined), else log(f^2)/2 for a real f."""
    mask = signs_by_squares(structure, node)
    if mask & NOT_REAL:
        return None
    return (node, Fraction(1)) if mask | NONNEGATIVE == NONNEGATIVE else (structure.program.power(node, 2), Fraction(1, 2))


def _certify(structure: Structure, quotient: Quotient, logarithms: Logarithms) -> int:
    split = _linear_parts(structure, quotient, logarithms)
    if split is None:
        return ANY
    coefficients, rest = split
    for ordered, seed in _orders(coefficients):
        terms = _over_basis(structure, quotient, (ordered, seed), logarithms)
        if not terms:
            continue
        found = _bounded(structure, terms, rest)
        if found != ANY:
            return found
    return ANY


def _linear_parts(structure: Structure, quotient: Quotient, logarithms: Logarithms) -> tuple[dict[int, Any], int] | None:
    """The numerators of the coefficients of the logarithms, the denominator made positive, and the rational part as a node."""
    places = {position: atom for position, atom in enumerate(quotient.atoms) if atom in logarithms}
    denominator = SquareSearch(structure, quotient).signs(quotient.denominator)
    if denominator | NONNEGATIVE != NONNEGATIVE and denominator | NONPOSITIVE != NONPOSITIVE:
        return None
    if any(quotient.denominator.degrees()[position] > 0 for position in places):
        return None
    parts: dict[int | None, dict[tuple[int, ...], Any]] = {}
    for exponents, coefficient in quotient.numerator.to_dict().items():
        present = [position for position in places if exponents[position]]
        if len(present) > 1 or any(exponents[position] != 1 for position in present):
            return None
        rest = tuple(0 if position in present else exponent for position, exponent in enumerate(exponents))
        parts.setdefault(places[present[0]] if present else None, {})[rest] = coefficient
    context, program = quotient.numerator.context(), structure.program
    constant = context.from_dict(parts.pop(None, {}))
    inverse = program.power(structure.polynomial_node(quotient, quotient.denominator), -1)
    rest_node = program.product([structure.polynomial_node(quotient, constant), inverse])
    return {atom: context.from_dict(part) for atom, part in parts.items() if atom is not None}, rest_node


def _orders(coefficients: dict[int, Any]) -> list[tuple[list[tuple[int, Any]], list[Any]]]:
    """Orders in which a basis is picked among the coefficients, then their monomials as the basis."""
    items = sorted(coefficients.items())
    rich_first = sorted(items, key=lambda item: (item[1].is_constant(), len(item[1]), -item[1].total_degree(), item[0]))
    plain_first = sorted(items, key=lambda item: (len(item[1]), item[0]))
    monomials: dict[tuple[int, ...], Any] = {}
    for _, polynomial in items:
        for exponents in polynomial.monoms():
            monomials.setdefault(tuple(map(int, exponents)), polynomial.context().from_dict({exponents: 1}))
    orders: list[tuple[list[tuple[int, Any]], list[Any]]] = [(rich_first, []), (plain_first, []), (plain_first[::-1], [])]
    return [*orders, (items, [monomials[key] for key in sorted(monomials)])] if len(monomials) <= LOGARITHMS else orders


def _over_basis(
    structure: Structure, quotient: Quotient, choice: tuple[list[tuple[int, Any]], list[Any]], logarithms: Logarithms
) -> list[Weighted] | None:
    """Sum c_i log f_i = sum w_j log prod f_i^(m_ij) with a Q-basis w_j: the given seed, then the c_i in the given order."""
    ordered, seed = choice
    basis: list[Any] = list(seed)
    rows: list[list[Fraction]] = []
    for _, coefficient in ordered:
        solution = _combination(basis, coefficient)
        if solution is None:
            basis.append(coefficient)
            solution = [Fraction(0)] * (len(basis) - 1) + [Fraction(1)]
        rows.append(solution)
    program = structure.program
    inverse = program.power(structure.polynomial_node(quotient, quotient.denominator), -1)
    terms = []
    for j, weight in enumerate(basis):
        sign = SquareSearch(structure, quotient).signs(weight)
        over = SquareSearch(structure, quotient).signs(quotient.denominator)
        positive = (sign | NONNEGATIVE == NONNEGATIVE) == (over | NONNEGATIVE == NONNEGATIVE)
        if sign | NONNEGATIVE != NONNEGATIVE and sign | NONPOSITIVE != NONPOSITIVE:
            return None
        exponents = [(row[j] if j < len(row) else Fraction(0)) * logarithms[atom][1] for (atom, _), row in zip(ordered, rows, strict=True)]
        scale = Fraction(math.gcd(*(e.numerator for e in exponents)), math.lcm(*(e.denominator for e in exponents)))
        scale = scale if positive else -scale
        factors = [program.power(logarithms[atom][0], int(e / scale)) for (atom, _), e in zip(ordered, exponents, strict=True) if e]
        node = program.product([program.rational(scale), structure.polynomial_node(quotient, weight), inverse])
        terms.append(Weighted(node, program.product(factors)))
    return terms


def _combination(basis: list[Any], target: Any) -> list[Fraction] | None:
    """Rational coefficients of ``target`` over ``basis``, if it lies in the span."""
    if not basis:
        return None
    monomials = sorted({tuple(map(int, m)) for polynomial in (*basis, target) for m in polynomial.monoms()})
    columns = [{tuple(map(int, m)): c for m, c in polynomial.to_dict().items()} for polynomial in (*basis, target)]
    matrix = flint.fmpq_mat(len(monomials), len(columns), [column.get(m, flint.fmpq(0)) for m in monomials for column in columns])
    reduced, rank = matrix.rref()
    last = len(columns) - 1
    if rank != last or any(reduced[i, i] != 1 for i in range(rank)):
        return None
    return [Fraction(int(reduced[i, last].p), int(reduced[i, last].q)) for i in range(last)]


def _bounded(structure: Structure, terms: list[Weighted], rest: int) -> int:
    """Replace every weighted logarithm by a lower bound and look at the sign of what remains."""
    options = [_bounds(structure, term) for term in terms]
    best = ANY
    for chosen in itertools.islice(itertools.product(*options), BOUNDS):
        try:
            mask = signs_by_squares(structure, structure.program.sum([rest, *chosen]))
        except (TooLarge, Undefined):
            continue
        if mask == POSITIVE:
            return POSITIVE
        best = NONNEGATIVE if mask | NONNEGATIVE == NONNEGATIVE else best  # the mask is that of a lower bound
    return best


def _bounds(structure: Structure, term: Weighted) -> list[int]:
    """Lower bounds of weight * log v for v > 0: weight (1 - 1/v), weight (1 - v^-2)/2, and 0 where v >= 1 is certain."""
    program = structure.program
    found = []
    for power in (1, 2):
        gap = program.sum([program.rational(1), program.negative(program.power(term.argument, -power))])
        found.append(program.product([term.weight, program.rational(Fraction(1, power)), gap]))
    excess = program.sum([term.argument, program.rational(-1)])
    if signs_by_squares(structure, excess) | NONNEGATIVE == NONNEGATIVE:
        found.insert(0, program.rational(0))
    return found
