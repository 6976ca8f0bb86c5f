"""Scalars: the commutative field of coefficients, rational functions of atoms in a canonical form."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq, fmpz

from derivations.errors import DomainError
from derivations.star_algebra import polynomials
from derivations.star_algebra.atoms import Atom, Sign
from derivations.star_algebra.polynomials import Monomial, Polynomial, monomial_key

_ONE: Polynomial = {(): fmpq(1)}


class Scalar:
    """A rational function of the atoms, immutable.

    A denominator of one term is folded into negative exponents of the numerator; any other has no common factor with the numerator,
    no monomial factor, and leading coefficient 1.
    """

    __slots__ = ("_hash", "denominator", "numerator")

    def __init__(self, numerator: Polynomial, denominator: Polynomial = _ONE) -> None:
        """Take parts that are in canonical form already; everybody else calls :func:`fraction`."""
        self.numerator, self.denominator = numerator, denominator
        self._hash: int | None = None

    @classmethod
    def rational(cls, value: int | Fraction | Any) -> Scalar:
        """A rational number."""
        exact = fmpq(value.numerator, value.denominator) if isinstance(value, Fraction) else fmpq(value)
        return cls({(): exact} if exact != 0 else {})

    @classmethod
    def atom(cls, atom: Atom, exponent: int = 1) -> Scalar:
        """A power of one atom."""
        return cls({((atom, exponent),): fmpq(1)} if exponent else _ONE)

    @classmethod
    def monomial(cls, monomial: Monomial, coefficient: Any = 1) -> Scalar:
        """A rational number times a product of powers of atoms."""
        return cls({monomial: fmpq(coefficient)})

    def __bool__(self) -> bool:
        """Whether it is not the zero of the field."""
        return bool(self.numerator)

    def __eq__(self, other: object) -> bool:
        """Equality of canonical forms."""
        return isinstance(other, Scalar) and self.numerator == other.numerator and self.denominator == other.denominator

    def __hash__(self) -> int:
        """Agrees with equality; computed once."""
        if self._hash is None:
            self._hash = hash((frozenset(self.numerator.items()), frozenset(self.denominator.items())))
        return self._hash

    def __add__(self, other: Scalar) -> Scalar:
        """The sum."""
        if self.denominator == other.denominator == _ONE:
            return Scalar(polynomials.add(self.numerator, other.numerator))
        left = polynomials.multiply(self.numerator, other.denominator)
        right = polynomials.multiply(other.numerator, self.denominator)
        return fraction(polynomials.add(left, right), polynomials.multiply(self.denominator, other.denominator))

    def __neg__(self) -> Scalar:
        """The negative."""
        return Scalar(polynomials.scale(self.numerator, fmpq(-1)), self.denominator)

    def __sub__(self, other: Scalar) -> Scalar:
        """The difference."""
        return self + -other

    def __mul__(self, other: Scalar) -> Scalar:
        """The product."""
        if self is ONE or other is ONE:
            return other if self is ONE else self
        numerator = polynomials.multiply(self.numerator, other.numerator)
        if self.denominator == other.denominator == _ONE:
            return _square_roots(numerator)
        below = _square_roots(polynomials.multiply(self.denominator, other.denominator))
        return _square_roots(numerator) * below.reciprocal() if below.denominator != _ONE else fraction(numerator, below.numerator)

    def reciprocal(self) -> Scalar:
        """One over it."""
        if not self:
            message = "Dividing by a scalar: expected a divisor other than zero, got 0. Remove the division."
            raise DomainError(message)
        return fraction(self.denominator, self.numerator)

    def __pow__(self, exponent: int) -> Scalar:
        """An integer power."""
        base, result = (self if exponent >= 0 else self.reciprocal()), ONE
        for _ in range(abs(exponent)):
            result = base if result is ONE else result * base
        return result

    @property
    def random(self) -> frozenset[str]:
        """The variables it depends on."""
        parts = (self.numerator, self.denominator)
        return frozenset().union(*(atom.random for part in parts for monomial in part for atom, _ in monomial))

    def constant(self) -> Fraction | None:
        """The rational number that it is, if it is one."""
        if not self.numerator:
            return Fraction(0)
        if self.denominator != _ONE or set(self.numerator) != {()}:
            return None
        value = self.numerator[()]
        return Fraction(int(value.p), int(value.q))

    def sign(self) -> Sign:
        """What the signs of atoms and coefficients show: every term of numerator and denominator has to have it."""
        above, below = _polynomial_sign(self.numerator), _polynomial_sign(self.denominator)
        return above if below == "positive" else ""

    def leading(self) -> Any:
        """The rational coefficient of the largest monomial of the numerator."""
        return self.numerator[max(self.numerator, key=monomial_key)]


def _polynomial_sign(polynomial: Polynomial) -> Sign:
    """``positive`` if some term is and no term can be negative."""
    best: Sign = "nonnegative"
    for monomial, value in polynomial.items():
        if value < 0 or any(exponent % 2 and not atom.sign for atom, exponent in monomial):
            return ""
        if all(atom.sign == "positive" for atom, _ in monomial):
            best = "positive"
    return best


def fraction(numerator: Polynomial, denominator: Polynomial) -> Scalar:
    """The canonical form of a quotient of polynomials; the denominator is not zero."""
    if not numerator:
        return ZERO
    if len(denominator) > 1:
        top, bottom = polynomials.content(numerator), polynomials.content(denominator)
        numerator = polynomials.shift(numerator, polynomials.reciprocal(top))
        denominator = polynomials.shift(denominator, polynomials.reciprocal(bottom))
        numerator, denominator = polynomials.cancel(numerator, denominator)
        numerator = polynomials.shift(numerator, polynomials.merge(top, polynomials.reciprocal(bottom)))
    lead = max(denominator, key=monomial_key)
    factor = 1 / denominator[lead]
    if len(denominator) == 1:
        return _square_roots(polynomials.shift(polynomials.scale(numerator, factor), polynomials.reciprocal(lead)))
    return Scalar(polynomials.scale(numerator, factor), polynomials.scale(denominator, factor))


def _square_roots(polynomial: Polynomial) -> Scalar:
    """Replace even powers of roots by powers of what stands under them."""
    if not any(atom.kind == "root" and exponent != 1 for monomial in polynomial for atom, exponent in monomial):
        return Scalar(polynomial) if polynomial else ZERO
    total = ZERO
    for monomial, value in polynomial.items():
        kept, factor = [], ONE
        for atom, exponent in monomial:
            if atom.kind != "root":
                kept.append((atom, exponent))
                continue
            factor = factor * atom.payload ** (exponent // 2)
            if exponent % 2:
                kept.append((atom, 1))
        total = total + Scalar.monomial(tuple(kept), value) * factor
    return total


def square_root(value: Scalar) -> Scalar:
    """The nonnegative root of a scalar; even powers of nonnegative atoms and square factors of the number come out."""
    if not value:
        return ZERO
    if len(value.numerator) != 1 or value.denominator != _ONE:
        number = abs(value.leading())
        return _rational_root(number) * _root_atom(Scalar(polynomials.scale(value.numerator, 1 / number), value.denominator))
    ((monomial, number),) = value.numerator.items()
    if number < 0:
        return _root_atom(value)
    result, rest = _rational_root(number), ONE
    for atom, exponent in monomial:
        if not atom.sign:
            rest = rest * Scalar.atom(atom, exponent)
            continue
        result = result * Scalar.atom(atom, exponent // 2)
        if exponent % 2:
            result = result * _root_atom(Scalar.atom(atom))
    return result if rest == ONE else result * _root_atom(rest)


def _rational_root(number: Any) -> Scalar:
    """The root of a positive rational number as a rational number times roots of distinct primes."""
    result = Scalar.rational(fmpq(1, number.q))
    for prime, exponent in fmpz(number.p * number.q).factor():
        result = result * Scalar.rational(prime) ** (exponent // 2)
        if exponent % 2:
            result = result * _root_atom(Scalar.rational(prime))
    return result


def _root_atom(value: Scalar) -> Scalar:
    from derivations.star_algebra.text import scalar_text  # noqa: PLC0415 - text.py prints scalars

    sign: Sign = "positive" if value.sign() == "positive" else "nonnegative"
    return Scalar.atom(Atom("root", f"sqrt({scalar_text(value)})", value, value.random, sign))


ZERO = Scalar({})
ONE = Scalar(_ONE)
