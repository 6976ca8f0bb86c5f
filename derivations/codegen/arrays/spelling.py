"""How names, numbers and broadcast arrays are spelt in generated modules."""

from __future__ import annotations

import ast
import inspect
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.codegen.arrays.program import Axes


LETTERS = {"b": "bcdefghijklmn", "t": "tuvw"}  # of numbers and truths; o, s and x have meanings of their own


def functions_of(module: Any) -> dict[str, str]:
    """The functions of a module by name, as text."""
    text = inspect.getsource(module)
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {node.name: ast.get_source_segment(text, node) or "" for node in nodes}


def turned(name: str, places: tuple[int, ...], rank: int) -> str:
    """A value with its axes at the given places of ``rank``; what broadcasts by itself is left alone."""
    if not places or places == tuple(range(rank - len(places), rank)):
        return name
    if list(places) != sorted(places):
        order = sorted(range(len(places)), key=places.__getitem__)
        name = f"{name}.transpose({', '.join(map(str, [*order, len(places)]))})"
        places = tuple(sorted(places))
        if places == tuple(range(rank - len(places), rank)):
            return name
    parts = [":" if axis in places else "np.newaxis" for axis in range(places[0], rank)]
    return f"{name}[{', '.join(parts)}]"


def letter_for(letter: str, axes: Axes, counts: Mapping[Axes, int]) -> str:
    """Names of rows: b for the first shape, then c, d, ..; t for truths, then u, v, ..; doubled where these end, since x is the arguments.

    >>> shapes = {("n",) * rank: 1 for rank in range(6)}
    >>> [letter_for("t", shape, shapes) for shape in shapes]
    ['t', 'u', 'v', 'w', 'tt', 'uu']
    """
    if axes not in counts:
        return letter
    times, place = divmod(list(counts).index(axes), len(LETTERS[letter]))
    return LETTERS[letter][place] * (1 + times)


def row_names(letter: str, places: Sequence[int]) -> str:
    """The names of consecutive rows, to be unpacked."""
    found = ", ".join(f"{letter}{index}" for index in places)
    return f"({found},)" if len(places) == 1 else found


def number_text(value: float) -> str:
    """A number that stands in the text."""
    return f"-{number_text(-value)}" if value < 0 else repr(value) if math.isfinite(value) else f"math.{value}"


def first_axis(name: str, axis: int) -> str:
    """A value with that axis first and the others in their order: an exchange would turn two others round from the third axis on."""
    return name if not axis else f"{name}.swapaxes(0, 1)" if axis == 1 else f"np.moveaxis({name}, {axis}, 0)"
