"""Rational expressions in lowest terms, by python-flint: one quotient of factored polynomials, where that is shorter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.normal_form.program import Undefined
from derivations.normal_form.quotient import Arithmetic, TooLarge, to_flint, to_fraction

if TYPE_CHECKING:
    from collections.abc import Mapping

WORK = 300_000  # products of terms
LARGEST_DEGREE = 60  # of a numerator that is factored: beyond it factoring costs more than it saves


def lowest_terms(expression: sp.Expr) -> sp.Expr:
    """The shorter of an expression and its quotient in lowest terms; whatever is no sum, product or whole power is a generator.

    Both are equal wherever both are defined. Generators that are algebraically dependent (exp(x) and exp(2 x)) are not recognised as such.

    >>> x, y = sp.symbols("x y", positive=True)
    >>> lowest_terms((sp.log(x) ** 2 - y**2) / (sp.log(x) - y) + 1 / (x + 1) + x / (x + 1))
    y + log(x) + 1
    """
    atoms = _generators(expression)
    names = {atom: number for number, atom in enumerate(sorted(atoms, key=sp.default_sort_key))}
    if not names:
        return expression
    try:
        numerator, denominator = _Evaluation(names).pair(expression)
    except (TooLarge, Undefined, OverflowError):
        return expression
    found = _factored(numerator, list(names)) / _factored(denominator, list(names))
    return min((expression, found), key=nodes)


def nodes(expression: sp.Basic) -> int:
    """How many nodes the tree of an expression has; each part that occurs again is walked once.

    >>> x = sp.Symbol("x")
    >>> nodes(x**2 + sp.exp(x))
    6
    """
    known: dict[sp.Basic, int] = {}

    def count(part: sp.Basic) -> int:
        if not part.args:
            return 1
        if part not in known:
            known[part] = 1 + sum(map(count, part.args))
        return known[part]

    return count(expression)


def _generators(expression: sp.Expr) -> set[sp.Expr]:
    found, pending, seen = set(), [expression], set()
    while pending:
        part = pending.pop()
        if part in seen:
            continue
        seen.add(part)
        if part.is_Add or part.is_Mul:
            pending += part.args
        elif isinstance(part, sp.exp):
            found |= {generator for generator, _ in _exponentials(part)}
        elif part.is_Pow and part.exp.is_Rational:
            pending.append(part.base) if part.exp.is_Integer else found.add(_root(part))
        elif not part.is_Rational:
            found.add(part)
    return found


def _root(power: sp.Pow) -> sp.Expr:
    """The base to one over the denominator of the exponent: the power is a whole power of it."""
    return sp.Pow(power.base, sp.Rational(1, power.exp.q))


def _exponentials(part: sp.exp) -> list[tuple[sp.Expr, int]]:
    """An exponential as whole powers of others: exp(2 x - y/3) is exp(x)^2 exp(y/3)^(-1)."""
    found = []
    for term in sp.Add.make_args(part.args[0]):
        coefficient, rest = term.as_coeff_Mul()
        if not coefficient.is_Rational:
            coefficient, rest = sp.S.One, term
        found.append((sp.exp(rest / coefficient.q), int(coefficient.p)))
    return found


class _Evaluation:
    """The quotient of polynomials that an expression is, part by part, each part once."""

    def __init__(self, names: Mapping[sp.Expr, int]) -> None:
        self.names = names
        self.arithmetic = Arithmetic(list(names.values()), WORK)
        self.known: dict[sp.Expr, tuple[Any, Any]] = {}

    def pair(self, expression: sp.Expr) -> tuple[Any, Any]:
        if expression not in self.known:
            self.known[expression] = self._evaluated(expression)
        return self.known[expression]

    def _evaluated(self, expression: sp.Expr) -> tuple[Any, Any]:
        arithmetic = self.arithmetic
        if expression.is_Rational:
            return arithmetic.context.constant(to_flint(sp.Rational(expression))), arithmetic.one
        if expression in self.names:
            return arithmetic.generators[self.names[expression]], arithmetic.one
        if expression.is_Add:
            return arithmetic.sum([self.pair(part) for part in expression.args])
        if expression.is_Mul:
            return self._product([self.pair(part) for part in expression.args])
        if isinstance(expression, sp.exp):
            return self._product([arithmetic.power(self.pair(base), exponent) for base, exponent in _exponentials(expression)])
        if expression.exp.is_Integer:
            return arithmetic.power(self.pair(expression.base), int(expression.exp))
        return arithmetic.power(self.pair(_root(expression)), int(expression.exp.p))

    def _product(self, parts: list[tuple[Any, Any]]) -> tuple[Any, Any]:
        result = parts[0]
        for part in parts[1:]:
            result = self.arithmetic.multiply(result, part)
        return result


def _factored(polynomial: Any, generators: list[sp.Expr]) -> sp.Expr:
    """A polynomial of flint as a product of its factors; only the content is drawn out of one of a high degree."""
    if polynomial.is_constant() or sum(polynomial.degrees()) > LARGEST_DEGREE:
        return _expression(polynomial, generators)
    content, factors = polynomial.factor()
    parts = [_expression(factor, generators) ** int(exponent) for factor, exponent in factors]
    return sp.Mul(sp.Rational(to_fraction(content)), *parts)


def _expression(polynomial: Any, generators: list[sp.Expr]) -> sp.Expr:
    terms = []
    for exponents, coefficient in polynomial.to_dict().items():
        powers = (generator ** int(exponent) for generator, exponent in zip(generators, exponents, strict=True) if exponent)
        terms.append(sp.Mul(sp.Rational(to_fraction(coefficient)), *powers))
    return sp.Add(*terms)
