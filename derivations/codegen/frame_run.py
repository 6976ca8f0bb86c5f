"""The call of every generated NumPy kernel; the function is copied into the module."""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.codegen.frame import allocate, checked, leading_shape
from derivations.codegen.frame_bench import IDLE, Bench
from derivations.codegen.frame_generated import CORES
from derivations.codegen.frame_memory import usable

DOUBLES: list[Any] = [np.dtype(np.float64)] * len(CORES)


def run(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check the arguments, then work: at the desk kept for their shapes where elements are few, else block by block."""
    arrays = [np.asarray(argument) for argument in arguments]
    try:
        bench = IDLE.pop()
    except IndexError:
        bench = Bench()
    try:
        desk = bench.desks.get(tuple([array.shape for array in arrays]))
        if desk is not None and [array.dtype for array in arrays] == DOUBLES:
            lead, single = desk.lead, False
        else:
            lead = leading_shape(arrays)
            single = bool(arrays) and all(array.dtype.char == "f" for array in arrays)
            desk = desk or bench.desk(arrays, lead)
        if out is not None:
            checked(out, lead, single=single)
        if desk is None:
            result = allocate(lead, single=single) if out is None else out
            bench.cut(bench.strays, arrays, result, workspace)
            return result
        if workspace is not None:
            usable(workspace)
        return bench.few(desk, bench.strays, arrays, out, single)
    finally:
        IDLE.append(bench)
