"""Losses as kept subjects: Hessian, Fisher matrix, verdicts and null space of each, at three exact points."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import collecting, require
from derivations.language.tensor import Tensor
from derivations.losses import losses
from derivations.losses.curvature import curvature, points_for
from verify.snapshots.item import ANSWERS, Object

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.conditions import Requirement
    from derivations.losses.curvature import Curvature
    from verify.snapshots.points import Place

COUNT = 3


@cache
def kept_losses() -> dict[str, Any]:
    """The losses by the names of their files.

    >>> "loss-squared" in kept_losses()
    True
    """
    return {f"loss-{re.sub(r'[^A-Za-z0-9]+', '-', name).lower()}": loss for name, loss in losses().items()}


@cache
def _found(name: str) -> tuple[Curvature, tuple[tuple[Requirement, Any], ...]]:
    with collecting() as conditions:
        return curvature(kept_losses()[name]), tuple(conditions)


def found(name: str) -> Curvature:
    """Everything about one loss; what it requires is required anew of each caller."""
    of, conditions = _found(name)
    for requirement, expression in conditions:
        require(requirement, expression)
    return of


def points(name: str) -> list[Place]:
    """Exact points at which the facts of a loss hold."""
    of = found(name)
    expressions = [expression for _, expression in of.expressions] + [entry for case in of.cases for entry in case.hessian.entries]
    return list(itertools.islice(points_for([*expressions, *of.fisher.entries], kept_losses()[name].facts), COUNT))


def _hessian(of: Curvature) -> Object:
    words = {str(place): case.condition or "every target and output" for place, case in enumerate(of.cases)}
    return Object(Tensor.stack([case.hessian for case in of.cases]), words=words)


def _verdicts(of: Curvature) -> Object:
    answers = {"negative log-density": of.is_law, "F_R = H_L": of.condition_5, "E[H_L] = F_R": of.in_the_mean, "convex": of.is_convex}
    return Object(None, words={question: ANSWERS[answer] for question, answer in answers.items()})


def _null_space(of: Curvature) -> Object:
    size = len(of.outputs.entries)
    basis = Tensor.stack(list(of.null_space)) if of.null_space else Tensor((0, size), ())
    return Object(basis)


OBJECTS: dict[str, Callable[[Curvature], Object]] = {
    "loss": lambda of: Object(Tensor.vector([sp.sympify(expression, strict=True) for _, expression in of.expressions])),
    "hessian": _hessian,
    "fisher": lambda of: Object(of.fisher, symmetric=True),
    "verdicts": _verdicts,
    "null_space": _null_space,
}


def derive(name: str, key: str) -> Object:
    """One object of a loss."""
    return OBJECTS[key](found(name))
