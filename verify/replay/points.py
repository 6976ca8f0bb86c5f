"""Random points modulo a prime: a matrix for every letter, a residue for every symbol and function, weights for every law."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from verify.replay.certificate import rational
from verify.replay.refusal import Refused

if TYPE_CHECKING:
    from verify.replay.recipes import Step
    from verify.replay.residue_matrices import Matrix

Bound = tuple[tuple[str, int, int], ...]  # a bound variable, the support point it stands for, its place among the variables of its law


class Point:
    """Values that are drawn when they are first asked for; functions and laws are tables over the values of their arguments."""

    def __init__(self, prime: int, sizes: dict[str, int], support: int) -> None:
        """Start with nothing drawn; every law lives on the same ``support`` points."""
        self.prime, self.sizes, self.support = prime, sizes, support
        self._residues: dict[str, int] = {}
        self._letters: dict[tuple[str, tuple[int, ...]], Matrix] = {}
        self._weights: dict[tuple[str, tuple[int, ...]], list[int]] = {}

    def size(self, dimension: str | int) -> int:
        """The size of a dimension."""
        return dimension if isinstance(dimension, int) else self.sizes[dimension]

    def letter(self, step: Step, bound: Bound) -> Matrix:
        """The matrix of a letter at its arguments, of the declared structure."""
        key = str(step.data["name"]), tuple(self.number(argument, bound) for argument in step.data["arguments"])
        if key not in self._letters:
            rows, columns = (*(self.size(size) for size in step.shape), 1, 1)[:2]
            drawn = [[secrets.randbelow(self.prime) for _ in range(columns)] for _ in range(rows)]
            if step.data["symmetric"]:
                drawn = [[drawn[min(i, j)][max(i, j)] for j in range(columns)] for i in range(rows)]
            self._letters[key] = self._normalised(drawn) if step.data["entries"] == "simplex" else drawn
        return self._letters[key]

    def _normalised(self, drawn: Matrix) -> Matrix:
        """Entries that sum to one."""
        inverse = pow(sum(sum(row) for row in drawn), -1, self.prime)
        return [[entry * inverse % self.prime for entry in row] for row in drawn]

    def weights(self, step: Step, bound: Bound) -> list[int]:
        """The weights of a law on its support; they sum to one."""
        name = str(step.data["law"]) or ",".join(step.data["variables"])
        key = name, tuple(self.number(argument, bound) for argument in step.data["at"])
        if key not in self._weights:
            free = [secrets.randbelow(self.prime) for _ in range(self.support - 1)]
            self._weights[key] = [*free, (1 - sum(free)) % self.prime]
        return self._weights[key]

    def number(self, expression: Any, bound: Bound) -> int:
        """A number: a rational function of symbols, and of functions that count as unknowns at the values of their symbols."""
        kind, *content = expression
        if kind == "rational":
            value = rational(content[0])
            return value.numerator * pow(value.denominator, -1, self.prime) % self.prime
        if kind == "symbol":
            return self._symbol(content[0], bound)
        if kind in ("function", "exponential"):
            values = ", ".join(str(self._symbol(name, bound)) for name in content[1:])
            return self._residue(f"{kind} {content[0]} at {values}")
        if kind == "power":
            base, exponent = self.number(content[0], bound), content[1]
            if exponent < 0 and not base:
                raise ZeroDivisionError
            return pow(base, exponent, self.prime)
        if kind not in ("sum", "product"):
            raise Refused(f"malformed: a number of unknown kind {kind!r}")
        total = int(kind == "product")
        for part in content:
            value_of_part = self.number(part, bound)
            total = total + value_of_part if kind == "sum" else total * value_of_part
        return total % self.prime

    def _symbol(self, name: str, bound: Bound) -> int:
        for variable, support, place in bound:
            if variable == name:
                return self._residue(f"support {support} {place}")
        return self._residue(f"symbol {name}")

    def _residue(self, key: str) -> int:
        return self._residues.setdefault(key, secrets.randbelow(self.prime))
