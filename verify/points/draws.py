"""Exact random members of every type of the claim language, and the decision whether values belong to a type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flint import fmpq

from derivations.balls.failures import UndecidedError
from derivations.balls.number import Number, sign_of
from derivations.balls.quadratic_form import certificate_of_definiteness

if TYPE_CHECKING:
    import random

    from derivations.balls.evaluate import Evaluation
    from derivations.language.tensor import Tensor
    from verify.problem import Variable

INTEGER_KINDS = frozenset({"integer", "natural", "positive integer"})
SPECIAL: dict[str, tuple[fmpq, ...]] = {
    "real": (fmpq(0), fmpq(1), fmpq(-1), fmpq(2), fmpq(1, 2)),
    "positive": (fmpq(1), fmpq(2), fmpq(1, 2), fmpq(3)),
    "nonnegative": (fmpq(0), fmpq(1), fmpq(2), fmpq(1, 2)),
    "negative": (fmpq(-1), fmpq(-2), fmpq(-1, 2)),
    "unit": (fmpq(1, 2), fmpq(1, 3), fmpq(1, 4)),
    "integer": (fmpq(0), fmpq(1), fmpq(-1), fmpq(2)),
    "natural": (fmpq(0), fmpq(1), fmpq(2)),
    "positive integer": (fmpq(1), fmpq(2), fmpq(3)),
}


@dataclass(frozen=True)
class Draw:
    """Draws members of types.

    ``special`` ones are small structured numbers (0, 1, -1, equal values), where boundary cases hide; all others are fractions without any
    structure, at which no false identity of moderate degree holds by accident.
    """

    generator: random.Random
    special: bool = False

    def scalar(self, kind: str) -> fmpq:
        """A member of a kind of numbers."""
        if self.special and self.generator.random() < 0.8:  # noqa: PLR2004 - a few generic coordinates among the special ones
            return self.generator.choice(SPECIAL[kind])
        if kind in INTEGER_KINDS:
            return self._integer(kind)
        if kind == "unit":
            below = self.generator.randint(29, 97)
            return fmpq(self.generator.randint(3, below - 3), below)
        size = fmpq(self.generator.randint(5, 97), self.generator.randint(23, 41))
        negative = kind == "negative" or (kind == "real" and self.generator.random() < 0.5)  # noqa: PLR2004 - either sign
        return -size if negative else size

    def _integer(self, kind: str) -> fmpq:
        """Half of the integers are small: bounds such as ``y <= 1`` are common, and reject most others."""
        small = self.generator.randint(1 if kind == "positive integer" else 0, 2)
        size = small if self.generator.random() < 0.5 else self.generator.randint(2, 9)  # noqa: PLR2004 - half
        return fmpq(size * (self.generator.choice((-1, 1)) if kind == "integer" else 1))

    def entries(self, kind: str, symbols: Tensor) -> list[fmpq]:
        """Values for the entries of a variable, row by row."""
        if kind == "simplex":
            weights = [1 if self.special else self.generator.randint(3, 41) for _ in symbols.entries]
            return [fmpq(weight, sum(weights)) for weight in weights]
        if kind == "spd":
            return self._spd(symbols.shape[0])
        if kind == "symmetric":
            drawn = {symbol: self.scalar("real") for symbol in dict.fromkeys(symbols.entries)}
            return [drawn[symbol] for symbol in symbols.entries]
        if kind == "invertible":
            return self._invertible(symbols.shape[0])
        return [self.scalar(kind) for _ in symbols.entries]

    def _triangular(self, size: int) -> list[list[fmpq]]:
        """A lower triangular matrix with a diagonal between 1/2 and 2."""
        off = (-1, 0, 1) if self.special else range(-7, 8)
        diagonal = (8,) if self.special else range(5, 17)
        return [
            [fmpq(self.generator.choice(diagonal if i == j else off), 8) if j <= i else fmpq(0) for j in range(size)] for i in range(size)
        ]

    def _spd(self, size: int) -> list[fmpq]:
        """L L^T."""
        root = self._triangular(size)
        return [sum((a * b for a, b in zip(left, right, strict=True)), fmpq(0)) for left in root for right in root]

    def _invertible(self, size: int) -> list[fmpq]:
        """L M^T with rows permuted: no entry is zero as a rule, and the determinant never is."""
        left, right = self._triangular(size), self._triangular(size)
        self.generator.shuffle(left)
        return [sum((a * b for a, b in zip(row, other, strict=True)), fmpq(0)) for row in left for other in right]


def belongs(variable: Variable, evaluation: Evaluation) -> bool:
    """Whether the values of a variable's symbols lie in its type, decided; an undecided one does not count."""
    if variable.symbols is None:
        return True
    try:
        numbers = [evaluation.number(symbol) for symbol in variable.symbols.entries]
        return _numbers_belong(variable.type.kind, numbers, variable.symbols)
    except UndecidedError:
        return False


def _numbers_belong(kind: str, numbers: list[Number], symbols: Tensor) -> bool:
    if kind in ("spd", "invertible"):
        size = symbols.shape[0]
        rows = [numbers[i * size : (i + 1) * size] for i in range(size)]
        return certificate_of_definiteness(rows, strict=True) if kind == "spd" else is_invertible(rows)
    if kind == "simplex":
        return all(sign_of(number) > 0 for number in numbers) and sign_of(sum(numbers, fmpq(-1))) == 0
    return all(scalar_belongs("real" if kind == "symmetric" else kind, number) for number in numbers)


def scalar_belongs(kind: str, number: Number) -> bool:
    """Whether a number lies in a kind of numbers.

    Raises:
        UndecidedError: its ball does not say.
    """
    if kind in INTEGER_KINDS:
        least = {"integer": None, "natural": 0, "positive integer": 1}[kind]
        return isinstance(number, fmpq) and number.q == 1 and (least is None or number >= least)
    if kind == "unit":
        return sign_of(number) > 0 and sign_of(1 - number) > 0
    if kind == "real":
        return True
    return sign_of(number) in {"positive": (1,), "negative": (-1,), "nonnegative": (0, 1)}[kind]


def is_invertible(rows: list[list[Number]]) -> bool:
    """Whether elimination finds a full set of pivots that are certainly not zero."""
    rows = [list(row) for row in rows]
    for k in range(len(rows)):
        pivot = next((i for i in range(k, len(rows)) if not _may_vanish(rows[i][k])), None)
        if pivot is None:
            return False
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k], strict=True)]
    return True


def _may_vanish(number: Number) -> bool:
    try:
        return sign_of(number) == 0
    except UndecidedError:
        return True
