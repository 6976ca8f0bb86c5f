"""What one file of ``derivations/matrix_calculus/laws`` declares: a parameterisation with the shapes of its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from derivations.matrix_calculus.law import MatrixLaw
    from derivations.star_algebra.element import Element


@dataclass(frozen=True)
class MatrixForm:
    """``parameters`` maps a name to its shape, in which letters stand for dimensions; ``value`` is the shape of a value."""

    family: str
    parameters: Mapping[str, tuple[str, ...]]
    value: tuple[str, ...]
    law: Callable[[Mapping[str, Element]], MatrixLaw]

    def dimensions(self, shapes: Mapping[str, tuple[int | str, ...]]) -> dict[str, int | str] | None:
        """What the letters stand for when the parameters have these shapes; ``None`` if they do not fit."""
        found: dict[str, int | str] = {}
        for name, wanted in self.parameters.items():
            given = shapes[name]
            if len(given) != len(wanted):
                return None
            for letter, size in zip(wanted, given, strict=True):
                if found.setdefault(letter, size) != size:
                    return None
        return found
