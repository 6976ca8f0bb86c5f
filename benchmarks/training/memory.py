"""How much memory training takes: processes that take a few steps on 20,000 images, and the work space of every operator."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.measurement import python
from numeric.curvature import matrices
from numeric.tasks import task
from numeric.tuning import TUNED

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGES, STEPS = 20_000, 1
OPERATOR_IMAGES = 1000
METHODS = ("gradient-descent", "hessian-free", "kfac", "krylov-subspace-descent", "natural-gradient", "tonga")
PROBE = """
from pathlib import Path
from numeric.tasks import methods, task
from numeric.training import Budget, begin, train
problem = task("curves", samples={images})
method = methods(problem)[{name!r}]
run = train(method, begin(method, problem.objective, problem.theta), Budget(1e9, steps={steps}))
status = Path("/proc/self/status").read_text().splitlines()
peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))  # in KiB
print(peak, run.history[0].loss, run.history[-1].loss)
"""


def training(name: str) -> tuple[int, float, float]:
    """The largest resident set in bytes of a process that trains, and the losses at its two ends."""
    peak, first, last = python("-c", PROBE.format(images=IMAGES, steps=STEPS, name=name)).split()
    return 1024 * int(peak), float(first), float(last)


def operators(layout: str) -> dict[str, tuple[float, float]]:
    """The most memory that making an operator and its first product with one vector take, each alone, in units of the activations."""
    return {name: _operator(name, layout) for name in matrices()}


def _operator(name: str, layout: str) -> tuple[float, float]:
    """Of a problem that nothing else was asked: no work space is there yet."""
    chosen = task("curves", samples=OPERATOR_IMAGES, layout=layout)
    problem, kept = chosen.objective.problem, []
    at, vector = problem.at(chosen.theta.astype(problem.dtype)), np.ones(problem.size, problem.dtype)
    activations = sum(piece.run.nbytes for piece in at.pieces())
    making = _peak(lambda: kept.append(matrices()[name](at)))
    return making / activations, _peak(lambda: kept[0] @ vector) / activations


def tuning() -> float:
    """The most memory that the first question to a problem with a layout to be tuned takes, in units of the activations."""
    chosen = task("curves", samples=OPERATOR_IMAGES, layout=TUNED)
    problem, runs = chosen.objective.problem, []
    at = problem.at(chosen.theta.astype(problem.dtype))
    peak = _peak(lambda: runs.extend(piece.run for piece in at.pieces()))
    return peak / sum(run.nbytes for run in runs)


def _peak(action: Callable[[], object]) -> int:
    tracemalloc.start()
    action()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
