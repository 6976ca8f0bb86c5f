"""``python -m benchmarks.kernels [--write]``: interleaved ratios, with the default allocator and with one that keeps its memory.

The children set one thread for every library. ``FISHERPROOF_PEERS`` may name an interpreter in which the peers are installed: of the same
version of Python, since what this project needs and is not there (python-flint, pebble) is taken from the packages of this one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import time
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.kernels.peers import BUILDERS, actions
from benchmarks.kernels.problems import POINTS, problems
from benchmarks.measurement import ROOT, asked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAGE = ROOT / "docs" / "measurements.md"
HEADING = "## Generated kernels against other tools"
ROUNDS = 21
TUNED = {"MALLOC_MMAP_THRESHOLD_": "4000000000", "MALLOC_TRIM_THRESHOLD_": "8000000000"}
ONE_THREAD = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"),
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}
AMONG_PEERS = """import runpy, sys
sys.path.append(sys.argv.pop(1))
runpy.run_module("benchmarks.kernels", run_name="__main__", alter_sys=True)"""  # their own packages come first
OURS = {"ours": "NumPy", "ours in C": "C"}
# Written down before the first run: what the issue asks for, as ratios to our time; of a copy, ours to it.
WANTED = {
    ("Softmax-3 Hessian", "lambdify(cse)"): ">= 2.2x",
    ("Softmax-3 Hessian", "JAX jit"): ">= 2.7x",
    ("Softmax-3 Hessian", "memcpy"): "<= 3.5x",
    ("Gaussian KL, d = 3, natural", "lambdify(cse)"): ">= 3.6x",
    ("Gaussian KL, d = 3, natural", "hand NumPy"): ">= 10x",
    ("Gaussian KL, d = 3, natural", "JAX autodiff"): ">= 20x",
    ("Gamma Fisher and inverse", "lambdify(cse)"): ">= 8x",
    ("Gamma Fisher and inverse", "hand NumPy"): ">= 8x",
}


def child() -> None:
    """Measure in this process and print JSON: by problem the median seconds of every tool, and the notes."""
    results = {}
    for problem in problems():
        found, notes = actions(problem)
        times = interleaved_warm(found)
        results[problem.name] = {"seconds": {name: median(taken) for name, taken in times.items()}, "notes": notes}
    print(json.dumps(results))


def interleaved_warm(found: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Rounds in which every action runs twice and the second run counts: what ran before it has emptied the caches of the first."""
    taken: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(ROUNDS):
        for name, action in found.items():
            action()
            started = time.perf_counter()
            action()
            taken[name].append(time.perf_counter() - started)
    return taken


def measured(**extra: str) -> dict[str, dict[str, dict[str, float]]]:
    """The results of a child with this environment."""
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT), **extra}
    peers = os.environ.get("FISHERPROOF_PEERS")
    command = [peers, "-c", AMONG_PEERS, sysconfig.get_path("platlib")] if peers else [sys.executable, "-m", "benchmarks.kernels"]
    command.append("--child")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603 - our own program
    found: dict[str, dict[str, dict[str, float]]] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def ratio(name: str, times: dict[str, float], ours: str) -> str:
    """How many times as long as ours another takes; of a copy, how many times as long ours takes."""
    if name not in times or ours not in times or name == ours:
        return "-"
    return f"{times[ours] / times[name]:.2f}x" if name == "memcpy" else f"{times[name] / times[ours]:.2f}x"


def section(default: dict[str, dict[str, dict[str, float]]], tuned: dict[str, dict[str, dict[str, float]]]) -> str:
    """The section of the page of measurements."""
    columns = [(ours, each) for ours in OURS for each in (default, tuned)]
    heads = [f"{OURS[ours]}, {'default' if each is default else 'tuned'} malloc" for ours, each in columns]
    lines = [HEADING, "", INTRODUCTION, "", f"| problem | against | wanted | {' | '.join(heads)} |", "|---" * (3 + len(heads)) + "|"]
    for problem, found in default.items():
        for name in BUILDERS:
            if name in found["seconds"] and name not in OURS:
                cells = [ratio(name, each[problem]["seconds"], ours) for ours, each in columns]
                lines.append(f"| {problem} | {name} | {WANTED.get((problem, name), '')} | {' | '.join(cells)} |")
        known = [each[problem]["seconds"].get(ours) for ours, each in columns]
        milliseconds = " | ".join("-" if seconds is None else f"{1000 * seconds:.3g} ms" for seconds in known)
        lines.append(f"| {problem} | ours, in itself | | {milliseconds} |")
        lines += [f"| {problem} | {note} | |{' - |' * len(columns)}" for note in found["notes"]]
    return "\n".join(lines) + "\n"


INTRODUCTION = f"""`python -m benchmarks.kernels --write`: {POINTS:,} points, float64, one thread, medians of {ROUNDS} interleaved
rounds in one process each; in a round every tool runs twice and the second run counts. A number is how many times as long the other takes
as our kernel in NumPy or in C (`--target c -o FILE.py`), each on the same arrays, with `out` and, in NumPy, a workspace; for *memcpy*, a
copy of the bytes that are read and written at least, it is how many times as long ours takes. What is wanted is wanted of C
(docs/decisions.md). Temporaries of this size are mapped and unmapped at every call by the default allocator; *tuned* keeps them
(`MALLOC_MMAP_THRESHOLD_`, `MALLOC_TRIM_THRESHOLD_`). What *wanted* says was written down before the first run. JAX autodiff of the Gamma
law computes the Fisher matrix only. The machine did other work."""


def main() -> None:
    """Measure, print, and write the section if asked to."""
    if "--child" in sys.argv[1:]:
        child()
        return
    options = asked("benchmarks.kernels", "Measure kernels against other tools, with two allocators, for some minutes.")
    text = section(measured(), measured(**TUNED))
    print(text)
    if options.write:
        before, found, rest = PAGE.read_text(encoding="utf-8").partition(HEADING)
        _, mark, after = rest.partition("\n## ") if found else ("", "", "")
        PAGE.write_text(f"{before.rstrip()}\n\n{text}{mark}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
