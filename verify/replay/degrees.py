"""Degrees and heights of the entries of an evaluated recipe, for the bound of Schwartz and Zippel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verify.replay.certificate import rational
from verify.replay.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.replay.recipes import Recipe, Step


@dataclass(frozen=True)
class Degree:
    """Bounds for all entries over one denominator: total degrees, and log2 of the sums of absolute integer coefficients."""

    above: float
    below: float
    height_above: float
    height_below: float

    def __post_init__(self) -> None:
        """Refuse what is no number: infinity times zero would pass for no degree at all."""
        if not all(map(math.isfinite, (self.above, self.below, self.height_above, self.height_below))):
            raise Refused("no error bound: degrees or coefficients beyond all floats")

    def plus(self, other: Degree) -> Degree:
        """Of a sum."""
        height = max(self.height_above + other.height_below, other.height_above + self.height_below) + 1
        above = max(self.above + other.below, other.above + self.below)
        return Degree(above, self.below + other.below, height, self.height_below + other.height_below)

    def times(self, other: Degree, inner: int = 1) -> Degree:
        """Of a product that sums over ``inner`` terms."""
        height = self.height_above + other.height_above + math.log2(inner)
        return Degree(self.above + other.above, self.below + other.below, height, self.height_below + other.height_below)

    def power(self, exponent: int) -> Degree:
        """Of an integer power."""
        parts = [abs(exponent) * part for part in (self.above, self.below, self.height_above, self.height_below)]
        result = Degree(*parts)
        return result if exponent >= 0 else result.reciprocal()

    def reciprocal(self) -> Degree:
        """Of one over it."""
        return Degree(self.below, self.above, self.height_below, self.height_above)

    def determinant(self, size: int) -> Degree:
        """Of the determinant."""
        whole = size * self.height_above + _log_factorial(size)
        return Degree(size * self.above, size * self.below, whole, size * self.height_below)

    def inverse(self, size: int) -> Degree:
        """Of the inverse: denominator times adjugate, over determinant."""
        minor = (size - 1) * self.height_above + _log_factorial(size - 1)
        whole = size * self.height_above + _log_factorial(size)
        return Degree(self.below + (size - 1) * self.above, size * self.above, self.height_below + minor, whole)


ENTRY, CONSTANT = Degree(1, 0, 0, 0), Degree(0, 0, 0, 0)


def degree_of_difference(recipe: Recipe, size: Callable[[str | int], int], support: int) -> Degree:
    """The degree of the entries of left - right, with laws on so many points."""
    found: list[Degree] = []
    for step in recipe.steps:
        found.append(degree_of_step(step, found, recipe, (size, support)))
    return found[recipe.left].plus(found[recipe.right])


def degree_in_sizes(recipe: Recipe) -> float:
    """How many traces and determinants are multiplied in left - right: the degree in the dimensions of what traces count."""
    found: list[Degree] = []
    for step in recipe.steps:
        below = [found[argument] for argument in step.args]
        if step.op in ("trace", "determinant"):
            found.append(below[0].times(ENTRY))
        elif step.op == "add":
            found.append(below[0].plus(below[1]))
        elif step.op in ("scale", "multiply"):
            found.append(below[0].times(below[1]))
        elif step.op == "power":
            found.append(below[0].power(step.data["exponent"]))
        elif step.op in ("reciprocal", "inverse"):
            found.append(below[0].reciprocal())
        else:
            found.append(below[0] if below else CONSTANT)
    return found[recipe.left].plus(found[recipe.right]).above


def degree_of_step(step: Step, found: list[Degree], recipe: Recipe, scale: tuple[Callable[[str | int], int], int]) -> Degree:
    """Of one step, from those of the steps before it; ``scale`` is the size of a dimension and the number of points of a law."""
    size, support = scale
    below = [found[argument] for argument in step.args]
    shapes = [recipe.steps[argument].shape for argument in step.args]
    side = size(shapes[0][0]) if shapes and shapes[0] else 1
    if step.op == "letter":  # entries of a simplex are divided by their sum
        return Degree(1, 1, 0, math.log2(max(size(step.shape[0]), 1))) if step.data["entries"] == "simplex" and step.shape else ENTRY
    if step.op == "number":
        return _of_number(step.data["value"])
    if step.op == "expectation":
        part = below[0].times(Degree(1, 0, math.log2(support), 0))
        total = part
        for _ in range(support - 1):
            total = total.plus(part)
        return total
    by_operation: dict[str, Callable[[], Degree]] = {
        "add": lambda: below[0].plus(below[1]),
        "scale": lambda: below[0].times(below[1]),
        "multiply": lambda: below[0].times(below[1], size(shapes[0][-1])),
        "power": lambda: below[0].power(step.data["exponent"]),
        "trace": lambda: below[0].times(CONSTANT, side),
        "determinant": lambda: below[0].determinant(side),
        "inverse": lambda: below[0].inverse(side),
        "reciprocal": below[0].reciprocal if below else (lambda: CONSTANT),
    }
    return by_operation.get(step.op, lambda: below[0] if below else CONSTANT)()


def _of_number(expression: Any) -> Degree:
    kind, *content = expression
    if kind == "rational":
        value = rational(content[0])
        return Degree(0, 0, math.log2(abs(value.numerator) + 1), math.log2(value.denominator))
    if kind in ("sum", "product"):
        result = _of_number(content[0])
        for part in content[1:]:
            result = result.plus(_of_number(part)) if kind == "sum" else result.times(_of_number(part))
        return result
    return _of_number(content[0]).power(content[1]) if kind == "power" else ENTRY


def _log_factorial(size: int) -> float:
    return math.lgamma(size + 1) / math.log(2)
