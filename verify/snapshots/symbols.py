"""Laws at free symbols, whose names carry a mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.tensor import Tensor
from derivations.parameters import ASSUMPTIONS, placeholder

if TYPE_CHECKING:
    from derivations.family import Family
    from derivations.law import Law
    from derivations.parameters import Parameter


def is_whole(parameter: Parameter) -> bool:
    """Whether a parameter is a whole number, such as a number of trials."""
    return bool(ASSUMPTIONS[parameter.kind].get("integer"))


def at_symbols(family: Family, shapes: list[tuple[int, ...]], mark: str, *, whole: bool = False) -> Law:
    """A law at free symbols; the last class of a simplex has what the others leave. ``whole`` parameters are marked on request only."""
    values: dict[str, Tensor] = {}
    for parameter, shape in zip(family.parameters, shapes, strict=True):
        unmarked = is_whole(parameter) and not whole
        marked = parameter if unmarked else type(parameter)(parameter.name + mark, parameter.kind, parameter.shape)
        value = placeholder(marked, shape)
        if parameter.kind == "simplex":
            value = Tensor.vector([*value.entries[:-1], 1 - sp.Add(*value.entries[:-1])])
        values[parameter.name] = value
    return family.law(**values)
