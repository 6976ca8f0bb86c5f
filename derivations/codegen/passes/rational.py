"""Quotients are cancelled and factored where that leaves fewer sums that lose digits, or costs less."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.domain import operations
from derivations.codegen.passes import Pass
from derivations.codegen.ratio import TooLongError, in_factors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain
    from derivations.codegen.ratio import Factored

QUADRATIC = 2  # the degree


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The expression with the least risky form of every quotient in it, innermost first."""
    yield _everywhere(expression, domain)


@lru_cache(maxsize=4096)
def _everywhere(expression: sp.Expr, domain: Domain) -> sp.Expr:
    if expression.is_Atom or isinstance(expression, sp.Rel | sp.logic.boolalg.BooleanFunction):
        return expression
    rebuilt = expression.func(*(_everywhere(part, domain) for part in expression.args))
    return best(rebuilt, domain)


@lru_cache(maxsize=4096)
def best(expression: sp.Expr, domain: Domain) -> sp.Expr:
    """The least risky form of a quotient; among those, the cheapest."""
    if not isinstance(expression, sp.Add | sp.Mul) or not expression.has(sp.Add):
        return expression
    forms = [expression]
    for kept, table in (({}, {}), _even_powers_apart(expression, domain)):
        try:
            factored = in_factors(expression.xreplace(kept))
        except TooLongError:
            continue
        found = (factored.expression, completed(factored), squares(factored, domain), by_positive(factored, domain))
        forms += [form.xreplace(table) for form in found]
    return min(forms, key=lambda form: (domain.risk(form), operations(form)))


def _even_powers_apart(expression: sp.Expr, domain: Domain) -> tuple[dict[sp.Expr, sp.Expr], dict[sp.Expr, sp.Expr]]:
    """Names for the sums of open sign that are raised to an even power, and their meanings: such a power is no part of a square."""
    powers = {part for part in sp.preorder_traversal(expression) if isinstance(part, sp.Pow) and part.exp.is_even}
    bases = sorted(
        {part.base for part in powers if isinstance(part.base, sp.Add) and not domain.sign(part.base)}, key=lambda base: base.sort_key()
    )
    names = {base: sp.Dummy(f"d{index}", real=True) for index, base in enumerate(bases)}
    kept = {part: names[part.base] ** part.exp for part in powers if part.base in names}
    return kept, {name: base for base, name in names.items()}


def squares(factored: Factored, domain: Domain) -> sp.Expr:
    """The factors with even powers of differences kept apart: a sum of squares where one shows."""
    return sp.Mul(factored.coefficient, *(_by_signless(factor, domain) ** power for factor, power in factored.factors))


def completed(factored: Factored) -> sp.Expr:
    """The product with every quadratic factor that has no real root as a square and a number of one sign, which lose no digits.

    >>> from derivations.codegen.ratio import in_factors
    >>> x = sp.Symbol("x", real=True)
    >>> completed(in_factors(x**3 + 2 * x**2 + 2 * x))
    x*((x + 1)**2 + 1)
    """
    return sp.Mul(factored.coefficient, *(_as_square(factor) ** power for factor, power in factored.factors))


def _as_square(factor: sp.Expr) -> sp.Expr:
    """A quadratic polynomial of one symbol as a (x + b / (2 a))^2 and what is left, if both have one sign; else itself."""
    if len(factor.free_symbols) != 1 or not factor.is_polynomial():
        return factor
    (symbol,) = factor.free_symbols
    polynomial = sp.Poly(factor, symbol)
    if polynomial.degree() != QUADRATIC:
        return factor
    a, b, c = polynomial.all_coeffs()
    rest = c - b**2 / (4 * a)
    return a * (symbol + b / (2 * a)) ** 2 + rest if b != 0 and rest / a > 0 else factor


def by_positive(factored: Factored, domain: Domain) -> sp.Expr:
    """The quotient as a sum over monomials in what is positive, each with a factored coefficient: weighted squares where they show."""
    above = sp.expand(sp.Mul(*(factor**power for factor, power in factored.factors if power > 0)))
    below = sp.Mul(*(factor**power for factor, power in factored.factors if power < 0))
    signless = [symbol for symbol in sorted(above.free_symbols, key=str) if not domain.sign(symbol)]
    if not signless or not isinstance(above, sp.Add):
        return factored.expression
    groups: dict[sp.Expr, list[sp.Expr]] = {}
    for term in above.args:
        outer, inner = term.as_independent(*signless, as_Add=False)
        number, monomial = outer.as_coeff_Mul()
        groups.setdefault(monomial, []).append(number * inner)
    totals = {monomial: sp.Add(*terms) for monomial, terms in groups.items()}
    parts = (monomial * below * in_factors(total).expression for monomial, total in totals.items())
    return sp.Add(*(factored.coefficient * part for part in parts))


def _by_signless(factor: sp.Expr, domain: Domain) -> sp.Expr:
    """Collect by the powers of the symbols whose sign is open, and factor every coefficient."""
    signless = [symbol for symbol in sorted(factor.free_symbols, key=str) if not domain.sign(symbol)]
    if not signless or not isinstance(factor, sp.Add):
        return factor
    groups: dict[sp.Expr, list[sp.Expr]] = {}
    for term in factor.args:
        apart = term.as_independent(*signless, as_Add=False)
        groups.setdefault(apart[1], []).append(apart[0])
    totals = {monomial: sp.Add(*terms) for monomial, terms in groups.items()}
    return sp.Add(*(monomial * in_factors(total).expression for monomial, total in totals.items()))


PASS = Pass("rational", 80, rewrite)
