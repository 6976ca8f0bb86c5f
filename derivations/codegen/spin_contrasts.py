r"""Sums of four exponentials, two of each sign, whose exponents add up to zero: :math:`2 e^c \cosh(a - b) - 2 e^{-c} \cosh(a + b)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from derivations.codegen.domain import Domain

HALF, QUARTER = 2, 4


def by_contrasts(expression: sp.Expr, domain: Domain) -> sp.Expr:
    """The expression with every such sum as a primitive, if a, b and c are arguments, each up to its sign.

    >>> from derivations.codegen.domain import Domain
    >>> a, b, c = sp.symbols("a b c", real=True)
    >>> total = sp.exp(a + b - c) + sp.exp(a - b + c) - sp.exp(b + c - a) - sp.exp(-a - b - c)
    >>> by_contrasts(5 * total, Domain(frozenset({a, b, c})))
    5*spin_contrast(a, b, c)
    """
    if not expression.has(sp.exp):
        return expression
    return expression.replace(lambda part: isinstance(part, sp.Add), lambda part: by_contrast(part, domain))


def by_contrast(expression: sp.Add, domain: Domain) -> sp.Expr:
    """The sum itself, unless it is a multiple of such a sum."""
    terms = [term.as_coeff_Mul() for term in expression.args]
    weight = abs(terms[0][0])
    plus = [term.args[0] for number, term in terms if isinstance(term, sp.exp) and number == weight]
    minus = [term.args[0] for number, term in terms if isinstance(term, sp.exp) and number == -weight]
    if len(terms) != QUARTER or len(plus) != HALF or len(minus) != HALF or sp.expand(sp.Add(*plus, *minus)) != 0:
        return expression
    coupling, apart, along = ((one + sign * other) / 2 for (one, other), sign in ((plus, 1), (plus, -1), (minus, -1)))
    arguments = [sp.expand(each) for each in (coupling, (along + apart) / 2, (along - apart) / 2)]
    if all(each in domain.inputs or -each in domain.inputs for each in arguments):
        return weight * _with_plain_signs(*arguments)
    return expression


def _with_plain_signs(coupling: sp.Expr, one: sp.Expr, other: sp.Expr) -> sp.Expr:
    """Of two signs that may change without changing the value, as few as can be: both of a and b, or that of c and one of them."""
    sign = -1 if coupling.could_extract_minus_sign() else 1
    if one.could_extract_minus_sign():
        one, other = -one, -other
    if sign < 0:
        coupling, other = -coupling, -other
    return sign * stable("spin_contrast", coupling, one, other)
