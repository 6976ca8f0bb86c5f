"""Equalities in every dimension, decided at random matrices modulo random 61-bit primes."""

from __future__ import annotations

import secrets
from math import log2
from typing import TYPE_CHECKING

from verify.replay.degrees import degree_in_sizes, degree_of_difference
from verify.replay.laws import points_of_laws
from verify.replay.points import Bound, Point
from verify.replay.refusal import Refused
from verify.replay.residue_matrices import Matrix, add, eliminated, multiply, scale, transpose
from verify.replay.residues import random_prime

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.replay.recipes import Recipe, Step

LARGEST = 24  # a size from which on no accident of small matrices is left for the recipes of documents
PRIME_BITS, PRIMES_LOG2 = 60.0, 53.0
TARGET = 100.0
MOST_TRIALS = 12
MOST_TRACES, MOST_SIZES = 8, 600  # traces in a product, and random choices of sizes until enough of them are defined


def confirm(recipe: Recipe) -> str:
    """Confirm that both sides agree; how.

    Raises:
        Refused: they differ at some point, or something is singular there, or no error bound is reached.
    """
    for sizes in _assignments(recipe):
        try:
            how = _at(recipe, sizes)
            _not_only_large(recipe)
            return how  # noqa: TRY300 - the three ways out stand together
        except ZeroDivisionError:
            continue  # J^T J has an inverse only where J has no more columns than rows
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise Refused(f"malformed: {type(error).__name__} {error}") from error
    raise Refused("something is divided by zero, or a singular matrix inverted, whatever the sizes")


def _not_only_large(recipe: Recipe) -> None:
    """Refuse what holds in some sizes only: det(u v^T) = 0 in large ones, (trace(I) - 1) (trace(I) - 2) = 0 in small ones.

    Traces multiply the sizes: a polynomial of their degree vanishes at a random choice of sizes with a chance of at most degree/LARGEST.
    """
    for size in (1, 2):
        _agrees(recipe, dict.fromkeys(recipe.dimensions, size))
    degree, bits = degree_in_sizes(recipe), 0.0
    if degree > MOST_TRACES:
        raise Refused(f"products of {degree:.0f} traces: too many for the sizes that are tried to tell dimensions apart")
    for _ in range(MOST_SIZES if degree else 0):
        if _agrees(recipe, {name: 1 + secrets.randbelow(LARGEST) for name in recipe.dimensions}):
            bits += log2(LARGEST / degree)
        if bits >= TARGET:
            return
    if degree:
        raise Refused("too few sizes in which both sides are defined")


def _agrees(recipe: Recipe, sizes: dict[str, int]) -> bool:
    """Whether both sides are defined in some sizes, where they are the same.

    Raises:
        Refused: they differ there.
    """
    evaluation = Evaluation(recipe, Point(random_prime(), sizes, _support(recipe, sizes)))
    try:
        same = evaluation.value(recipe.left, ()) == evaluation.value(recipe.right, ())
    except ZeroDivisionError:
        return False
    if not same:
        raise Refused(f"the sides differ in dimensions {sizes}")
    return True


def _at(recipe: Recipe, sizes: dict[str, int]) -> str:
    """Trials in given sizes until the error bound is small enough; raises ZeroDivisionError where a side is undefined."""
    support = _support(recipe, sizes)
    gain, bits = _gain(recipe, sizes, support), 0.0
    for _ in range(MOST_TRIALS):
        if bits >= TARGET:
            return "at random matrices modulo random primes, error below 2^-100"
        evaluation = Evaluation(recipe, Point(random_prime(), sizes, support))
        if evaluation.value(recipe.left, ()) != evaluation.value(recipe.right, ()):
            raise Refused(f"the sides differ in dimensions {sizes}")
        bits += gain
    raise Refused("no error bound was reached")


def _assignments(recipe: Recipe) -> list[dict[str, int]]:
    """Growing, falling and equal sizes, above what the length of the recipe asks for, as far as that stays small."""
    leaves = sum(step.op == "letter" for step in recipe.steps)
    inverses = sum(step.op == "inverse" for step in recipe.steps)
    least = 2 * (leaves + inverses) + 2 if inverses else leaves + 2
    names, least = recipe.dimensions, min(least, LARGEST)
    growing = {name: least + place for place, name in enumerate(names)}
    return [growing, {name: least + place for place, name in enumerate(reversed(names))}, dict.fromkeys(names, least)]


def _support(recipe: Recipe, sizes: dict[str, int]) -> int:
    """How many points every law lives on: enough for products of expectations, and more than any dimension."""
    return max(points_of_laws(recipe, _size_in(sizes)), *(size + 1 for size in sizes.values()), 3)


def _size_in(sizes: dict[str, int]) -> Callable[[str | int], int]:
    return lambda size: size if isinstance(size, int) else sizes[size]


def _gain(recipe: Recipe, sizes: dict[str, int], support: int) -> float:
    """The bits of certainty that one trial adds."""
    try:
        bound = degree_of_difference(recipe, _size_in(sizes), support)
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError) as error:
        raise Refused(f"malformed: {type(error).__name__} {error}") from error
    if bound.below >= 2**PRIME_BITS:
        return 0.0
    miss = bound.above / (2**PRIME_BITS - bound.below) + bound.height_above / PRIME_BITS / 2**PRIMES_LOG2
    return max(-log2(miss), 0.0) if miss > 0 else PRIME_BITS


class Evaluation:
    """The values of a recipe at one point. Numbers are 1 x 1 matrices, vectors are columns."""

    def __init__(self, recipe: Recipe, point: Point) -> None:
        """Start with nothing evaluated."""
        self.recipe, self.point = recipe, point
        self._values: dict[tuple[int, Bound], Matrix] = {}

    def value(self, node: int, bound: Bound) -> Matrix:
        """The value of a step, under fixed support points of the variables that are bound around it."""
        key = node, bound
        if key not in self._values:
            self._values[key] = self._checked(self.recipe.steps[node], bound)
        return self._values[key]

    def _checked(self, step: Step, bound: Bound) -> Matrix:
        value = self._expectation(step, bound) if step.op == "expectation" else self._computed(step, bound)
        rows, columns = (*(self.point.size(size) for size in step.shape), 1, 1)[:2]
        if len(value) != rows or any(len(row) != columns for row in value):
            raise Refused(f"the step {step.op} has not the shape {step.shape}")
        return value

    def _expectation(self, step: Step, bound: Bound) -> Matrix:
        variables = step.data["variables"]
        rest = tuple(item for item in bound if item[0] not in variables)
        total: Matrix | None = None
        for support, weight in enumerate(self.point.weights(step, rest)):
            places = ((name, support, place) for place, name in enumerate(variables))
            part = scale(weight, self.value(step.args[0], tuple(sorted((*rest, *places)))), self.point.prime)
            total = part if total is None else add(total, part, self.point.prime)
        return total or []

    def _computed(self, step: Step, bound: Bound) -> Matrix:
        prime = self.point.prime
        if step.op == "letter":
            return self.point.letter(step, bound)
        if step.op == "number":
            return [[self.point.number(step.data["value"], bound)]]
        if step.op in ("identity", "zeros"):
            rows, columns = (*(self.point.size(size) for size in step.shape), 1, 1)[:2]
            return [[int(step.op == "identity" and i == j) for j in range(columns)] for i in range(rows)]
        values = [self.value(argument, bound) for argument in step.args]
        shapes = [self.recipe.steps[argument].shape for argument in step.args]
        if step.op == "multiply":
            product = multiply(transpose(values[0]) if len(shapes[0]) == 1 else values[0], values[1], prime)
            return transpose(product) if len(shapes[0]) == 1 and len(shapes[1]) > 1 else product
        return _OPERATIONS[step.op](values, step, prime)


def _number(value: int, prime: int) -> Matrix:
    return [[value % prime]]


def _inverted(value: int, prime: int) -> int:
    if not value:
        raise ZeroDivisionError
    return pow(value, -1, prime)


_OPERATIONS: dict[str, Callable[[list[Matrix], Step, int], Matrix]] = {
    "add": lambda values, _, prime: add(values[0], values[1], prime),
    "scale": lambda values, _, prime: scale(values[0][0][0], values[1], prime),
    "transpose": lambda values, _, __: transpose(values[0]),
    "column": lambda values, _, __: values[0],
    "row": lambda values, _, __: transpose(values[0]),
    "inverse": lambda values, _, prime: eliminated(values[0], prime)[1],
    "determinant": lambda values, _, prime: _number(eliminated(values[0], prime)[0], prime),
    "trace": lambda values, _, prime: _number(sum(values[0][i][i] for i in range(len(values[0]))), prime),
    "reciprocal": lambda values, _, prime: _number(_inverted(values[0][0][0], prime), prime),
    "power": lambda values, step, prime: _number(pow(values[0][0][0], step.data["exponent"], prime), prime),
}
