"""Calls of a C kernel with few elements: rows for the shapes of their arguments are kept, and a call copies numbers to where C looks.

To ask an array where it stands costs four times as much as to copy ten numbers. Copied into every Python module around a C kernel.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.frame import checked, leading_shape
from derivations.codegen.frame_generated import CORES, FEWEST, RESULT
from derivations.codegen.targets.c_frame import FLOAT64, RECORDS, SYMMETRIC, again, anywhere, described, narrowed
from derivations.codegen.targets.c_library import compiled
from derivations.codegen.targets.c_ways import layout_of, way_of, went

DESKS: int = 8  # that one call finds at most, with the ways of long arrays
IDLE: list[
    Any
] = []  # the desks of calls that are over, by shapes, and ways by layouts: each call takes a set, so that two at a time never share it
DOUBLES: list[Any] = [FLOAT64] * len(CORES)
SINGLES: list[Any] = [np.dtype(np.float32)] * len(CORES)


class Desk:
    """Rows for few elements, the arguments and the result as arrays over them, and what C is told of these."""

    def __init__(self, lead: tuple[int, ...]) -> None:
        """``lead``: the common leading axes."""
        self.lead, self.length, cores = lead, math.prod(lead), (*CORES, RESULT)
        self.rows = [np.empty((*core, *lead)) for core in cores]
        wholes = [turned(rows, core) for rows, core in zip(self.rows, cores, strict=True)]
        records: list[int] = []
        for whole, core in zip(wholes, cores, strict=True):
            described(whole, lead, core, records)
        self.record = RECORDS.pack(*records)
        self.targets, self.result = wholes[:-1], wholes[-1]


def turned(rows: Any, core: tuple[int, ...]) -> Any:
    """Rows of shape (*core, *lead) as an array of shape (*lead, *core)."""
    return rows.transpose((*range(len(core), rows.ndim), *range(len(core)))) if core else rows


def run(arguments: tuple[Any, ...], out: Any) -> Any:
    """Check the arguments, then let C compute: few elements at the desk kept for their shapes, others where they stand."""
    arrays = [np.asarray(argument) for argument in arguments]
    try:
        desks = IDLE.pop()
    except IndexError:
        desks = {}
    try:
        shapes = tuple([array.shape for array in arrays])
        desk = desks.get(shapes)
        dtypes = [array.dtype for array in arrays]
        single = dtypes == SINGLES and dtypes != DOUBLES
        known = dtypes == DOUBLES or (single and not SYMMETRIC)  # of other matrices the rounding is taken away first
        if desk is None or not known:
            layout = layout_of(arrays, out) if known and not single else None
            if layout in desks and went(desks[layout], arrays, out):
                return out
            lead = leading_shape(arrays)
            if not known or not 0 < math.prod(lead) <= FEWEST:
                if layout is not None:
                    keep(desks, layout, way_of(arrays, lead, out))
                return anywhere(arrays, lead, out)
            desk = keep(desks, shapes, Desk(lead))
        if out is not None:
            checked(out, desk.lead, single=single)
        return few(desk, arrays, out, single=single)
    finally:
        IDLE.append(desks)


def keep(desks: dict[Any, Any], key: Any, what: Any) -> Any:
    """Keep a desk, or a way if there is one, for later calls."""
    if what is not None:
        if len(desks) >= DESKS:
            desks.clear()
        desks[key] = what
    return what


def few(desk: Any, arrays: list[Any], out: Any, *, single: bool) -> Any:
    """Copy the arguments, let C compute, copy the result."""
    for target, array in zip(desk.targets, arrays, strict=True):
        target[...] = array
    if compiled()(desk.length, desk.record, None):
        again(desk.targets, desk.result, desk.record)
    if single:
        return narrowed(desk.result, out)
    if out is None:
        return turned(desk.rows[-1].copy(), RESULT)[()]
    out[...] = desk.result
    return out
