"""Sparse polynomials with integer coefficients; the exponents of a monomial are packed into one integer, 40 bits an atom."""

from __future__ import annotations

from dataclasses import dataclass, field

from verify.replay.refusal import Refused, TooLarge

BITS = 40
MASK = (1 << BITS) - 1
WORK = 1_500_000  # products of terms that one certificate may cost
LONGEST = 1 << 20  # bits of a coefficient; a dozen squarings of squares would else fill the memory


@dataclass(frozen=True)
class Polynomial:
    """``terms`` maps packed exponents to coefficients other than zero; ``degree`` bounds every exponent, so that none runs over."""

    terms: dict[int, int]
    degree: int = 0

    @property
    def key(self) -> tuple[tuple[int, int], ...]:
        """Hashable, equal for equal polynomials."""
        return tuple(sorted(self.terms.items()))

    def __bool__(self) -> bool:
        """Whether it is not zero."""
        return bool(self.terms)


def constant(value: int) -> Polynomial:
    """An integer."""
    return Polynomial({0: value} if value else {})


def variable(place: int, exponent: int = 1) -> Polynomial:
    """A power of the atom at a place."""
    return Polynomial({exponent << (BITS * place): 1}, exponent)


def exponent_at(monomial: int, place: int) -> int:
    """The exponent of the atom at a place."""
    return (monomial >> (BITS * place)) & MASK


def add(left: Polynomial, right: Polynomial) -> Polynomial:
    """The sum."""
    total = dict(left.terms)
    for monomial, value in right.terms.items():
        new = total.get(monomial, 0) + value
        if new:
            total[monomial] = new
        else:
            del total[monomial]
    return Polynomial(total, max(left.degree, right.degree))


def negative(polynomial: Polynomial) -> Polynomial:
    """The negative."""
    return Polynomial({monomial: -value for monomial, value in polynomial.terms.items()}, polynomial.degree)


def _bits(polynomial: Polynomial) -> int:
    return max((value.bit_length() for value in polynomial.terms.values()), default=0)


@dataclass
class Work:
    """The budget of one certificate."""

    left: int = field(default=WORK)

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product.

        Raises:
            TooLarge: the budget is spent. Refused: an exponent would run over into the next one.
        """
        self.left -= len(left.terms) * len(right.terms)
        if self.left < 0 or _bits(left) + _bits(right) > LONGEST:
            raise TooLarge
        degree = left.degree + right.degree
        if degree >= MASK:
            raise Refused(f"an exponent may be as large as {degree}")
        total: dict[int, int] = {}
        for one, a in left.terms.items():
            for other, b in right.terms.items():
                total[one + other] = total.get(one + other, 0) + a * b
        return Polynomial({monomial: value for monomial, value in total.items() if value}, degree)

    def power(self, base: Polynomial, exponent: int) -> Polynomial:
        """A power with an exponent that is not negative."""
        if len(base.terms) == 1 and base.degree * exponent < MASK and (exponent < WORK or base.key[0][1] == 1):
            ((monomial, value),) = base.terms.items()
            if value != 1 and _bits(base) * exponent > LONGEST:
                raise TooLarge
            return Polynomial({monomial * exponent: value**exponent}, base.degree * exponent)
        if exponent > WORK:
            raise TooLarge
        result = constant(1)
        for _ in range(exponent):
            result = self.times(result, base)
        return result
