"""What a kernel reads: one row a number of every argument, with the ends of its type; what a value outside its type is."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import ClaimError
from derivations.language.scope import tensor_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from derivations.language.types import TypeSpec

BELOW_ZERO = -math.ulp(0.0)  # x > BELOW_ZERO is x >= 0
ENDS = {
    "real": (-math.inf, math.inf),
    "positive": (0.0, math.inf),
    "nonnegative": (BELOW_ZERO, math.inf),
    "negative": (-math.inf, 0.0),
    "unit": (0.0, 1.0),
    "integer": (-math.inf, math.inf),
    "natural": (BELOW_ZERO, math.inf),
    "positive integer": (0.0, math.inf),
    "simplex": (0.0, 1.0),
    "symmetric": (-math.inf, math.inf),
    "spd": (-math.inf, math.inf),
}
WHOLE = ("integer", "natural", "positive integer")


@dataclass(frozen=True)
class Row:
    """One number that a kernel reads: ``component`` of the argument ``argument``, between ``low`` and ``high``, ends excluded."""

    argument: int
    component: tuple[int, ...]
    symbol: sp.Symbol
    low: float
    high: float
    whole: bool


@dataclass(frozen=True)
class Inputs:
    """The arguments of a kernel by name and type, and the rows they are read into.

    First stand the entries above the diagonals of all symmetric matrices, then their mirror images in the same order, then the rest;
    ``mirrors`` gives, for each of the former, the rows of the two diagonal entries of its row and column.
    """

    types: Mapping[str, TypeSpec]
    rows: tuple[Row, ...]
    mirrors: tuple[tuple[int, int], ...] = ()

    @property
    def symbols(self) -> list[sp.Symbol]:
        """The symbol of every row."""
        return [row.symbol for row in self.rows]


def inputs_of(types: Mapping[str, TypeSpec]) -> Inputs:
    """The rows of a kernel's arguments.

    Raises:
        ClaimError: an argument is no array of numbers.
    """
    upper: list[Row] = []
    lower: list[Row] = []
    rest: list[Row] = []
    for position, (name, spec) in enumerate(types.items()):
        if spec.kind not in ENDS and spec.kind != "invertible":
            message = f"Generating a kernel: expected arguments that are arrays of numbers, got {name} = {spec}. Replace it by an instance."
            raise ClaimError(message)
        for row in _rows(position, name, spec):
            mirrored = spec.kind in ("symmetric", "spd") and row.component[0] != row.component[1]
            if not mirrored:
                rest.append(row)
            elif row.component[0] < row.component[1]:
                i, j = row.component
                upper.append(row)
                lower.append(replace(row, component=(j, i), symbol=sp.Symbol(f"{name}_{j}_{i}_mirror", real=True)))
    rows = (*upper, *lower, *rest)
    places = {(row.argument, row.component): index for index, row in enumerate(rows)}
    mirrors = tuple((places[row.argument, (i, i)], places[row.argument, (j, j)]) for row in upper for i, j in [row.component])
    return Inputs(types, rows, mirrors)


def _rows(position: int, name: str, spec: TypeSpec) -> Iterator[Row]:
    tensor = tensor_of(name, spec)
    for place, symbol in zip(itertools.product(*(range(size) for size in tensor.shape)), tensor.entries, strict=True):
        low, high = ENDS.get(spec.kind, ENDS["real"])
        if spec.kind == "spd" and place[0] == place[1]:
            low = 0.0
        if spec.kind == "simplex" and spec.shape == (1,):
            high = math.inf
        yield Row(position, place, symbol, low, high, spec.kind in WHOLE)
