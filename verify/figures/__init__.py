"""The figures of Ho's essay, drawn from numbers that the numeric core computes, as printed and as corrected: one figure a file."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from reports.figures.plane import Plane

    Point = tuple[float, float]


@dataclass(frozen=True)
class Panel:
    """One picture and the name of its file, without ending."""

    name: str
    plane: Plane


@dataclass(frozen=True)
class Figure:
    """Pictures that belong together.

    Args:
        heading: what they show.
        panels: from left to right.
        caption: what is as printed and what was corrected, with the claims that prove it.
    """

    heading: str
    panels: Sequence[Panel]
    caption: str


def figures() -> list[Figure]:
    """All figures, in the order of the essay: each module of this folder with a ``PLACE`` draws one."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__) if found.name != "__main__"]
    drawn = sorted((module for module in modules if hasattr(module, "PLACE")), key=lambda module: module.PLACE)
    return [module.draw() for module in drawn]


def pairs(points: NDArray[Any] | Iterable[Sequence[float]]) -> list[Point]:
    """Rows of two numbers as pairs."""
    return [(float(x), float(y)) for x, y in points]
