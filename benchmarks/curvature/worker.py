r"""A process that holds one library and times what it is told to.

Its arguments are library, problem, precision and folder. It prints what it can time, or why it can time nothing, then answers every line
``NAME\tREPETITIONS`` with seconds: the smallest, the median, and processor time.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.curvature.problems import make

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARIES = {
    "ours": "ours",
    "hand": "by_hand",
    "jax": "with_jax",
    "torch": "with_torch",
    "curvlinops": "with_curvlinops",
    "backpack": "with_backpack",
}
SYMBOLS = ("scipy_openblas_get_corename64_", "scipy_openblas_get_corename", "openblas_get_corename64_", "openblas_get_corename")


def core_type() -> str:
    """The kernels that NumPy's OpenBLAS runs, or ``unknown``."""
    maps = Path("/proc/self/maps")
    names = {line.split()[-1] for line in maps.read_text(encoding="utf-8").splitlines() if "openblas" in line} if maps.exists() else set()
    for name in sorted(names):
        library = ctypes.CDLL(name)
        for symbol in SYMBOLS:
            if hasattr(library, symbol):
                function = getattr(library, symbol)
                function.restype = ctypes.c_char_p
                return str(function().decode())
    return "unknown"


def flattened(library: str, case: Any, result: Any) -> Any:
    """A result in the order of our parameters, or ``None`` for one that is none."""
    if library not in {"ours", "hand"}:
        return import_module(f"benchmarks.curvature.{LIBRARIES[library]}").flat(case, result)
    return result if isinstance(result, np.ndarray) and result.ndim == 1 else None


def timed(action: Callable[[], Any], repetitions: int) -> list[float]:
    """Seconds: the smallest and the median of the wall clock, and the mean of the processor's."""
    taken, started = [], time.process_time()
    for _ in range(repetitions):
        begun = time.perf_counter()
        action()
        taken.append(time.perf_counter() - begun)
    return [min(taken), median(taken), (time.process_time() - started) / repetitions]


def main() -> None:
    """Serve until the input ends."""
    library, problem, precision, folder = sys.argv[1:]
    if os.environ.get("OMP_NUM_THREADS") == "1" and hasattr(os, "sched_setaffinity"):  # not every library keeps to the number of threads
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    case = make(problem, precision)
    try:
        module = import_module(f"benchmarks.curvature.{LIBRARIES[library]}")
    except ImportError as error:
        print(json.dumps({"missing": f"{library} was skipped: {error}"}), flush=True)
        return
    actions = module.actions(case)
    for name, action in actions.items():
        action()
        vector = flattened(library, case, action())
        if vector is not None and len(vector) == case.theta.size:
            np.save(Path(folder) / f"{name}.npy", vector.astype(np.float64))
    print(json.dumps({"names": list(actions), "core": core_type()}), flush=True)
    for line in sys.stdin:
        name, repetitions = line.rstrip("\n").split("\t")
        print(json.dumps(timed(actions[name], int(repetitions))), flush=True)


if __name__ == "__main__":
    main()
