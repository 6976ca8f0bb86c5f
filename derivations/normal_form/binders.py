"""Integrals and sums that stay unevaluated: linear in their integrand, one atom for each basis integrand, bound variables renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.normal_form.keys import polynomial_key
from derivations.normal_form.sign_sets import ANY, NEGATIVE, NONNEGATIVE, NOT_REAL, POSITIVE, ZERO
from derivations.normal_form.signs import sign_of
from derivations.normal_form.structure import Unsupported

if TYPE_CHECKING:
    from derivations.normal_form.quotient import Quotient
    from derivations.normal_form.structure import Structure


def _limit_key(structure: Structure, bound: sp.Expr) -> Any:
    if bound in {sp.oo, -sp.oo}:
        return str(bound)
    return structure.key(structure.convert(bound))


def _range_signs(structure: Structure, expression: Any, lower: sp.Expr, upper: sp.Expr) -> int:
    """The signs of the bound variable, by its limits alone; for an integral up to a set of measure zero."""
    if lower == -sp.oo or upper == -sp.oo or lower == sp.oo:
        return ANY
    low = sign_of(structure, structure.convert(lower))
    high = POSITIVE if upper == sp.oo else sign_of(structure, structure.convert(upper))
    if (low | high) & (NEGATIVE | NOT_REAL):
        return ANY
    return POSITIVE if isinstance(expression, sp.Integral) or not low & ZERO else NONNEGATIVE


def _is_integer(structure: Structure, lower: sp.Expr) -> bool:
    """Whether a sum runs over integers."""
    if lower == -sp.oo:
        return True
    quotient = structure.quotient(structure.convert(lower))
    whole = all(c.q == 1 for c in quotient.numerator.coeffs()) and quotient.denominator.is_one()
    return whole and all(structure.atoms[atom].integer for atom in quotient.atoms)


def _convert_binder(structure: Structure, expression: Any) -> int:
    """Nest single binders; the outermost is the last limit."""
    *inner, limit = expression.limits
    if len(limit) != 3:  # noqa: PLR2004 - (variable, lower, upper)
        raise Unsupported(str(expression))
    variable, lower, upper = limit
    finite = [structure.convert(end) for end in (lower, upper) if end not in {sp.oo, -sp.oo}]
    outside = structure.bound_in(tuple(atom for node in finite for atom in structure.quotient(node).atoms))
    signs = _range_signs(structure, expression, lower, upper)
    integer = isinstance(expression, sp.Sum) and _is_integer(structure, lower)
    mark = -1 - structure.depth
    binder = structure.atom(("bound", structure.depth, signs, integer), signs, integer=integer, bound=frozenset({mark}))
    ends = (_limit_key(structure, lower), _limit_key(structure, upper))
    name = (type(expression).__name__, structure.depth, signs, integer, *ends)
    body = expression.function if not inner else expression.func(expression.function, *inner)
    return _linear(structure, name, _integrand(structure, body, variable, binder), (mark, outside))


def _integrand(structure: Structure, body: sp.Expr, variable: sp.Symbol, binder: int) -> Quotient:
    """The integrand with its variable bound; what is converted inside must not be reused outside."""
    memo, scope = structure.memo, structure.scope
    structure.memo, structure.scope = {}, {**scope, variable: binder}
    structure.depth += 1
    try:
        return structure.quotient(structure.convert(body))
    finally:
        structure.memo, structure.scope = memo, scope
        structure.depth -= 1


def _linear(structure: Structure, name: Any, quotient: Quotient, bound: tuple[int, frozenset[int]]) -> int:
    """Pull everything free of the bound variable out of the integrand, term by term.

    A linear functional on the span of the basis integrands that agrees with the integral wherever it converges always exists, so an
    identity between these atoms holds for the convergent integrals of the statement.
    """
    mark, outside = bound
    program = structure.program
    dependent = [mark in structure.atoms[atom].bound for atom in quotient.atoms]
    below = _used(quotient, quotient.denominator)
    whole = any(flag and atom in below for atom, flag in zip(quotient.atoms, dependent, strict=True))
    one = polynomial_key(structure, quotient, quotient.numerator.context().constant(1))
    denominator = polynomial_key(structure, quotient, quotient.denominator) if whole else one
    terms = []
    for exponents, coefficient in quotient.numerator.to_dict().items():
        inside = tuple(e if flag else 0 for e, flag in zip(exponents, dependent, strict=True))
        atoms = tuple(a for a, e in zip(quotient.atoms, inside, strict=True) if e) + (below if whole else ())
        key = ("binder", name, structure.monomial_key(quotient, inside), denominator)
        free = structure.bound_in(atoms) - {mark} | outside
        real = not any(structure.atoms[atom].signs & NOT_REAL for atom in atoms)
        leaf = structure.leaf(structure.atom(key, ANY if real else NOT_REAL, bound=free))
        rest = tuple(0 if flag else e for e, flag in zip(exponents, dependent, strict=True))
        outer = structure.polynomial_node(quotient, quotient.numerator.context().from_dict({rest: coefficient}))
        terms.append(program.product([outer, leaf]))
    scale = program.rational(1) if whole else program.power(structure.polynomial_node(quotient, quotient.denominator), -1)
    return program.product([program.sum(terms), scale])


def _used(quotient: Quotient, polynomial: Any) -> tuple[int, ...]:
    return tuple(atom for atom, degree in zip(quotient.atoms, polynomial.degrees(), strict=True) if degree > 0)


RULES = {sp.Integral: _convert_binder, sp.Sum: _convert_binder}
