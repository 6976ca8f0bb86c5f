r"""Sums with logarithms become sums of positive terms: :math:`-\log x = (x - 1 - \log x) - (x - 1)`, gathered by coefficient."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass, rewritten_parts
from derivations.codegen.passes.rational import best
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

Groups = list[tuple[sp.Expr, sp.Expr]]  # coefficients, and the numbers whose logarithms they multiply


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The gathered forms of a sum; other expressions with logarithms are searched for sums inside."""
    if expression.is_Atom or not expression.has(sp.log):
        return
    if isinstance(expression, sp.Add):
        yield from candidates(expression, domain)
        return
    yield from rewritten_parts(expression, domain, rewrite)


def candidates(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """Forms with every logarithm in a positive term; empty if some coefficient has no sign."""
    pairs, rest = split(expression)
    if len(pairs) < 2:  # noqa: PLR2004 - one logarithm has nothing to be compared with
        return
    yield sp.Add(best(rest, domain), *(coefficient * sp.log(argument) for coefficient, argument in pairs))
    for groups in (two_by_two(pairs), whole_coefficients(pairs), by_monomials(pairs)):
        for as_root in (True, False):
            form = gathered(groups, rest, domain, as_root=as_root) if groups else None
            if form is not None:
                yield form


def split(expression: sp.Expr) -> tuple[list[tuple[sp.Expr, sp.Expr]], sp.Expr]:
    """The coefficient and argument of every logarithm, and the rest; logarithms of products are taken apart."""
    pairs = []
    rest = []
    spread = sp.expand_mul(sp.expand_log(expression, force=False))
    for term in sp.Add.make_args(spread):
        logs = [factor for factor in sp.Mul.make_args(term) if isinstance(factor, sp.log)]
        if len(logs) == 1 and not (term / logs[0]).has(sp.log):
            pairs.append((term / logs[0], logs[0].args[0]))
        else:
            rest.append(term)
    return pairs, sp.Add(*rest)


def two_by_two(pairs: list[tuple[sp.Expr, sp.Expr]]) -> Groups:
    """Set every logarithm off against one of the opposite coefficient, in the order of their names; empty if some are left."""
    waiting: dict[sp.Expr, list[sp.Expr]] = {}
    groups: Groups = []
    for coefficient, argument in sorted(pairs, key=lambda pair: pair[1].sort_key()):
        if waiting.get(-coefficient):
            groups.append((coefficient, argument / waiting[-coefficient].pop(0)))
        else:
            waiting.setdefault(coefficient, []).append(argument)
    return groups if len(groups) > 1 and not any(waiting.values()) else []


def whole_coefficients(pairs: list[tuple[sp.Expr, sp.Expr]]) -> Groups:
    """Gather by the total coefficient of each logarithm."""
    totals: dict[sp.Expr, sp.Expr] = defaultdict(lambda: sp.S.Zero)
    for coefficient, argument in pairs:
        totals[argument] += coefficient
    return _gather([(in_factors(total).expression, argument) for argument, total in totals.items()])


def by_monomials(pairs: list[tuple[sp.Expr, sp.Expr]]) -> Groups:
    """Gather by the monomials of the coefficients."""
    return _gather([(term, argument) for coefficient, argument in pairs for term in sp.Add.make_args(sp.expand(coefficient))])


def _gather(pairs: list[tuple[sp.Expr, sp.Expr]]) -> Groups:
    groups: dict[sp.Expr, sp.Expr] = {}
    for coefficient, argument in pairs:
        if coefficient == 0:
            continue
        number, symbolic = coefficient.as_coeff_Mul(rational=True)
        if symbolic.could_extract_minus_sign():
            number, symbolic = -number, -symbolic
        groups[symbolic] = groups.get(symbolic, sp.S.One) * argument**number
    return [(coefficient, argument) for coefficient, argument in groups.items() if argument != 1]


def gathered(groups: Groups, rest: sp.Expr, domain: Domain, *, as_root: bool) -> sp.Expr | None:
    """The sum of k (y/x - 1 - log(y/x)) over the groups, with what is left over; ``None`` if a coefficient may be negative."""
    parts = []
    left_over = rest
    for coefficient, argument in sorted(groups, key=lambda pair: (pair[0].sort_key(), pair[1].sort_key())):
        weight, base = coefficient, argument
        powers = [abs(power) for _, power in _prime_powers(argument)]
        scale = sp.Rational(math.gcd(*(int(power * _denominator(powers)) for power in powers)), _denominator(powers))
        if as_root or scale.q != 1:
            weight, base = coefficient * scale, sp.Mul(*(factor ** (power / scale) for factor, power in _prime_powers(argument)))
        if domain.sign(weight) == 0:
            return None
        if domain.sign(weight) < 0:
            weight, base = -weight, 1 / base
        below, above = base.as_numer_denom()  # + k log(b/a) = k (a/b - 1 - log(a/b)) - k (a/b - 1)
        parts.append(weight * compared(above, below, domain))
        left_over -= weight * (above / below - 1)
    whole = in_factors(left_over)
    vanishes = any(domain.is_zero(factor) for factor, power in whole.factors if power > 0)
    return sp.Add(*parts, sp.S.Zero if whole.is_zero or vanishes else best(left_over, domain))


def compared(above: sp.Expr, below: sp.Expr, domain: Domain) -> sp.Expr:
    """The primitive y/x - 1 - log(y/x), with the difference y - x in the form that keeps its digits."""
    if above in domain.inputs and below in domain.inputs:
        return stable("bregman_log", above, below)
    factors = [sp.Mul.make_args(side) for side in (above, below)]
    if all(len(pair) == 2 and all(factor in domain.inputs for factor in pair) for pair in factors):  # noqa: PLR2004 - products of two
        return stable("bregman_log_products", *factors[0], *factors[1])
    difference = best(sp.expand(above - below), domain)
    return stable("bregman_log_given", above, below, difference)


def _prime_powers(argument: sp.Expr) -> list[tuple[sp.Expr, sp.Rational]]:
    return [factor.as_base_exp() for factor in sp.Mul.make_args(argument)]


def _denominator(powers: list[sp.Rational]) -> int:
    return math.lcm(*(int(power.q) for power in powers))


PASS = Pass("logarithms", 40, rewrite)
