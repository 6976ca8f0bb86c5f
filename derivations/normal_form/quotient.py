"""Elements of the fraction field of Q[atoms], in lowest terms, computed by python-flint."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import flint

from derivations.normal_form.program import Program, Undefined

if TYPE_CHECKING:
    from collections.abc import Sequence

# A monomial ((atom, exponent), ...) by rising atom; exponents are positive and may be fractions when the atom stands for a root.
Monomial = tuple[tuple[int, Fraction], ...]
# A polynomial as sorted (monomial, coefficient) pairs, and a quotient as a pair of them: equal elements have equal keys.
PolynomialKey = tuple[tuple[Monomial, Fraction], ...]
QuotientKey = tuple[PolynomialKey, PolynomialKey]

HIGHEST = 2000  # degree of a polynomial that is factored
LARGEST = 1_000_000  # degree of polynomials of several terms whose common factor is sought: one variable makes them dense
WORK = 2_000_000  # products of terms that one evaluation may form


class TooLarge(ArithmeticError):  # noqa: N818 - names the state of the computation, not a failure of the tool
    """The expanded form exceeds the budget of the exact engine."""


@dataclass(frozen=True)
class Quotient:
    """``numerator / denominator``, coprime, the denominator with leading coefficient one; ``atoms`` are the generators in order."""

    atoms: tuple[int, ...]
    numerator: Any
    denominator: Any


def ring(atoms: Sequence[int]) -> Any:
    """The flint context of polynomials in the given atoms, lexicographic."""
    return flint.fmpq_mpoly_ctx.get(tuple(f"a{atom}" for atom in atoms), "lex")


def to_fraction(value: Any) -> Fraction:
    """An exact rational of flint as a Python fraction."""
    return Fraction(int(value.p), int(value.q))


def to_flint(value: Fraction) -> Any:
    """A Python fraction as an exact rational of flint."""
    return flint.fmpq(value.numerator, value.denominator)


def factored(polynomial: Any) -> tuple[Any, Any]:
    """The content of a polynomial and its irreducible factors with their multiplicities.

    Raises:
        TooLarge: there are several terms, of too high a degree: 1 + t^16000 takes minutes.
    """
    if not can_be_factored(polynomial):
        raise TooLarge
    found: tuple[Any, Any] = polynomial.factor()
    return found


def can_be_factored(polynomial: Any) -> bool:
    """Whether a polynomial is of a degree at which it is factored."""
    return len(polynomial) <= 1 or max(polynomial.degrees()) <= HIGHEST


def common_factor(left: Any, right: Any) -> Any:
    """The greatest common factor of two polynomials.

    Raises:
        TooLarge: both have several terms, one of too high a degree: python-flint ends the process where memory does.
    """
    if min(len(left), len(right)) > 1 and max(*left.degrees(), *right.degrees()) > LARGEST:
        raise TooLarge
    return left.gcd(right)


class Arithmetic:
    """Sums, products and powers of (numerator, denominator) pairs in one ring, within a budget of work."""

    def __init__(self, atoms: Sequence[int], work: int = WORK) -> None:
        """Work in Q(atoms)."""
        self.atoms = tuple(atoms)
        self.context = ring(atoms)
        self.generators = dict(zip(self.atoms, self.context.gens(), strict=True))
        self.one = self.context.constant(1)
        self.work = work

    def times(self, left: Any, right: Any) -> Any:
        """Multiply two polynomials.

        Raises:
            TooLarge: the budget is spent.
        """
        self.work -= len(left) * len(right)
        if self.work < 0:
            raise TooLarge
        return left * right

    def reduce(self, numerator: Any, denominator: Any) -> tuple[Any, Any]:
        """Cancel the common factor and make the denominator monic."""
        if denominator.is_zero():
            raise Undefined
        if numerator.is_zero():
            return numerator, self.one
        if not denominator.is_constant():
            self.work -= len(numerator) + len(denominator)
            common = common_factor(numerator, denominator)
            if not common.is_constant():
                numerator, denominator = numerator / common, denominator / common
        leading = denominator.leading_coefficient()
        return (numerator, denominator) if leading == 1 else (numerator / leading, denominator / leading)

    def add(self, left: tuple[Any, Any], right: tuple[Any, Any]) -> tuple[Any, Any]:
        """Add two fractions."""
        (a, b), (c, d) = left, right
        if b == d:
            return (a + c, b) if b.is_constant() else self.reduce(a + c, b)
        common = common_factor(b, d)
        b_rest, d_rest = b / common, d / common
        return self.reduce(self.times(a, d_rest) + self.times(c, b_rest), self.times(b, d_rest))

    def multiply(self, left: tuple[Any, Any], right: tuple[Any, Any]) -> tuple[Any, Any]:
        """Multiply two fractions, cancelling crosswise so that the products stay small."""
        (a, d), (c, b) = self.reduce(left[0], right[1]), self.reduce(right[0], left[1])
        return self.times(a, c), self.times(b, d)

    def power(self, base: tuple[Any, Any], exponent: int) -> tuple[Any, Any]:
        """Raise to an integer."""
        numerator, denominator = base
        if exponent < 0:
            numerator, denominator = self.reduce(denominator, numerator)
        size = max(len(numerator), len(denominator))
        self.work -= abs(exponent) * size if size > 1 else 0
        if size > 1 and (abs(exponent) > 400 or size ** min(abs(exponent), 8) > WORK):  # noqa: PLR2004 - the expansion has at least that many terms
            raise TooLarge
        if self.work < 0:
            raise TooLarge
        return numerator ** abs(exponent), denominator ** abs(exponent)

    def run(self, program: Program, nodes: Sequence[int]) -> list[tuple[Any, Any]]:
        """Evaluate nodes of a program.

        Raises:
            TooLarge: the budget is spent.
            Undefined: some denominator is the zero polynomial.
        """
        values: dict[int, tuple[Any, Any]] = {}
        for node in program.reachable(nodes):
            kind, content = program.operations[node]
            values[node] = self._operation(kind, content, values)
        return [values[node] for node in nodes]

    def _operation(self, kind: str, content: Any, values: dict[int, tuple[Any, Any]]) -> tuple[Any, Any]:
        if kind == "rational":
            return self.context.constant(to_flint(content)), self.one
        if kind == "atom":
            return self.generators[content], self.one
        if kind == "power":
            return self.power(values[content[0]], content[1])
        if kind == "product":
            result = values[content[0]]
            for node in content[1:]:
                result = self.multiply(result, values[node])
            return result
        return self.sum([values[node] for node in content])

    def sum(self, parts: list[tuple[Any, Any]]) -> tuple[Any, Any]:
        """Add many fractions."""
        # parts over one denominator are joined first: most sums have few denominators
        joined: list[tuple[Any, Any]] = []
        for numerator, denominator in parts:
            for position, (other, shared) in enumerate(joined):
                if shared == denominator:
                    joined[position] = (other + numerator, shared)
                    break
            else:
                joined.append((numerator, denominator))
        result = self.reduce(*joined[0])
        for part in joined[1:]:
            result = self.add(result, self.reduce(*part))
        return result
