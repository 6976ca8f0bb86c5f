"""A walk downhill over exact points: where a number that should be nonnegative is hard to hit negative by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpq_mat

from derivations.errors import DerivationError
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.quadratic import negative_direction
from derivations.star_algebra.recipe import walk
from verify.star.points import is_admissible
from verify.star.repair import moved_to

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from derivations.star_algebra.recipe import Node
    from verify.problem import Problem

RANDOM_MOVES = 12
_LARGEST = 6  # entries of a letter that is moved to its exact minimum
_FAR = (1, 4, 16, 64)
_BOUNDED = ("simplex", "unit", "positive integer")
_SCALABLE = ("real", "positive", "nonnegative", "negative")
_SCALES = (fmpq(1, 16), fmpq(16))


def descend(problem: Problem, recipe: Node, start: Evaluation, generator: random.Random) -> Evaluation:
    """The lowest point found, the first below zero at the latest.

    Letters without structure go to the exact minimum if the number is quadratic in them; random changes, and numbers and structured
    letters made larger or smaller, each followed by new minima, lead out of flat places.
    """
    walker = _Descent(problem, recipe, start)
    walker.minimise()
    for name in [*walker.names] * (RANDOM_MOVES // max(1, len(walker.names))):
        walker.accept(_changed(walker.best, name, generator))
    walker.minimise()
    for name in walker.scalable:
        for factor in _SCALES if not walker.is_done else ():
            other = _Descent(problem, recipe, _scaled(walker.best, name, factor))
            other.minimise()
            walker.accept(other.best)
    return walker.best


class _Descent:
    """The lowest admissible point so far, and the names of the letters that may be changed freely."""

    def __init__(self, problem: Problem, recipe: Node, start: Evaluation) -> None:
        self.problem, self.recipe, self.best = problem, recipe, start
        self.lowest = _value(start, recipe)
        letters = {node.payload.name: node.payload for node in walk(recipe) if node.operation == "letter"}
        drawn = {key: letters[key.split("(")[0]] for key in sorted(start.point.letters) if key.split("(")[0] in letters}
        self.names = [key for key, letter in drawn.items() if _is_free(letter)]
        structured = [key for key, letter in drawn.items() if not _is_free(letter) and letter.entries not in _BOUNDED]
        numbers = [name for name in sorted(start.point.numbers) if _kind(problem, name) in _SCALABLE]
        self.scalable = [*numbers, *structured]

    @property
    def is_done(self) -> bool:
        return self.lowest is None or self.lowest < 0

    def accept(self, moved: Evaluation) -> None:
        """Go to a point if it is lower and admissible."""
        value = None if self.is_done else _value(moved, self.recipe)
        if value is not None and value < self.lowest and is_admissible(self.problem, moved):
            self.best, self.lowest = moved, value

    def minimise(self) -> None:
        """Move the free letters one after the other to their minimum."""
        for name in self.names:
            if not self.is_done:
                for moved in _to_minimum(self.best, name, self.recipe):
                    self.accept(moved)


def _kind(problem: Problem, name: str) -> str:
    variable = problem.domain.variables.get(name)
    return variable.type.kind if variable else ""


def _scaled(evaluation: Evaluation, name: str, factor: Any) -> Evaluation:
    """The same point with a number or a matrix multiplied by a positive number, which its type allows."""
    point = evaluation.point.copy()
    table = point.numbers if name in point.numbers else point.letters
    table[name] = table[name] * factor
    return Evaluation(point)


def _is_free(letter: Any) -> bool:
    return not (letter.symmetric or letter.invertible or letter.definite) and letter.entries == "real"


def _value(evaluation: Evaluation, recipe: Node) -> Any:
    try:
        return min(evaluation.value(recipe).entries())
    except (ZeroDivisionError, DerivationError):
        return None


def _to_minimum(evaluation: Evaluation, name: str, recipe: Node) -> Iterator[Evaluation]:
    """The minimum of the quadratic through the neighbours, or far points in a direction of negative curvature."""
    start = list(evaluation.point.letters[name].entries())
    if len(start) > _LARGEST:
        return
    model = _quadratic(evaluation, name, recipe, start)
    if model is None:
        return
    gradient, hessian = model
    direction = negative_direction(hessian, strict=False)
    if direction is not None:
        for size in _FAR:
            for sign in (1, -1):
                yield moved_to(evaluation, name, [a + sign * size * b for a, b in zip(start, direction, strict=True)])
    elif hessian.det() != 0:
        step = hessian.inv() * gradient
        yield moved_to(evaluation, name, [a - b for a, b in zip(start, step.entries(), strict=True)])
    else:
        yield from (moved_to(evaluation, name, [a - size * b for a, b in zip(start, gradient.entries(), strict=True)]) for size in _FAR)


def _quadratic(evaluation: Evaluation, name: str, recipe: Node, start: list[Any]) -> tuple[Any, Any] | None:
    """Gradient and Hessian by differences with step 1, which are exact for a quadratic; shapes ``(n, 1)`` and ``(n, n)``."""
    size = len(start)

    def at(*steps: tuple[int, int]) -> Any:
        entries = list(start)
        for place, step in steps:
            entries[place] += step
        return _value(moved_to(evaluation, name, entries), recipe)

    here = at()
    up, down = [at((i, 1)) for i in range(size)], [at((i, -1)) for i in range(size)]
    both = {(i, j): at((i, 1), (j, 1)) for i in range(size) for j in range(i)}
    if any(value is None for value in (here, *up, *down, *both.values())):
        return None

    def second(i: int, j: int) -> Any:
        return up[i] + down[i] - 2 * here if i == j else both[max(i, j), min(i, j)] - up[i] - up[j] + here

    hessian = fmpq_mat(size, size, [second(i, j) for i in range(size) for j in range(size)])
    return fmpq_mat(size, 1, [(a - b) / 2 for a, b in zip(up, down, strict=True)]), hessian


def _changed(evaluation: Evaluation, name: str, generator: random.Random) -> Evaluation:
    """The same point with one letter reversed, scaled, or moved in one entry."""
    entries = list(evaluation.point.letters[name].entries())
    number = evaluation.point.field.number
    kind = generator.randrange(4)
    if kind <= 1:
        factor = number(-1) if kind == 0 else number(*generator.choice(((2, 1), (1, 2))))
        return moved_to(evaluation, name, [entry * factor for entry in entries])
    entries[generator.randrange(len(entries))] += number(generator.choice((-1, 1)), generator.choice((1, 1, 2, 4)))
    return moved_to(evaluation, name, entries)
