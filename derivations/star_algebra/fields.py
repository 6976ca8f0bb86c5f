"""Fields of exact or enclosed numbers in which elements are evaluated: the rationals, the integers modulo a prime, and balls."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from flint import arb, arb_mat, fmpq, fmpq_mat, fmpz, nmod, nmod_mat

from derivations.errors import DerivationError

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence


class UnsupportedError(DerivationError):
    """The field has no value for an operation: use balls, which have one for all of them."""


class Rationals:
    """Exact rational numbers; roots only of squares."""

    name = "fmpq_mat"

    def matrix(self, rows: int, columns: int, entries: Sequence[Any]) -> Any:
        """A matrix from its entries, row by row."""
        return fmpq_mat(rows, columns, list(entries))

    def number(self, numerator: int, denominator: int = 1) -> Any:
        """A rational number."""
        return fmpq(numerator, denominator)

    def root(self, value: Any) -> Any:
        """The root of a square; shape ``()``."""
        top, bottom = int(value.p), int(value.q)
        if top < 0 or math.isqrt(top) ** 2 != top or math.isqrt(bottom) ** 2 != bottom:
            message = f"Taking a root: expected the square of a rational number, got {value}. Evaluate in balls."
            raise UnsupportedError(message)
        return fmpq(math.isqrt(top), math.isqrt(bottom))

    def function(self, name: str, _argument: Any) -> Any:
        """No transcendental function has a rational value."""
        message = f"Evaluating {name}: expected a rational function, got a transcendental one. Evaluate in balls."
        raise UnsupportedError(message)


class Residues:
    """The integers modulo a prime."""

    name = "nmod_mat"

    def __init__(self, prime: int) -> None:
        """Fix the prime."""
        self.prime = prime

    def matrix(self, rows: int, columns: int, entries: Sequence[Any]) -> Any:
        """A matrix from its entries, row by row."""
        return nmod_mat(rows, columns, list(entries), self.prime)

    def random(self, count: int, generator: random.Random) -> list[int]:
        """Random residues, as integers; those that ``generator.randrange(prime)`` gives, which takes three times as long."""
        bits, prime, draw = self.prime.bit_length(), self.prime, generator.getrandbits
        drawn = []
        for _ in range(count):
            value = draw(bits)
            while value >= prime:
                value = draw(bits)
            drawn.append(value)
        return drawn

    def number(self, numerator: int, denominator: int = 1) -> Any:
        """The residue of a rational number."""
        value = nmod(numerator % self.prime, self.prime)
        return value if denominator == 1 else value / nmod(denominator % self.prime, self.prime)

    def root(self, value: Any) -> Any:
        """No choice of a root modulo a prime is consistent."""
        message = f"Taking a root: expected a field with ordered roots, got the residue {value}. Evaluate in balls."
        raise UnsupportedError(message)

    def function(self, name: str, _argument: Any) -> Any:
        """No transcendental function has a residue."""
        message = f"Evaluating {name}: expected a rational function, got a transcendental one. Evaluate in balls."
        raise UnsupportedError(message)


class Balls:
    """Real balls: every value is enclosed."""

    name = "arb_mat"

    def matrix(self, rows: int, columns: int, entries: Sequence[Any]) -> Any:
        """A matrix from its entries, row by row."""
        return arb_mat(rows, columns, [arb(entry) for entry in entries])

    def number(self, numerator: int, denominator: int = 1) -> Any:
        """An enclosure of a rational number."""
        return arb(fmpq(numerator, denominator))

    def root(self, value: Any) -> Any:
        """An enclosure of the root."""
        return value.sqrt()

    def function(self, name: str, argument: Any) -> Any:
        """An enclosure of an elementary function of one argument."""
        if name not in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "atan"):
            message = f"Evaluating {name}: expected an elementary function, got {name}. Rewrite it by exp and log."
            raise UnsupportedError(message)
        return getattr(argument, name)()


Field = Rationals | Residues | Balls


def random_prime(generator: random.Random) -> int:
    """A random prime of 61 bits."""
    while True:
        candidate = generator.randrange(2**60 + 1, 2**61, 2)
        if fmpz(candidate).is_prime():
            return candidate
