"""The constants of a generated module for every size, here those of a kernel that adds up a vector."""

from __future__ import annotations

import math
from typing import Any

BLOCK = 8192  # elements a pass, at most
MANY = 32  # from so many classes on, those of an element stand side by side, instead of the elements of a class
FEW = 16  # elements that are computed again together where any of them left the range of floats
CAPACITY = 262_144  # numbers that a pass works on: they stay in the second-level cache
NAME = "total_of"
DIMENSIONS: tuple[str, ...] = ("K",)  # the names of the sizes
FIXED: dict[Any, int] = {}  # sizes that are given by the types
PLANS: dict[Any, Any] = {}  # what is known of the memory, by the sizes
ARGUMENTS = ("x",)
CORES: tuple[tuple[Any, ...], ...] = (("K",),)  # the trailing axes of every argument
RESULT: tuple[Any, ...] = ()  # the trailing axes of the result
ENDS: tuple[tuple[float, float], ...] = ((-math.inf, math.inf),)  # the open ends of every argument
FREE: tuple[int, ...] = (0,)  # arguments that only have to be finite
WHOLE: tuple[int, ...] = ()  # arguments that hold integers
SIMPLEXES: tuple[int, ...] = ()  # arguments that sum to one
SYMMETRIC: tuple[int, ...] = ()  # arguments that equal their transposes
NUMBERS: tuple[tuple[tuple[str, ...], int], ...] = ()  # rows of numbers by their axes
TRUTHS: tuple[tuple[tuple[str, ...], int], ...] = ()  # rows of truths by their axes
SCRATCH = 0  # rows that the functions below overwrite
REPAIRED = True  # whether elements are computed again
