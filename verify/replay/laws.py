"""How many points a law must live on so that what holds for all laws there holds for every law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.replay.degrees import CONSTANT, ENTRY, Degree, degree_of_step
from verify.replay.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.replay.recipes import Recipe, Step

MOST_POINTS = 400


def points_of_laws(recipe: Recipe, size: Callable[[str | int], int]) -> int:
    """One more than the expectations that are multiplied in the numerator of left - right, nested ones too.

    The numerator is a form of that degree in the weights of a law. Where all values are free, the coefficient of a product of different
    weights is its polarization, so a form that vanishes for laws on as many points vanishes for all of them.

    Raises:
        Refused: there are too many, or a denominator has an expectation and depends on what another one averages over: no number of
            points is enough there.
    """
    _check_denominators(recipe)
    found: list[Degree] = []
    for step in recipe.steps:
        if step.op == "expectation":
            found.append(found[step.args[0]].times(ENTRY))
        else:
            found.append(degree_of_step(step, found, recipe, (size, 1)) if step.args else CONSTANT)
    degree = found[recipe.left].plus(found[recipe.right]).above
    if degree >= MOST_POINTS:
        raise Refused(f"products of {degree:.0f} expectations: too many for the laws that are tried")
    return int(degree) + 1


def _check_denominators(recipe: Recipe) -> None:
    averaged = {str(name) for step in recipe.steps if step.op == "expectation" for name in step.data["variables"]}
    symbols: list[set[str]] = []
    has_mean: list[bool] = []
    for step in recipe.steps:
        inside = set[str]().union(*(symbols[argument] for argument in step.args))
        has_mean.append(step.op == "expectation" or any(has_mean[argument] for argument in step.args))
        if step.op == "expectation":
            inside -= {str(name) for name in step.data["variables"]}
        symbols.append(inside | _own_symbols(step))
        if has_mean[-1] and _divides(step) and inside & averaged:
            raise Refused("a denominator has an expectation and depends on what another one averages over")


def _divides(step: Step) -> bool:
    return step.op in ("inverse", "reciprocal") or (step.op == "power" and step.data["exponent"] < 0)


def _own_symbols(step: Step) -> set[str]:
    return {name for key in ("value", "arguments", "at") for name in _symbols(step.data.get(key))}


def _symbols(expression: Any) -> set[str]:
    """The names in a number: of its symbols, and of what its functions depend on."""
    if not isinstance(expression, list):
        return set()
    if expression and expression[0] == "symbol":
        return {str(expression[1])}
    if expression and expression[0] in ("function", "exponential"):
        return {str(name) for name in expression[2:]}
    return set[str]().union(*map(_symbols, expression))
