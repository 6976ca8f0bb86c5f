"""Exponentials over a Q-basis of exponent monomials; everything that is an exponential in disguise."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.normal_form.keys import polynomial_key
from derivations.normal_form.powers import power_of_polynomial_key
from derivations.normal_form.quotient import to_fraction
from derivations.normal_form.sign_sets import NOT_REAL, POSITIVE

if TYPE_CHECKING:
    from derivations.normal_form.quotient import Quotient
    from derivations.normal_form.structure import Structure

# (coefficient, numerator monomial, denominator), coprime, in the ring of the quotient they come from
Term = tuple[Fraction, Any, Any]


def terms_of(quotient: Quotient) -> list[Term]:
    """Write a quotient as a sum of rational coefficient * monomial / denominator: the polynomial part, then the proper part."""
    numerator, denominator = quotient.numerator, quotient.denominator
    whole, rest = (numerator, numerator - numerator) if denominator.is_constant() else divmod(numerator, denominator)
    context = numerator.context()
    one = context.constant(1)
    terms: list[Term] = []
    for part, below in ((whole, one), (rest, denominator)):
        for exponents, coefficient in part.to_dict().items():
            monomial = context.from_dict({exponents: 1})
            common = monomial.gcd(below)
            terms.append((to_fraction(coefficient), monomial / common, below / common))
    return terms


def exp_of_node(structure: Structure, node: int) -> int:
    """Exp of a node: a product of powers, one for each basis monomial of the exponent."""
    quotient = structure.quotient(node)
    return structure.program.product(_factor(structure, quotient, term) for term in terms_of(quotient))


def _factor(structure: Structure, quotient: Quotient, term: Term) -> int:
    """exp(c m/d): a power of |f| if m/d is log |f|, else the power c of the atom exp(m/d)."""
    coefficient, monomial, denominator = term
    key = polynomial_key(structure, quotient, monomial), polynomial_key(structure, quotient, denominator)
    atoms = tuple(a for a, m, d in zip(quotient.atoms, monomial.degrees(), denominator.degrees(), strict=True) if m > 0 or d > 0)
    if denominator.is_one() and len(atoms) == 1 and key[0][0][0][0][1] == 1:
        inner = structure.atoms[atoms[0]].key
        if inner[0] == "log":
            return power_of_polynomial_key(structure, inner[1], coefficient)
    real = not any(structure.atoms[atom].signs & NOT_REAL for atom in atoms)
    atom = structure.atom(("exp", *key), POSITIVE if real else NOT_REAL, bound=structure.bound_in(atoms))
    if not real and coefficient.denominator != 1:
        # a root of a complex exponential is no function of it
        atom = structure.atom(("exp", *key, coefficient.denominator), NOT_REAL, bound=structure.bound_in(atoms))
        return structure.program.power(structure.program.atom(atom), coefficient.numerator)
    return structure.leaf(atom, coefficient)


def _convert_exp(structure: Structure, expression: sp.Expr) -> int:
    return exp_of_node(structure, structure.convert(expression.args[0]))


def _convert_e(structure: Structure, _: sp.Expr) -> int:
    return exp_of_node(structure, structure.program.rational(1))


def _hyperbolic(structure: Structure, expression: sp.Expr) -> tuple[int, int]:
    """Twice the hyperbolic sine and cosine of the argument."""
    program = structure.program
    up = exp_of_node(structure, structure.convert(expression.args[0]))
    down = program.power(up, -1)
    return program.sum([up, program.negative(down)]), program.sum([up, down])


def _ratio(numerator: int, denominator: int, scale: Fraction) -> Any:
    """A rule for scale * (2 sinh)^numerator-or-cosh ... built from exponents of 2 sinh and 2 cosh."""

    def rule(structure: Structure, expression: sp.Expr) -> int:
        program = structure.program
        sine, cosine = _hyperbolic(structure, expression)
        return program.product([program.rational(scale), program.power(sine, numerator), program.power(cosine, denominator)])

    return rule


RULES = {
    sp.exp: _convert_exp,
    type(sp.E): _convert_e,
    sp.sinh: _ratio(1, 0, Fraction(1, 2)),
    sp.cosh: _ratio(0, 1, Fraction(1, 2)),
    sp.tanh: _ratio(1, -1, Fraction(1)),
    sp.coth: _ratio(-1, 1, Fraction(1)),
    sp.sech: _ratio(0, -1, Fraction(2)),
    sp.csch: _ratio(-1, 0, Fraction(2)),
}
