"""Matrices of a structure that a hypothesis may ask for: P P = P has solutions of every rank, and random draws meet 0 and I."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpq_mat

from derivations.errors import DerivationError
from derivations.star_algebra.element import Element
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.recipe import walk

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from derivations.star_algebra.letters import Letter
    from derivations.star_algebra.recipe import Node
    from verify.problem import Problem

LARGEST = 4  # rows of a matrix that is built


def structured(problem: Problem, evaluation: Evaluation, generator: random.Random) -> Evaluation:
    """The point with other matrices for letters that a hypothesis names alone, where one of the structures below meets it.

    Letters that are declared definite or invertible, or solved for, stay. The result has to be checked like any other point.
    """
    for goal in problem.domain.hypotheses:
        letter = _only_letter(goal.residual.recipe) if goal.relation == "zero" and isinstance(goal.residual, Element) else None
        if letter is not None and letter.name not in problem.domain.letters:
            evaluation = _met(goal.residual.recipe, letter, evaluation, generator) or evaluation
    return evaluation


def _only_letter(recipe: Node) -> Letter | None:
    """The one letter of a recipe, if it ranges over all square matrices, all symmetric ones, or all vectors."""
    letters = {node.payload.name: node.payload for node in walk(recipe) if node.operation == "letter"}
    for letter in letters.values() if len(letters) == 1 else ():
        is_free = not (letter.definite or letter.invertible or letter.arguments) and letter.entries == "real"
        return letter if is_free else None
    return None


def _met(recipe: Node, letter: Letter, evaluation: Evaluation, generator: random.Random) -> Evaluation | None:
    """The point with a matrix for the letter at which the recipe vanishes; without one the point is left as it was."""
    point = evaluation.point
    rows, columns = point.size(letter.rows), point.size(letter.columns)
    if max(rows, columns) > LARGEST or columns not in (1, rows):
        return None
    before = dict(point.letters)
    for build in generator.sample(STRUCTURES, len(STRUCTURES)):
        try:
            built = build(rows, generator)
            matrix = built if columns == rows else _first_column(built)
            if letter.symmetric and matrix != matrix.transpose():
                continue
            point.letters[letter.name] = matrix
            moved = Evaluation(point)
            if all(entry == 0 for entry in moved.value(recipe).entries()):
                return moved
        except (ZeroDivisionError, DerivationError):
            continue
    point.letters = before
    return None


def _integers(rows: int, columns: int, generator: random.Random) -> fmpq_mat:
    return fmpq_mat(rows, columns, [generator.randint(-2, 2) for _ in range(rows * columns)])


def _identity(size: int) -> fmpq_mat:
    return fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])


def _projection(size: int, generator: random.Random) -> fmpq_mat:
    """V (V^T V)^-1 V^T."""
    span = _integers(size, generator.randint(1, size), generator)
    return span * (span.transpose() * span).inv() * span.transpose()


def _reflection(size: int, generator: random.Random) -> fmpq_mat:
    return _identity(size) - _projection(size, generator) * fmpq(2)


def _skew(size: int, generator: random.Random) -> fmpq_mat:
    free = _integers(size, size, generator)
    return free - free.transpose()


def _rotation(size: int, generator: random.Random) -> fmpq_mat:
    """(I + K)^-1 (I - K) for a skew K."""
    skew = _skew(size, generator)
    return (_identity(size) + skew).inv() * (_identity(size) - skew)


def _similar(size: int, generator: random.Random, diagonal: tuple[int, ...], above: int) -> fmpq_mat:
    """M T M^-1 for a triangular T."""
    triangle = [
        [generator.choice(diagonal) if i == j else generator.randint(-above, above) if j > i else 0 for j in range(size)]
        for i in range(size)
    ]
    basis = _integers(size, size, generator)
    return basis * fmpq_mat(size, size, [entry for row in triangle for entry in row]) * basis.inv()


def _first_column(matrix: fmpq_mat) -> fmpq_mat:
    return fmpq_mat(matrix.nrows(), 1, [matrix[i, 0] for i in range(matrix.nrows())])


STRUCTURES: tuple[Callable[[int, random.Random], Any], ...] = (
    _projection,
    _reflection,
    _skew,
    _rotation,
    lambda size, generator: _similar(size, generator, (0, 1), 0),
    lambda size, generator: _similar(size, generator, (1, -1), 0),
    lambda size, generator: _similar(size, generator, (0,), 2),
)
