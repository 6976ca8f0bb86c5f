"""The frame of the Python module around a C kernel: it compiles the C text once, and calls it as a NumPy kernel is called.

Its functions are copied into the module. The constants below are those of a kernel that adds one to a number.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import math
import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from derivations.codegen.frame import checked, leading_shape

NAME = "successor"
CORES: tuple[tuple[int, ...], ...] = ((),)  # the trailing axes of every argument
RESULT: tuple[int, ...] = ()  # the trailing axes of the result
SYMMETRIC: tuple[int, ...] = ()  # the arguments that are symmetric matrices
COMPONENTS: tuple[tuple[int, tuple[int, ...]], ...] = ((0, ()),)  # argument and place of every number that an element has
COLUMNS: tuple[tuple[int, ...], ...] = ((),)  # the place of every computed entry in the result
COPIES: tuple[tuple[tuple[int, ...], int], ...] = ()  # an entry, and the column it equals
FUNCTION = "successor"  # the one of the library that is called: `..._watched` also marks elements
SOURCE = "void successor(unsigned long n, const double *x, double *out)\n{\n    while (n--) out[n] = x[n] + 1.0;\n}\n"
FLAGS = ("-O3", "-std=c99", "-ffp-contract=off", "-fno-math-errno", "-fPIC", "-shared")


def run(arguments: tuple[Any, ...], out: Any) -> Any:
    """Check and broadcast the arguments, then let C compute every element."""
    arrays = [np.asarray(argument) for argument in arguments]
    lead = leading_shape(arrays)
    single = bool(arrays) and all(array.dtype.char == "f" for array in arrays)
    if out is not None:
        checked(out, lead, single=single)
    whole = [np.ascontiguousarray(np.broadcast_to(array, lead + core), np.float64) for array, core in zip(arrays, CORES, strict=True)]
    if single:
        whole = [symmetrised(array) if place in SYMMETRIC else array for place, array in enumerate(whole)]
    result = np.empty(lead + RESULT)
    places = [math.prod(lead), *(array.ctypes.data for array in whole), result.ctypes.data]
    if FUNCTION == NAME:
        compiled()(*places)
    else:
        doubtful = np.zeros(lead, np.bool_)
        compiled()(*places, doubtful.ctypes.data)
        again(whole, result, np.flatnonzero(doubtful))
    if out is not None:
        np.copyto(out, result, casting="same_kind")
        return out
    return result.astype(np.float32)[()] if single else result[()]


def again(arrays: list[Any], result: Any, where: Any) -> None:
    """Compute the marked elements again, as the NumPy kernel does."""
    if not where.size:
        return
    count = result.size // max(1, math.prod(RESULT))
    flat = result.reshape(count, *RESULT)
    rows = [arrays[argument].reshape(count, *CORES[argument])[(slice(None), *place)] for argument, place in COMPONENTS]
    columns = [flat[(slice(None), *place)] for place in COLUMNS]
    with np.errstate(all="ignore"):
        repair(rows, columns, where)
    for place, column in COPIES:
        flat[(where, *place)] = columns[column][where]


def repair(x: Any, o: Any, where: Any) -> Any:  # noqa: D103 - stands for the generated one
    raise NotImplementedError


def symmetrised(array: Any) -> Any:
    """float32 matrices without the asymmetry that is rounding."""
    mirrored = np.swapaxes(array, -1, -2)
    with np.errstate(all="ignore"):
        diagonal = np.sqrt(np.abs(np.diagonal(array, axis1=-2, axis2=-1)))
        size = np.abs(array) + np.abs(mirrored) + diagonal[..., np.newaxis] * diagonal[..., np.newaxis, :]
        near = np.abs(array - mirrored) <= 64.0 * 1.2e-7 * size
    return np.ascontiguousarray(np.where(near, 0.5 * (array + mirrored), array))


@functools.cache
def compiled() -> Any:
    """The function of the shared library, which is compiled once for this text, compiler and machine, and kept."""
    compiler = shlex.split(os.environ.get("CC", "cc"))
    if not compiler or shutil.which(compiler[0]) is None:
        message = f"Compiling {NAME}: expected a C compiler {' '.join(compiler)!r}, got none. Install one, or generate the target numpy."
        raise RuntimeError(message)
    key = hashlib.sha256(repr((SOURCE, compiler, FLAGS, os.uname().machine)).encode()).hexdigest()[:24]
    path = cache_folder() / f"{NAME}-{key}.so"
    if not path.exists():
        compile_into(path, compiler)
    function = getattr(ctypes.CDLL(str(path)), FUNCTION)
    function.argtypes = [ctypes.c_size_t, *(ctypes.c_void_p for _ in range(len(CORES) + (1 if FUNCTION == NAME else 2)))]
    function.restype = None
    return function


def cache_folder() -> Path:
    """Where compiled kernels are kept: the user's cache, or a new folder if that cannot be written."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fisherproof" / "kernels"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="fisherproof-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="fisherproof-"))


def compile_into(path: Path, compiler: list[str]) -> None:
    """Compile beside the path and move it there in one step, so that nobody loads half a library."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        text, library = Path(folder) / "kernel.c", Path(folder) / "kernel.so"
        text.write_text(SOURCE, encoding="utf-8")
        command = [*compiler, *FLAGS, str(text), "-o", str(library), "-lm"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the user's own compiler
        if done.returncode:
            message = f"Compiling {NAME}: expected C99 to be compiled, got {done.stderr.strip()[:300]!r}. Set CC to a C99 compiler."
            raise RuntimeError(message)
        library.replace(path)


def make_workspace(dtype: Any = np.float64) -> Any:
    """An empty array: C needs no memory beside its arguments; here so that kernels of both targets are called alike."""
    return np.empty(0, dtype)
