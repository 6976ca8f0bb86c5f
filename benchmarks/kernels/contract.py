"""What our kernels promise of arguments outside their types, kept by plain NumPy: comparisons of whole arrays, a masked assignment."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.inputs import Inputs, Row


def forget_outside(result: Any, columns: Sequence[Any], inputs: Inputs, requirements: Sequence[Any]) -> None:
    """Make nan of the elements with an argument outside its type, and of those that do not meet a requirement.

    Shapes: ``result`` (entries, elements), each column and each requirement (elements,). Mirror images must be equal, which is cheaper
    than to allow for rounding as our kernels do.
    """
    inside = np.ones(result.shape[-1], np.bool_)
    for column, row in zip(columns, inputs.rows, strict=True):
        for test in tests(column, row):
            inside &= test
    pairs = len(inputs.mirrors)
    for first, second in zip(columns[:pairs], columns[pairs : 2 * pairs], strict=True):
        inside &= first == second
    for each in requirements:
        inside &= each
    if not inside.all():
        result[:, ~inside] = np.nan


def tests(column: Any, row: Row) -> list[Any]:
    """Where the numbers of a row lie in their type, as truths of shape (elements,)."""
    endless = row.low == -math.inf and row.high == math.inf
    found = [np.isfinite(column)] if endless else [column > row.low, column < row.high]
    return [*found, np.floor(column) == column] if row.whole else found
