"""What a relation says of Kronecker products and stacked matrices, as goals about elements of the free *-algebra."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.star_algebra.kronecker import Composite, LinearMap, Stacked

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.star_algebra.element import Element


def about_elements(goal: Goal, *, is_assumed: bool = False) -> tuple[Goal, ...]:
    """The goal itself, or goals that hold exactly where it does, whatever the arbitrary matrix in them is.

    Args:
        goal: what is said.
        is_assumed: whether it is a hypothesis: at a point there is one arbitrary matrix, for which it may hold although the map has another
            value elsewhere.

    Raises:
        DerivationError: the relation cannot be said of such values, or not assumed.
    """
    sides = (goal.residual, goal.left, goal.right)
    if not any(isinstance(side, Composite) for side in sides):
        return (goal,)
    if is_assumed and any(isinstance(side, LinearMap) for side in sides):
        message = "Reading a hypothesis: expected one about matrices or stacked ones, got one about Kronecker products. Say it of factors."
        raise DerivationError(message)
    if goal.relation == "zero":
        return (_read(goal, _image),)
    if goal.relation in ("psd", "pd") and isinstance(goal.residual, LinearMap):
        semidefinite = replace(_read(goal, LinearMap.form), relation="nonnegative")
        return (semidefinite,) if goal.relation == "psd" else (semidefinite, _invertible(goal.residual))
    message = f"Reading a relation of Kronecker products: expected an equality, psd or pd, got {goal.relation!r}. Give explicit sizes."
    raise DerivationError(message)


def _read(goal: Goal, reading: Callable[[Any], Element]) -> Goal:
    residual, left, right = (reading(side) if isinstance(side, Composite) else side for side in (goal.residual, goal.left, goal.right))
    return replace(goal, residual=residual, left=left, right=right)


def _image(value: Composite) -> Element:
    """Two maps are equal where their images of an arbitrary matrix are."""
    return value.matrix if isinstance(value, Stacked) else value.anywhere()


def _invertible(value: LinearMap) -> Goal:
    """What makes a semidefinite matrix definite."""
    determinant = value.det()
    return Goal("positive", determinant, determinant, Tensor.scalar(sp.S.Zero))
