"""Products with the Gauss-Newton matrix against hand-written NumPy, the bare matrix products and other libraries, as interleaved ratios.

Peers run where they are installed, and the table says which were not: ``FISHERPROOF_PEERS`` may name an interpreter that has JAX, PyTorch,
curvlinops and BackPACK. An environment may
pin NumPy's BLAS to an older instruction set (``OPENBLAS_CORETYPE``), which leaves the peers alone; the processes started here take the pin
off, and the remark says so with the kernels that ran. ``FISHERPROOF_THREADS`` is the number of threads of all, one by default.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.curvature.problems import SETTINGS, multiplications
from benchmarks.curvature.worker import LIBRARIES
from benchmarks.measurement import ROOT, Measurement

if TYPE_CHECKING:
    from collections.abc import Iterable

ROUNDS, REPETITIONS = 7, 5
PRECISIONS = ("float64", "float32")
# Written down before the first run: (ours, other) -> ratio of the other's time to ours, where the table of the issue names one.
PREDICTED: dict[tuple[str, str, str], str] = {
    ("mlp", "float64", "hand product"): "1.8x",
    ("mlp", "float64", "bare products"): "90 %",
    ("mlp", "float64", "jax product"): "1.4x",
    ("mlp", "float64", "jax product, kept"): "1.15x",
    ("mlp", "float64", "curvlinops product"): "6x",
    ("autoencoder", "float64", "hand product"): "1.7x",
    ("autoencoder", "float64", "bare products"): "97 %",
    ("autoencoder", "float64", "jax product"): "1.4x",
    ("autoencoder", "float64", "jax product, kept"): "1.1x",
    ("autoencoder", "float64", "curvlinops product"): "4x",
    ("mlp", "float64", "torch.func product"): "3x",
    ("mlp", "float64", "torch.func product, kept"): "2x",
    ("mlp", "float64", "backpack product"): "5x",
    ("mlp", "float64", "bare gradient"): "75 %",
    ("autoencoder", "float64", "torch.func product"): "2.5x",
    ("autoencoder", "float64", "torch.func product, kept"): "1.7x",
    ("autoencoder", "float64", "backpack product"): "3x",
    ("autoencoder", "float64", "bare gradient"): "85 %",
    ("scalar", "float64", "jax product, kept"): "1.5x",
    ("wide", "float64", "jax conjugate gradients"): "10x",
}
PREDICTED_IN_COEFFICIENTS = {("wide", "float64", "jax product, kept"): "2.8x"}
PAIRS = {  # ours -> those it is compared with
    "ours product": (
        "hand product",
        "bare products",
        "jax product",
        "jax product, kept",
        "jax product, root",
        "torch.func product",
        "torch.func product, kept",
        "curvlinops product",
        "backpack product",
    ),
    "ours product, coefficients": (
        "jax product",
        "jax product, kept",
        "jax product, coefficients",
        "torch.func product, kept",
        "curvlinops product",
        "backpack product",
    ),
    "ours gradient": (
        "hand gradient",
        "prepared gradient",
        "bare gradient",
        "bare gradient in jax",
        "jax gradient",
        "torch gradient",
        "torch.func gradient",
    ),
    "ours exact solve": ("jax conjugate gradients",),
    "ours dual conjugate gradients": ("jax conjugate gradients",),
}


@dataclass
class Race:
    """The times of one problem: by name, one row of (smallest, median, processor) a round; and which libraries were not there, and why."""

    core: str
    times: dict[str, list[list[float]]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def typical(self, name: str) -> float:
        """The median over the rounds of the processor's time, which other work hardly lengthens; with threads, of the least wall time."""
        return median(row[2 if environment()["OMP_NUM_THREADS"] == "1" else 0] for row in self.times[name])


def environment() -> dict[str, str]:
    """That of the processes: a fixed number of threads everywhere, and no pinned instruction set."""
    threads = os.environ.get("FISHERPROOF_THREADS", "1")
    kept = {key: value for key, value in os.environ.items() if key not in {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}}
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1" if threads == "1" else ""
    return {**kept, **dict.fromkeys(names, threads), "JAX_PLATFORMS": "cpu", "XLA_FLAGS": flags, "PYTHONPATH": str(ROOT)}


def race(problem: str, precision: str) -> Race:
    """All libraries that are there, one process each, in random order in every round."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        processes: dict[str, Any] = {}
        jobs, core, missing = [], "unknown", []
        for library in LIBRARIES:
            process = stack.enter_context(_started(library, problem, precision, folder))
            told = json.loads(process.stdout.readline() or json.dumps({"missing": f"{library} was skipped: it failed"}))
            if "missing" in told:
                missing.append(told["missing"])
                continue
            processes[library], core = process, told["core"] if library == "ours" else core
            jobs += [(library, name) for name in told["names"]]
        found = Race(core, {name: [] for _, name in jobs}, missing)
        generator = np.random.default_rng(0)
        for _ in range(ROUNDS):
            for index in generator.permutation(len(jobs)):
                library, name = jobs[index]
                repetitions = 1 if "solve" in name or "conjugate" in name else REPETITIONS
                processes[library].stdin.write(f"{name}\t{repetitions}\n")
                processes[library].stdin.flush()
                found.times[name].append(json.loads(processes[library].stdout.readline()))
        for process in processes.values():
            process.stdin.close()
        _agree(Path(folder), precision)
    return found


def _started(library: str, problem: str, precision: str, folder: str) -> Any:
    interpreter = sys.executable if library in {"ours", "hand"} else os.environ.get("FISHERPROOF_PEERS", sys.executable)
    command = [interpreter, "-m", "benchmarks.curvature.worker", library, problem, precision, folder]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    return subprocess.Popen(command, env=environment(), **pipes)  # type: ignore[call-overload]  # noqa: S603 - our own interpreters


def _agree(folder: Path, precision: str) -> None:
    """Raise where two libraries disagree on a product or a gradient."""
    slack = 1e-12 if precision == "float64" else 1e-4
    for what in ("product", "gradient"):
        truth = np.load(folder / f"hand {what}.npy")
        for path in sorted(path for path in folder.glob("*.npy") if path.stem.split(",")[0].endswith(f" {what}")):
            error = np.linalg.norm(np.load(path) - truth) / np.linalg.norm(truth)
            if error > slack:
                message = f"comparing libraries: expected {path.stem} within {slack:g} of the hand-written one, got {error:.2g}."
                raise AssertionError(message)


def measure(problems: Iterable[str] = ()) -> list[Measurement]:
    """A row for every pair: how many times as long the other takes, or for the bare products what part of our time they are."""
    rows = []
    for problem in problems or SETTINGS:
        for precision in PRECISIONS:
            found = race(problem, precision)
            peak = 2 * 1024**3 / found.typical("peak")
            counts = multiplications(problem)
            share = 2 * counts["product"] / found.typical("ours product, by the network") / peak
            told = f"{counts['product'] / 1e6:.0f} and {counts['gradient'] / 1e6:.0f} million multiply-adds"
            remark = "; ".join([f"{found.core}, {peak / 1e9:.0f} GF/s at 1024^3, {share:.0%} of it, {told}", *found.missing])
            for ours, others in PAIRS.items():
                rows += [_row(problem, precision, ours, other, found, remark) for other in others if {ours, other} <= found.times.keys()]
    return rows


def _row(problem: str, precision: str, ours: str, other: str, found: Race, remark: str) -> Measurement:  # noqa: PLR0913, PLR0917 - a row of a table
    ratio, mine = found.typical(other) / found.typical(ours), 1000 * found.typical(ours)
    shown = f"{ratio:.0%}" if other.startswith("bare") else f"{ratio:.2f}x"
    table = PREDICTED_IN_COEFFICIENTS if ours.endswith("coefficients") else PREDICTED
    predicted = table.get((problem, precision, other), "")
    return Measurement(f"{problem}, {precision}: {ours} against {other}", predicted, f"{shown} of {mine:.3g} ms", remark)


def pinned() -> str:
    """A sentence on the instruction set that the environment pins NumPy's BLAS to, or nothing."""
    pin = os.environ.get("OPENBLAS_CORETYPE")
    return f" The pin of NumPy's BLAS to {pin} was taken off." if pin else ""


def problem_of(row: Measurement) -> str:
    """Problem and precision of a row."""
    return row.name.partition(": ")[0]


def conditions(rows: Iterable[Measurement]) -> dict[str, str]:
    """What each problem was measured over, by problem and precision: its rows share it."""
    return {problem_of(row): row.remark for row in rows}
