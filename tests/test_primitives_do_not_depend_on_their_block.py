"""A primitive gives an element the value that it has alone, whatever else stands in its block: no threshold leaves one out."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from ulps import apply

from derivations.codegen.primitives import primitives

if TYPE_CHECKING:
    from derivations.codegen.primitives import Primitive

POINTS = np.concatenate([np.arange(1.0, 33.0), np.arange(0.25, 8.0, 0.5), [0.1, 0.3, 0.55, 0.6, 0.7, 0.9, 100.0]])
COMPANY = ([0.05], [1.5], [50.0], [0.05, 50.0], [1.5, 1.5, 50.0])


def names(primitive: Primitive) -> list[str]:
    """The arguments."""
    return list(inspect.signature(primitive.implementation).parameters)[: len(primitive.domain)]


def arguments(primitive: Primitive, points: Any) -> list[Any]:
    """One column an argument, each within its domain; each larger by a quarter than the last, or a difference."""
    columns: list[Any] = []
    for position, (name, domain) in enumerate(zip(names(primitive), primitive.domain, strict=True)):
        column = points * (1 + position / 4)
        column = (
            -column
            if domain == "negative"
            else column + 1
            if domain == "above 1"
            else column / (1 + column)
            if domain == "unit"
            else column
        )
        if name in ("dy", "dv"):  # the differences of the first and third, of the second and fourth
            column = columns[position - 4] - columns[position - 2]
        columns.append(columns[0] - columns[1] if name == "difference" else column)
    return columns


@pytest.mark.parametrize("company", COMPANY, ids=str)
@pytest.mark.parametrize("primitive", primitives().values(), ids=lambda primitive: primitive.name)
def test_company_changes_nothing(primitive: Primitive, company: list[float]) -> None:
    """Alone, and after smaller, equal or larger elements, up to the last digits of another series."""
    for point in POINTS:
        alone = apply(primitive.implementation, primitive.rows, *arguments(primitive, np.array([point])))[0]
        block = apply(primitive.implementation, primitive.rows, *arguments(primitive, np.array([*company, point])))[-1]
        assert np.isclose(block, alone, rtol=1e-13, atol=1e-300, equal_nan=False), (point, block, alone)
