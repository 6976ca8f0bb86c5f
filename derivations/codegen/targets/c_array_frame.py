"""The frame of the Python module around a C kernel for every size; its functions are copied into the module beside those of NumPy.

Elements that C marks are computed by the NumPy kernel, which computes again what floats do not reach. The constants are those of a kernel
that adds up a vector.
"""

from __future__ import annotations

import ctypes
import functools
import math
import struct
from typing import Any

import numpy as np

from derivations.codegen.arrays.constants import CORES, DIMENSIONS, FIXED, NAME, SYMMETRIC
from derivations.codegen.arrays.frame import checked, core_of_result, leading_shape, run, sizes_of
from derivations.codegen.targets.c_frame import FLOAT64, RECORDS, address, described, narrowed, step, symmetrised
from derivations.codegen.targets.c_library import compiled

SIZES = struct.Struct("n" * len(DIMENSIONS))  # what C reads of the sizes
MEMORY: tuple[tuple[int, tuple[Any, ...]], ...] = ((3, ("K",)),)  # how many arrays of which axes C works on

LANES, FEW = 16, 16  # elements that are computed side by side where no size is more


@functools.cache
def entry() -> Any:
    """The function of the library, with what it reads: elements, sizes, arrays, memory, marks."""
    function = compiled()
    function.argtypes = [ctypes.c_size_t, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p]
    return function


def anywhere(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check the arguments, let C compute every element where it stands, and NumPy those that it marks."""
    arrays = [np.asarray(argument) for argument in arguments]
    sizes = sizes_of(arrays)
    lead, core = leading_shape(arrays), core_of_result(sizes)
    single = all(array.dtype.char == "f" for array in arrays)
    if out is not None:
        checked(out, lead, core, single=single)
    wholes = [array if array.dtype is FLOAT64 else array.astype(FLOAT64) for array in arrays]
    if single:
        wholes = [symmetrised(array) if place in SYMMETRIC else array for place, array in enumerate(wholes)]
    direct = out is not None and not single and out.flags.writeable and step(out, len(lead)) is not None
    direct = direct and not any(np.may_share_memory(array, out) for array in wholes)
    result = out if direct else np.empty(lead + core)
    computed(wholes, sizes, result, work_space(workspace, sizes))
    if single:
        return narrowed(result, out)
    if out is None:
        return result[()]
    if not direct:
        np.copyto(out, result, casting="same_kind")
    return out


def computed(arrays: list[Any], sizes: Any, result: Any, space: Any) -> None:
    """Compute all elements."""
    cores = [tuple([sizes[size] for size in axes]) for axes in CORES]
    core = core_of_result(sizes)
    lead = result.shape[: result.ndim - len(core)]
    count = math.prod(lead)
    if not count:
        return
    records: list[int] = []
    kept = [described(array, lead, axes, records) for array, axes in zip((*arrays, result), (*cores, core), strict=True)]
    call = (count, SIZES.pack(*[sizes[name] for name in DIMENSIONS]), RECORDS.pack(*records), address(space))
    if entry()(*call, None):
        marks = np.empty(lead, np.uint8)
        entry()(*call, address(marks))
        places: Any = marks.nonzero() if lead else np.newaxis
        wholes = [np.broadcast_to(array, lead + axes) for array, axes in zip(kept[:-1], cores, strict=True)]
        result[places] = run(tuple(whole[places] for whole in wholes), None, None)


def numbers_of(sizes: Any) -> Any:
    """How many numbers C works on."""
    lanes = LANES if all(sizes[name] <= FEW for name in DIMENSIONS) else 1
    return lanes * sum(count * math.prod([sizes[axis] for axis in axes]) for count, axes in MEMORY)


def work_space(workspace: Any, sizes: Any) -> Any:
    """The memory of a call: the given one, or a new one."""
    least = 8 * numbers_of(sizes)
    if workspace is None:
        return np.empty(least // 8)
    if not isinstance(workspace, np.ndarray) or not workspace.flags.c_contiguous or workspace.nbytes < least or address(workspace) % 8:
        message = f"Calling {NAME}: expected a contiguous workspace of at least {least} bytes, got {workspace!r:.60}. Use make_workspace()."
        raise ValueError(message)
    return workspace


def make_workspace(*dimensions: int, dtype: Any = np.float64) -> Any:
    """Memory for one call at a time with arguments of these sizes, in the order of DIMENSIONS."""
    sizes = {**FIXED, **dict(zip(DIMENSIONS, dimensions, strict=True))}
    return np.empty(numbers_of(sizes) * 8 // np.dtype(dtype).itemsize, dtype)
