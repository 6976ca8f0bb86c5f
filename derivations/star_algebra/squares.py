"""Sums of squares: a symmetric element as a sum of nonnegative multiples of W^T M W, by elimination in the matrix of its coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.star_algebra.letters import Definite, Letter, Word, join, square_blocks, transpose_word, word_key
from derivations.star_algebra.positivity import known_invertible
from derivations.star_algebra.scalars import ONE, ZERO, Scalar
from derivations.star_algebra.terms import Terms, add, multiply, scale, transpose

if TYPE_CHECKING:
    from collections.abc import Iterable

_LARGEST = 12  # halves in one matrix of coefficients


@dataclass(frozen=True)
class Square:
    """coefficient * half^T metric half, with a definite or semidefinite metric; ``None`` is the identity."""

    coefficient: Scalar
    half: Terms
    metric: Letter | None

    @property
    def terms(self) -> Terms:
        """The square in normal form."""
        middle: Terms = {(self.metric,) if self.metric else (): ONE}
        return scale(multiply(multiply(transpose(self.half), middle), self.half), self.coefficient)


@dataclass(frozen=True)
class Certificate:
    """The squares, and the definiteness of their sum."""

    kind: Definite
    squares: tuple[Square, ...]

    @property
    def words(self) -> str:
        """The certificate in words."""
        count = len(self.squares)
        return f"a sum of {count} squares with positive weights" if count != 1 else "one square with a positive weight"


@dataclass(frozen=True)
class _Half:
    """One row of the matrix of coefficients: words are half^T metric half."""

    metric: Letter | None
    word: Word


def sum_of_squares(terms: Terms) -> Certificate | None:
    """A certificate that a symmetric element is semidefinite or definite, if elimination finds one.

    ``terms`` may also be a number written as 1 x 1 words. The squares are multiplied out and compared before they are returned.
    """
    if transpose(terms) != terms:
        return None
    halves = _halves(terms)
    table = _products(halves)
    if len(halves) > _LARGEST or any(word not in table for word in terms):
        return None
    matrix = [[ZERO] * len(halves) for _ in halves]
    for word, value in terms.items():
        i, j = table[word]
        matrix[i][j] = matrix[i][j] + value
        if i != j and transpose_word(word) not in table:
            return None
    eliminated = _eliminate(matrix)
    if eliminated is None:
        return None
    pivots, rows = eliminated
    squares = _squares(halves, pivots, rows)
    total: Terms = {}
    for square in squares:
        total = add(total, square.terms)
    return Certificate(_kind(halves, pivots), tuple(squares)) if total == _normal(terms) else None


def _normal(terms: Terms) -> Terms:
    total: Terms = {}
    for word, value in terms.items():
        total = add(total, multiply({(): value}, multiply({word[: len(word) // 2]: ONE}, {word[len(word) // 2 :]: ONE})))
    return total


def _halves(terms: Terms) -> list[_Half]:
    """The halves of the words that are their own transpose; metrics and their inverses are written with the metric."""
    found: dict[tuple[str, Word], _Half] = {}
    metrics = {word[len(word) // 2] for word in terms if len(word) % 2 and transpose_word(word) == word}
    plain = {letter.name for letter in metrics if not letter.inverted}
    for word in sorted(terms, key=word_key):
        if transpose_word(word) != word:
            continue
        middle = word[len(word) // 2] if len(word) % 2 else None
        half = word[(len(word) + 1) // 2 :]
        if middle is not None and not middle.definite:
            continue
        if middle is not None and middle.inverted and middle.name in plain:
            half, middle = (middle, *half), middle.inverse()
        found[(middle.key if middle else "", half)] = _Half(middle, half)
    return list(found.values())


def _products(halves: list[_Half]) -> dict[Word, tuple[int, int]]:
    """The word half_i^T metric half_j for every pair of halves with one metric."""
    table: dict[Word, tuple[int, int]] = {}
    for i, left in enumerate(halves):
        for j, right in enumerate(halves):
            if left.metric == right.metric:
                middle = (left.metric,) if left.metric else ()
                table.setdefault(join(join(transpose_word(left.word), middle), right.word), (i, j))
    return table


def _eliminate(matrix: list[list[Scalar]]) -> tuple[list[Scalar], list[list[Scalar]]] | None:
    """L D L^T with nonnegative pivots: the pivots and the rows of L^T; ``None`` if a sign is not certain."""
    size = len(matrix)
    work = [list(row) for row in matrix]
    pivots, rows = [], []
    for k in range(size):
        pivot = work[k][k]
        if not pivot:
            if any(work[k][j] for j in range(k + 1, size)):
                return None
            pivots.append(ZERO)
            rows.append([ZERO] * size)
            continue
        if not pivot.sign():
            return None
        if pivot.sign() == "nonnegative" and any(work[k][j] for j in range(k + 1, size)):
            return None  # the pivot may vanish, and the rest of its row with it or not
        row = [ZERO] * k + [ONE] + [work[k][j] * pivot.reciprocal() for j in range(k + 1, size)]
        for i in range(k + 1, size):
            for j in range(k + 1, size):
                work[i][j] = work[i][j] - row[i] * work[k][j]
        pivots.append(pivot)
        rows.append(row)
    return pivots, rows


def _squares(halves: list[_Half], pivots: list[Scalar], rows: list[list[Scalar]]) -> list[Square]:
    squares = []
    for half, pivot, row in zip(halves, pivots, rows, strict=True):
        if pivot:
            total: Terms = {}
            for other, weight in zip(halves, row, strict=True):
                if weight:
                    total = add(total, {other.word: weight})
            squares.append(Square(pivot, total, half.metric))
    return squares


def _kind(halves: list[_Half], pivots: list[Scalar]) -> Definite:
    """Definite if a half that is invertible, with a definite metric, stands in a block of positive pivots."""
    for half in halves:
        group = [pivot for other, pivot in zip(halves, pivots, strict=True) if other.metric == half.metric]
        is_definite = half.metric is None or half.metric.definite == "definite"
        if is_definite and _invertible(half) and all(pivot.sign() == "positive" for pivot in group):
            return "definite"
    return "semidefinite"


def _invertible(half: _Half) -> bool:
    """Whether a half is a product of square invertible letters of the size of the metric."""
    if not half.word:
        return True
    first: Iterable[Word] = square_blocks(half.word)
    square = half.word[0].rows == half.word[-1].columns
    return square and all(len(block) == 1 and known_invertible(block[0]) for block in first)
