"""Hypotheses that are affine in a matrix, solved for it at a point: random draws hardly ever satisfy C P C = C."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flint import fmpq_mat

from derivations.errors import DerivationError
from derivations.star_algebra.element import Element
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.recipe import walk
from verify.star.number_repair import with_number_solved

if TYPE_CHECKING:
    import random

    from derivations.star_algebra.recipe import Node
    from verify.problem import Problem

_LARGEST = 9  # entries of a matrix that is solved for


def repaired(problem: Problem, evaluation: Evaluation, generator: random.Random) -> Evaluation:
    """The point with some matrices changed so that equations among the hypotheses hold; the same point where none can be solved.

    What is changed is a letter without structure, or a number, in which a hypothesis turns out to be affine. The result has to be checked
    like any other point: solving one equation may break another.
    """
    for goal in problem.domain.hypotheses:
        if goal.relation == "zero" and isinstance(goal.residual, Element):
            recipe = goal.residual.recipe
            if _may_be_solved(recipe, evaluation):
                tried = (_solved_for(name, recipe, evaluation, generator) for name in _free_names(recipe, problem))
                moved = next((found for found in tried if found is not None), None)
                evaluation = moved or with_number_solved(problem, recipe, evaluation) or evaluation
    return evaluation


def _free_names(recipe: Node, problem: Problem) -> list[str]:
    """Letters of a recipe that range over all matrices."""
    letters = {node.payload.name: node.payload for node in walk(recipe) if node.operation == "letter"}
    structured = [name for name, letter in letters.items() if letter.symmetric or letter.invertible or letter.definite or letter.arguments]
    return sorted(
        name for name in letters if name not in structured and name not in problem.domain.letters and letters[name].entries == "real"
    )


def _may_be_solved(recipe: Node, evaluation: Evaluation) -> bool:
    """Whether an equation has a value at a point, and does not hold: one over a number that is zero there is no start."""
    try:
        return _is_violated(recipe, evaluation)
    except ZeroDivisionError:
        return False


def _is_violated(recipe: Node, evaluation: Evaluation) -> bool:
    return any(value != 0 for value in _values(recipe, evaluation))


def _values(recipe: Node, evaluation: Evaluation) -> list[Any]:
    return list(evaluation.value(recipe).entries())


def moved_to(evaluation: Evaluation, name: str, entries: list[Any]) -> Evaluation:
    """The same point with other entries of one matrix."""
    point = evaluation.point.copy()
    old = point.letters[name]
    point.letters[name] = point.field.matrix(old.nrows(), old.ncols(), entries)
    return Evaluation(point)


def _solved_for(name: str, recipe: Node, evaluation: Evaluation, generator: random.Random) -> Evaluation | None:
    """The point with a random solution of ``recipe == 0`` in one matrix; ``None`` if there is none, or the recipe is not affine in it."""
    size = len(evaluation.point.letters[name].entries())
    if size > _LARGEST:
        return None
    try:
        constant = _values(recipe, moved_to(evaluation, name, [0] * size))
        units = [[int(i == k) for i in range(size)] for k in range(size)]
        columns = [[a - b for a, b in zip(_values(recipe, moved_to(evaluation, name, unit)), constant, strict=True)] for unit in units]
        rows = [[*(column[i] for column in columns), -constant[i]] for i in range(len(constant))]
        solution = _random_solution(fmpq_mat(rows), generator)
        moved = moved_to(evaluation, name, solution) if solution is not None else None
        return moved if moved is not None and not _is_violated(recipe, moved) else None
    except (ZeroDivisionError, DerivationError):
        return None


def _random_solution(system: Any, generator: random.Random) -> list[Any] | None:
    """A solution of the equations whose augmented matrix is ``system``, with small numbers for the free unknowns."""
    reduced, rank = system.rref()
    unknowns = system.ncols() - 1
    pivots = [next(j for j in range(unknowns + 1) if reduced[i, j] != 0) for i in range(rank)]
    if unknowns in pivots:
        return None
    solution: list[Any] = [generator.choice((0, 0, 1, -1, 2)) for _ in range(unknowns)]
    for i, pivot in enumerate(pivots):
        free = (j for j in range(unknowns) if j not in pivots)
        solution[pivot] = reduced[i, unknowns] - sum((reduced[i, j] * solution[j] for j in free), reduced[i, unknowns] * 0)
    return solution
