"""The frame of the Python module around a C kernel: it lets C compute every element where it stands, in arrays of any layout.

Its functions, those of :mod:`.c_library`, and the NumPy kernel, which computes again what C does not reach, are copied into the module. The
constants are those of a kernel that adds one to a number.
"""

from __future__ import annotations

import ctypes
import math
import struct
from typing import Any

import numpy as np

from derivations.codegen.frame import allocate, checked, cut
from derivations.codegen.frame_generated import COLUMNS, COPIES, CORES, RESULT, repair
from derivations.codegen.targets.c_library import compiled

SYMMETRIC: tuple[int, ...] = ()  # the arguments that are symmetric matrices
MARKED = False  # whether C tells at once which elements are doubtful, where they are MANY: what is computed twice is worth more than marks
MANY = 4096
FAR = 2  # the mark of an element that may have left the range of floats
SOURCES: tuple[tuple[int, tuple[int, ...]], ...] = ((0, ()),)  # the argument of every input, and the place in it
AXES = 1  # places for strides along the trailing axes in the record of an array
FLOAT64 = np.dtype(np.float64)
RECORDS = struct.Struct("P" + "n" * (1 + AXES) + ("P" + "n" * (1 + AXES)) * len(CORES))  # what C reads of the arguments and of the result
CAPSULE = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p)(("PyCapsule_GetPointer", ctypes.pythonapi))
WORD = ctypes.sizeof(ctypes.c_void_p)
DATA = -(-20 // WORD) * WORD + 2 * WORD  # where the start of the numbers stands in `PyArrayInterface`: after 20 bytes and two pointers


def anywhere(arrays: list[Any], lead: tuple[int, ...], out: Any) -> Any:
    """Let C compute every element where it stands; the leading axes broadcast to ``lead``."""
    single = bool(arrays) and all(array.dtype.char == "f" for array in arrays)
    if out is not None:
        checked(out, lead, single=single)
    whole = [array if array.dtype is FLOAT64 else array.astype(FLOAT64) for array in arrays]
    if single:
        whole = [symmetrised(array) if place in SYMMETRIC else array for place, array in enumerate(whole)]
    direct = out is not None and not single and out.flags.writeable and step(out, len(lead)) is not None
    direct = direct and not any(np.may_share_memory(array, out) for array in whole)
    result = out if direct else allocate(lead, single=False) if RESULT else np.empty(lead)
    records: list[int] = []
    kept = [described(array, lead, core, records) for array, core in zip((*whole, result), (*CORES, RESULT), strict=True)]
    launched(kept[:-1], result, lead, RECORDS.pack(*records))
    if single:
        return narrowed(result, out)
    if out is None:
        return result[()]
    if not direct:
        np.copyto(out, result, casting="same_kind")
    return out


def launched(arrays: list[Any], result: Any, lead: tuple[int, ...], record: bytes) -> None:
    """Let C compute, and NumPy again what is doubtful."""
    count = math.prod(lead)
    marks = np.empty(lead, np.uint8) if MARKED and count >= MANY else None
    if compiled()(count, record, None if marks is None else address(marks)):
        again(arrays, result, record, marks)


def narrowed(result: Any, out: Any) -> Any:
    """The result as float32: what is beyond it is infinite or nothing, and no error."""
    with np.errstate(all="ignore"):
        if out is None:
            return result.astype(np.float32)[()]
        np.copyto(out, result, casting="same_kind")
    return out


def described(array: Any, lead: tuple[int, ...], core: tuple[int, ...], records: list[int]) -> Any:
    """Append to the records where an array starts, and its strides in bytes; a copy if its leading axes have no common one."""
    own = array.shape[: array.ndim - len(core)]
    width: int | None = 0
    if own == lead:
        width = step(array, len(lead))
    elif math.prod(own) != 1:
        width = None
    if width is None:
        array = np.ascontiguousarray(np.broadcast_to(array, lead + core))
        width = step(array, len(lead))
    records += (address(array), width or 0, *array.strides[array.ndim - len(core) :], *([0] * (AXES - len(core))))
    return array


def step(array: Any, depth: int) -> int | None:
    """Bytes from one element to the next in the order of the leading axes; none if that changes on the way."""
    if depth == 1:
        return int(array.strides[0])
    width: int | None = None
    span = 0
    for size, stride in zip(array.shape[:depth][::-1], array.strides[:depth][::-1], strict=True):
        if size != 1:
            if width is not None and stride != span:
                return None
            width = stride if width is None else width
            span = stride * size
    return width or 0


def address(array: Any) -> int:
    """Where the numbers of an array start, from the record that NumPy keeps for programs in C: a quarter of the time of `ctypes.data`."""
    capsule = array.__array_struct__
    return ctypes.c_ssize_t.from_address(CAPSULE(capsule, None) + DATA).value


def again(arrays: list[Any], result: Any, record: bytes, marks: Any = None) -> None:
    """Compute elements as the NumPy kernel does, once C has told which: those in which sums lost digits, or numbers the range of floats."""
    lead = result.shape[: result.ndim - len(RESULT)]
    if marks is None:
        marks = np.empty(lead, np.uint8)
        compiled()(math.prod(lead), record, address(marks))
    places: Any = marks.nonzero() if lead else np.newaxis
    wholes: list[Any] = [
        array if array.shape == lead + core else np.broadcast_to(array, lead + core) for array, core in zip(arrays, CORES, strict=True)
    ]
    if FAR in marks[places].tobytes():
        values = result[places]
        strays: list[Any] = []  # an entry for every operation that left the range of floats
        with np.errstate(divide="ignore", invalid="ignore", over="call", under="call", call=lambda *what: strays.append(what)):
            cut(strays, [whole[places] for whole in wholes], values, None)
        result[places] = values
    else:  # number by number, as memory is read fastest
        mended([wholes[argument][(..., *component)][places] for argument, component in SOURCES], result, places)


def mended(x: list[Any], result: Any, places: Any) -> None:
    """Compute some elements again that only lost digits; those that no precision reaches stay as C has computed them."""
    columns = [result[place] for place in COLUMNS] if RESULT else [result]
    o = [column[places] for column in columns]
    repair(x, o, np.arange(len(o[0])))
    for column, values in zip(columns, o, strict=True):
        column[places] = values
    for place, source in COPIES:
        result[place][places] = o[source]


def symmetrised(array: Any) -> Any:
    """float32 matrices without the asymmetry that is rounding."""
    mirrored = np.swapaxes(array, -1, -2)
    with np.errstate(all="ignore"):
        diagonal = np.sqrt(np.abs(np.diagonal(array, axis1=-2, axis2=-1)))
        size = np.abs(array) + np.abs(mirrored) + diagonal[..., np.newaxis] * diagonal[..., np.newaxis, :]
        near = np.abs(array - mirrored) <= 64.0 * 1.2e-7 * size
    return np.ascontiguousarray(np.where(near, 0.5 * (array + mirrored), array))


def make_workspace(dtype: Any = np.float64) -> Any:
    """An empty array: C needs no memory beside its arguments; here so that kernels of both targets are called alike."""
    return np.empty(0, dtype)
