"""Quotients of polynomials in the atoms of an expression: cancelled and factored by exact arithmetic."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import fmpq, fmpq_mpoly_ctx

from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST = 3000  # terms of a polynomial that is still worth factoring


class TooLongError(DerivationError):
    """A polynomial has more terms than a kernel should compute."""


@dataclass(frozen=True)
class Factored:
    """``coefficient`` times the powers of the factors; each factor is a polynomial in the atoms, as an expression."""

    coefficient: sp.Rational
    factors: tuple[tuple[sp.Expr, int], ...]

    @property
    def expression(self) -> sp.Expr:
        """The product."""
        return sp.Mul(self.coefficient, *(factor**power for factor, power in self.factors))

    @property
    def is_zero(self) -> bool:
        """Whether it is the number zero."""
        return bool(self.coefficient == 0)


@lru_cache(maxsize=4096)
def in_factors(expression: sp.Expr) -> Factored:
    """The expression as a cancelled, factored quotient over its own atoms; forms of one entry share most of their parts.

    Raises:
        TooLongError: its numerator or denominator has too many terms.
    """
    return Ratios([expression]).factored(expression)


class Ratios:
    """The field of fractions over the atoms of some expressions. Exponentials of sums are products, roots are atoms."""

    def __init__(self, expressions: Iterable[sp.Expr]) -> None:
        """Collect the atoms; expressions met later may use no others."""
        self._roots: dict[sp.Expr, int] = {}
        for expression in expressions:
            self._collect(expression)
        self.atoms = sorted(self._roots, key=lambda atom: atom.sort_key())
        self._place = {atom: index for index, atom in enumerate(self.atoms)}
        self._context = fmpq_mpoly_ctx.get(tuple(f"a{index}" for index in range(len(self.atoms) or 1)), "lex")
        self._generators = self._context.gens()
        self._one = self._context.constant(1)

    def factored(self, expression: sp.Expr) -> Factored:
        """The expression as a cancelled, factored quotient.

        Raises:
            TooLongError: its numerator or denominator has too many terms.
        """
        return self.in_factors(*self.convert(expression))

    def in_factors(self, numerator: Any, denominator: Any) -> Factored:
        """The quotient of two polynomials without a common factor, factored."""
        if numerator == 0:
            return Factored(sp.S.Zero, ())
        above, below = numerator.factor(), denominator.factor()
        coefficient = _rational(above[0]) / _rational(below[0])
        factors = [(self.expression(factor), int(power)) for factor, power in above[1]]
        factors += [(self.expression(factor), -int(power)) for factor, power in below[1]]
        signs = [(-factor if factor.could_extract_minus_sign() and _all_negative(factor) else factor, power) for factor, power in factors]
        for (factor, power), (kept, _) in zip(factors, signs, strict=True):
            coefficient *= -1 if factor != kept and power % 2 else 1
        return Factored(coefficient, tuple(sorted(signs, key=lambda pair: pair[0].sort_key())))

    def convert(self, expression: sp.Expr) -> tuple[Any, Any]:
        """Numerator and denominator without a common factor."""
        above, below = self._convert(expression)
        common = above.gcd(below)
        return (above, below) if common == 1 else (above / common, below / common)

    def expression(self, polynomial: Any) -> sp.Expr:
        """A polynomial in the atoms as an expression."""
        return sp.Add(*(_rational(coefficient) * self._monomial(powers) for powers, coefficient in polynomial.to_dict().items()))

    def terms(self, polynomial: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
        """Exponents and coefficients."""
        yield from polynomial.to_dict().items()

    def _monomial(self, powers: tuple[int, ...]) -> sp.Expr:
        parts = []
        for atom, power in zip(self.atoms, powers, strict=False):
            if power:
                exponent = sp.Rational(power, self._roots[atom])
                parts.append(sp.exp(atom.args[0] * exponent) if isinstance(atom, sp.exp) else atom**exponent)
        return sp.Mul(*parts)

    def _collect(self, expression: sp.Expr) -> None:
        if expression.is_Rational:
            return
        if isinstance(expression, sp.Add | sp.Mul):
            for part in expression.args:
                self._collect(part)
            return
        for atom, power in _powers(expression):
            if isinstance(atom, sp.Add) and power.is_Integer:
                self._collect(atom)
            else:
                self._roots[atom] = math.lcm(self._roots.get(atom, 1), int(power.q))

    def _convert(self, expression: sp.Expr) -> tuple[Any, Any]:
        if expression.is_Rational:
            return self._context.constant(fmpq(int(expression.p), int(expression.q))), self._one
        if isinstance(expression, sp.Add):
            return self._sum(expression)
        if isinstance(expression, sp.Mul):
            above, below = self._one, self._one
            for factor in expression.args:
                top, bottom = self._convert(factor)
                above, below = self._short(above * top), self._short(below * bottom)
            return above, below
        above, below = self._one, self._one
        for atom, power in _powers(expression):
            whole = isinstance(atom, sp.Add) and power.is_Integer
            top, bottom = self.convert(atom) if whole else (self._generators[self._place[atom]], self._one)
            count = int(power) if whole else int(power * self._roots[atom])
            if count < 0:
                top, bottom, count = bottom, top, -count
            above, below = self._short(above * top**count), self._short(below * bottom**count)
        return above, below

    def _sum(self, expression: sp.Add) -> tuple[Any, Any]:
        above, below = self._context.constant(0), self._one
        for term in expression.args:
            top, bottom = self._convert(term)
            common = below.gcd(bottom)
            above = self._short(above * (bottom / common) + top * (below / common))
            below = self._short(below * (bottom / common))
        return above, below

    def _short(self, polynomial: Any) -> Any:
        if len(polynomial) > LONGEST:
            message = f"Rewriting a quotient: expected at most {LONGEST} terms, got {len(polynomial)}. It is kept as it stands."
            raise TooLongError(message)
        return polynomial


def _powers(expression: sp.Expr) -> list[tuple[sp.Expr, sp.Rational]]:
    """An expression that is no sum or product as powers of atoms with rational exponents."""
    if isinstance(expression, sp.exp):
        parts = [term.as_coeff_Mul(rational=True) for term in sp.Add.make_args(sp.expand_mul(expression.args[0]))]
        return [(sp.exp(rest if rest != 1 else sp.S.One), coefficient) for coefficient, rest in parts]
    if isinstance(expression, sp.Pow) and expression.exp.is_Rational:
        base, power = expression.base, expression.exp
        if isinstance(base, sp.Add) and not power.is_Integer:
            return [(base ** sp.Rational(1, power.q), sp.Integer(power.p))]
        inner = [(base, sp.S.One)] if isinstance(base, sp.Add) or not isinstance(base, sp.exp | sp.Pow) else _powers(base)
        return [(atom, exponent * power) for atom, exponent in inner]
    return [(expression, sp.S.One)]


def _rational(number: Any) -> sp.Rational:
    value = fmpq(number)
    return sp.Rational(int(value.p), int(value.q))


def _all_negative(expression: sp.Expr) -> bool:
    return all(term.as_coeff_Mul()[0].is_negative for term in sp.Add.make_args(expression))
