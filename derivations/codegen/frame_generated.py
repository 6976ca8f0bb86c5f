"""What is generated for every kernel, here for one that adds one to a number: by it the frame can be read and run."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

FEW = 4  # elements that are computed again together where one of them leaves the range of floats
NEIGHBOURS = 64  # elements up to which all of a part are computed with longer floats where one of them leaves the range of floats
EIGHT = 8  # parts in which such elements are searched
FEWEST = 256  # elements up to which the rows of a call are kept for the next one
BLOCK = 16_384  # elements a pass: the rows in use stay in the second-level cache, and calls cost little beside the work
NAME = "successor"
ARGUMENTS = ("x",)
CORES: tuple[tuple[int, ...], ...] = ((),)  # the trailing axes of every argument
RESULT: tuple[int, ...] = ()  # the trailing axes of the result
COLUMNS: tuple[tuple[Any, ...], ...] = ((...,),)  # the place of every computed entry in the result
COPIES: tuple[tuple[tuple[Any, ...], int], ...] = ()  # an entry, and the column it equals
SPANS: tuple[tuple[int, int], ...] = ((0, 1),)  # the rows of the workspace for every argument, in the order of its reversed axes
ORDER: tuple[int, ...] = (0,)  # the row of the workspace for every input
OPEN: tuple[int, ...] = (0,)  # the inputs of which the ends do not show that they are finite
ENDS: tuple[tuple[int, float, float], ...] = ()  # an input, and the open ends of its type
LIMITS: tuple[tuple[float, float], ...] = ((-math.inf, math.inf),)  # the open ends of every input row
WHOLE: tuple[int, ...] = ()  # input rows that hold integers
MIRRORS: tuple[tuple[int, int], ...] = ()  # input rows i and len(MIRRORS) + i are equal, up to rounding against these rows
INPUTS, NUMBERS, SCRATCH, TRUTHS = 1, 1, 0, 0  # rows of the workspace by their use
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:  # noqa: ARG001, D103 - stands for the generated one
    np.add(x[0], 1.0, out=o[0])
    return None, None


def repair(x: Any, o: Any, where: Any) -> Any:  # noqa: D103 - stands for the generated one
    raise NotImplementedError
