"""Gamma, log-gamma and polygamma functions at arguments shifted to one base argument, and what is built from them.

The base is the largest argument that occurs: G(y) = G(y + k)/(y (y+1) ... (y+k-1)) holds wherever the left side is defined, so no
admissible point is lost. At a positive base, Gamma is the exponential of log-gamma, which links gamma, loggamma and log(gamma).
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.exponentials import exp_of_node, terms_of
from derivations.normal_form.logarithms import log_of_node
from derivations.normal_form.opaque import function_atom
from derivations.normal_form.sign_sets import ANY, NEGATIVE, NOT_REAL, POSITIVE
from derivations.normal_form.signs import sign_of
from derivations.normal_form.structure import Unsupported

if TYPE_CHECKING:
    from derivations.normal_form.structure import Structure

SHIFT = 64  # arguments that lie further apart stay separate atoms


def split_integer(structure: Structure, node: int) -> tuple[int, int]:
    """Argument = rest + integer, the constant term of the rest in [0, 1)."""
    quotient = structure.quotient(node)
    constant = next((c for c, monomial, below in terms_of(quotient) if monomial.is_one() and below.is_one()), Fraction(0))
    integer = constant.numerator // constant.denominator
    return structure.program.sum([node, structure.program.rational(-integer)]), integer


def base_argument(structure: Structure, name: str, node: int) -> tuple[int, list[int], list[int]]:
    """Base b of an argument y, with the steps y, .., b - 1 below it and, for numbers, b, .., y - 1 above it.

    Numbers have their base in (0, 1]; there is no other argument whose domain could be lost.
    """
    program = structure.program
    rest, integer = split_integer(structure, node)
    value = structure.constant(node)
    numeric = 0 if value is not None and value.denominator > 1 else 1
    largest = structure.shift((name, structure.key(rest)), integer) if value is None else numeric
    if abs(largest - integer) > SHIFT:
        largest = integer
    steps = [program.sum([rest, program.rational(k)]) for k in range(min(integer, largest), max(integer, largest))]
    base = program.sum([rest, program.rational(largest)])
    return (base, steps, []) if integer <= largest else (base, [], steps)


def log_gamma_at(structure: Structure, base: int) -> int:
    """Log Gamma at a positive base argument; closed forms at 1/2 and 1."""
    program = structure.program
    value = structure.constant(base)
    if value == 1:
        return program.rational(0)
    if value == Fraction(1, 2):
        return program.product([program.rational(Fraction(1, 2)), log_of_node(structure, structure.convert(sp.pi))])
    return function_atom(structure, "loggamma", [base], ANY)


def gamma_of_node(structure: Structure, node: int) -> int:
    """Gamma of a node."""
    program = structure.program
    base, below, above = base_argument(structure, "gamma", node)
    if sign_of(structure, base) == POSITIVE:
        value = exp_of_node(structure, log_gamma_at(structure, base))
    else:
        value = function_atom(structure, "gamma", [base], ANY)  # its reciprocal vanishes at the poles
    return program.product([value, *above, *(program.power(step, -1) for step in below)])


def loggamma_of_node(structure: Structure, node: int) -> int:
    """Log Gamma of a node; shifted only where the argument is certain to be positive."""
    program = structure.program
    if sign_of(structure, node) != POSITIVE:
        return function_atom(structure, "complex loggamma", [node], NOT_REAL)
    base, below, above = base_argument(structure, "gamma", node)
    terms = [program.negative(log_of_node(structure, step)) for step in below]
    return program.sum([log_gamma_at(structure, base), *terms, *(log_of_node(structure, step) for step in above)])


def polygamma_of_node(structure: Structure, order: int, node: int) -> int:
    """psi_n(y) = psi_n(y + k) - (-1)^n n! sum over i < k of (y + i)^(-n-1)."""
    program = structure.program
    base, below, above = base_argument(structure, "polygamma", node)
    scale = (-1) ** order * factorial(order)
    terms = [program.product([program.rational(-scale), program.power(step, -order - 1)]) for step in below]
    terms += [program.product([program.rational(scale), program.power(step, -order - 1)]) for step in above]
    return program.sum([_polygamma_at(structure, order, base), *terms])


def _polygamma_at(structure: Structure, order: int, base: int) -> int:
    """psi_n at its base: (-1)^(n+1) n! zeta(n+1), times 2^(n+1) - 1 at one half; -EulerGamma (- 2 log 2) for n = 0."""
    program = structure.program
    value = structure.constant(base)
    if value in {Fraction(1), Fraction(1, 2)}:
        if order == 0:
            constant = -sp.EulerGamma - (2 * sp.log(2) if value != 1 else 0)
            return structure.convert(constant)
        factor = 1 if value == 1 else 2 ** (order + 1) - 1
        scale = program.rational((-1) ** (order + 1) * factorial(order) * factor)
        return program.product([scale, structure.convert(sp.zeta(order + 1))])
    positive = sign_of(structure, base) == POSITIVE
    signs = (POSITIVE if order % 2 else NEGATIVE) if positive and order else ANY
    return function_atom(structure, ("polygamma", order), [base], signs)


def _convert_gamma(structure: Structure, expression: sp.Expr) -> int:
    return gamma_of_node(structure, structure.convert(expression.args[0]))


def _convert_loggamma(structure: Structure, expression: sp.Expr) -> int:
    return loggamma_of_node(structure, structure.convert(expression.args[0]))


def _convert_polygamma(structure: Structure, expression: sp.Expr) -> int:
    order, argument = expression.args
    if not (order.is_Integer and 0 <= order <= SHIFT):
        return function_atom(structure, "polygamma", [structure.convert(order), structure.convert(argument)], ANY)
    return polygamma_of_node(structure, int(order), structure.convert(argument))


def _convert_factorial(structure: Structure, expression: sp.Expr) -> int:
    return gamma_of_node(structure, structure.program.sum([structure.convert(expression.args[0]), structure.program.rational(1)]))


def _convert_beta(structure: Structure, expression: sp.Expr) -> int:
    program = structure.program
    a, b = (structure.convert(argument) for argument in expression.args[:2])
    if sign_of(structure, a) != POSITIVE or sign_of(structure, b) != POSITIVE:
        return function_atom(structure, "beta", [a, b], ANY, sort=True)
    whole = gamma_of_node(structure, program.sum([a, b]))
    return program.product([gamma_of_node(structure, a), gamma_of_node(structure, b), program.power(whole, -1)])


def _convert_binomial(structure: Structure, expression: sp.Expr) -> int:
    """Gamma(n+1)/(Gamma(k+1) Gamma(n-k+1)) for n > -1; the reciprocals have no poles, so k > n is included."""
    program = structure.program
    n, k = (structure.convert(argument) for argument in expression.args)
    one = program.rational(1)
    above = program.sum([n, one])
    if sign_of(structure, above) != POSITIVE:
        return function_atom(structure, "binomial", [n, k], ANY)
    below = [program.sum([k, one]), program.sum([n, program.negative(k), one])]
    return program.product([gamma_of_node(structure, above), *(program.power(gamma_of_node(structure, node), -1) for node in below)])


def _convert_harmonic(structure: Structure, expression: sp.Expr) -> int:
    program = structure.program
    if len(expression.args) != 1:
        raise Unsupported(str(expression))
    shifted = program.sum([structure.convert(expression.args[0]), program.rational(1)])
    return program.sum([polygamma_of_node(structure, 0, shifted), structure.convert(sp.EulerGamma)])


RULES = {
    sp.gamma: _convert_gamma,
    sp.loggamma: _convert_loggamma,
    sp.polygamma: _convert_polygamma,
    sp.factorial: _convert_factorial,
    sp.beta: _convert_beta,
    sp.binomial: _convert_binomial,
    sp.harmonic: _convert_harmonic,
}
