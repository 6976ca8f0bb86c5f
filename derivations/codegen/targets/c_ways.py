"""Calls of a C kernel with many elements: what C is told of arrays of these shapes and strides is kept, but for where they start.

To describe the arrays anew took eight microseconds, as long as a light kernel needs for thousands of elements.
"""

from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import numpy as np

from derivations.codegen.frame_generated import CORES, RESULT
from derivations.codegen.targets.c_frame import FLOAT64, RECORDS, address, described, launched

BYTE: Any = ctypes.c_char


class Way(NamedTuple):
    """How arrays lie: elements, strides in bytes as C reads them, and the first and last byte of each array from its start."""

    lead: tuple[int, ...]
    steps: list[tuple[int, ...]]
    spans: list[tuple[int, int]]


def layout_of(arrays: list[Any], out: Any) -> Any:
    """What a way is kept for; none if the result is not written where it stands."""
    if type(out) is not np.ndarray or out.dtype != FLOAT64:
        return None
    return tuple([array.strides for array in arrays]), tuple([array.shape for array in arrays]), out.strides, out.shape


def way_of(arrays: list[Any], lead: tuple[int, ...], out: Any) -> Any:
    """The way of some arrays of float64; none if C cannot read or write one of them where it stands."""
    if out.shape != (*lead, *RESULT):
        return None
    steps, spans = [], []
    for array, core in zip((*arrays, out), (*CORES, RESULT), strict=True):
        records: list[int] = []
        if described(array, lead, core, records) is not array or not array.size:
            return None
        steps.append(tuple(records[1:]))
        reach = [stride * (size - 1) for size, stride in zip(array.shape, array.strides, strict=True)]
        spans.append((sum(min(each, 0) for each in reach), sum(max(each, 0) for each in reach) + array.itemsize))
    return Way(lead, steps, spans)


def went(way: Any, arrays: list[Any], out: Any) -> bool:
    """Let C compute and say so, unless ``out`` cannot be written or may overlap an argument."""
    if not out.flags.writeable:
        return False
    place = start(out)
    low, high = way.spans[-1]
    records: list[int] = []
    for array, steps, (first, last) in zip(arrays, way.steps, way.spans, strict=False):  # those of out are left
        begin = start(array)
        if begin + first < place + high and place + low < begin + last:
            return False
        records += (begin, *steps)
    records += (place, *way.steps[-1])
    launched(arrays, out, way.lead, RECORDS.pack(*records))
    return True


def start(array: Any) -> int:
    """Where the numbers of an array start, from its buffer where it has one that may be written: a fifth of the time of `address`."""
    flags = array.flags
    if flags.writeable:
        if flags.c_contiguous:
            return ctypes.addressof(BYTE.from_buffer(array))
        if flags.f_contiguous:
            return ctypes.addressof(BYTE.from_buffer(array.T))
    return address(array)
