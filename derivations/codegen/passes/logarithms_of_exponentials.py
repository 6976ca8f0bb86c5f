r"""Logarithms of quotients of sums of two exponentials: :math:`\log(e^a + e^b) = a + \operatorname{softplus}(b - a)`, also of differences.

From every sum one of its exponentials is taken out, such that what is taken out cancels: probabilities between two thresholds, odds.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import TooLongError, in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

MOST = 6  # sums of two exponentials in one logarithm
PAIR = 2
Choice = tuple[sp.Expr, sp.Expr]  # the exponent that is taken out, and the logarithm of what is left


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The expression with the logarithms that come apart."""
    table = {}
    for call in sorted(expression.atoms(sp.log), key=lambda atom: atom.sort_key()):
        if call.has(sp.exp) and (apart := taken_apart(call.args[0], domain)) is not None and apart != call:
            table[call] = apart
    if table:
        yield expression.xreplace(table)


def taken_apart(argument: sp.Expr, domain: Domain) -> sp.Expr | None:
    """The logarithm as a sum with as few terms that may cancel as possible; ``None`` where some factor is no sum of two exponentials."""
    try:
        factored = in_factors(argument)
    except TooLongError:
        return None
    sign = factored.coefficient
    fixed = sp.S.Zero
    choices: list[list[Choice]] = []
    for factor, power in factored.factors:
        if isinstance(factor, sp.exp):
            fixed += power * factor.args[0]
            continue
        found = pair(factor, domain)
        if found is None:
            return None
        negative, ways = found
        sign *= (-1) ** (power * negative)
        choices.append([(power * out, power * rest) for out, rest in ways])
    if sign != 1 or not 0 < len(choices) <= MOST:
        return None
    forms = []
    for taken in itertools.product(*choices):
        linear = sp.expand(fixed + sp.Add(*(out for out, _ in taken)))
        forms.append(linear + sp.Add(*(rest for _, rest in taken)))
    return min(forms, key=lambda form: (domain.risk(form), sp.count_ops(form)))


def pair(factor: sp.Expr, domain: Domain) -> tuple[bool, list[Choice]] | None:
    """Whether a sum of two exponentials is negative, and both ways to take one out of the logarithm of its absolute value."""
    terms = [_exponential(term) for term in sp.Add.make_args(factor)]
    if len(terms) != PAIR or None in terms:
        return None
    (one, a), (other, b) = (term for term in terms if term is not None)
    if one == other == 1:
        return False, [(a, stable("softplus", b - a)), (b, stable("softplus", a - b))]
    upper, lower = (a, b) if one == 1 else (b, a)
    order = domain.sign(upper - lower)
    if one == other or order == 0:
        return None
    gap = upper - lower if order > 0 else lower - upper
    top, bottom = (upper, lower) if order > 0 else (lower, upper)
    return order < 0, [(top, stable("log1mexp", gap)), (bottom, gap + stable("log1mexp", gap))]


def _exponential(term: sp.Expr) -> tuple[sp.Expr, sp.Expr] | None:
    """The sign and the exponent of a term."""
    number, rest = term.as_coeff_Mul()
    if abs(number) != 1:
        return None
    if rest == 1 or isinstance(rest, sp.exp):
        return number, rest.args[0] if isinstance(rest, sp.exp) else sp.S.Zero
    factors = sp.Mul.make_args(rest)
    return (number, sp.Add(*(factor.args[0] for factor in factors))) if all(isinstance(factor, sp.exp) for factor in factors) else None


NEEDED = {"softplus", "log1mexp"}
PASS = Pass("logarithms_of_exponentials", 28, rewrite if set(primitives()) >= NEEDED else lambda *_: ())
