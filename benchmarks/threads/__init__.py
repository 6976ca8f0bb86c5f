"""What several threads do in wall time, those of ours, which share the samples, or those of BLAS, which share every product of matrices."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from benchmarks.curvature import environment
from benchmarks.curvature.problems import SETTINGS, make
from benchmarks.measurement import Measurement
from numeric.curvature.kronecker import factors
from numeric.curvature.monte_carlo_fisher import MonteCarloFisher
from numeric.curvature.sample_space import SampleSpace
from numeric.linearization import Linearization
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Action = Callable[[], Any]

NUMBERS = (1, 2, 4)
ROUNDS, SECONDS, MOST = 8, 0.04, 1.0  # in turn, about how long a turn is, and what no action gets more of
PREDICTED = {  # before the first run, on four processors with nothing else to do
    ("mlp", 2): "1.5x",
    ("mlp", 4): "2x",
    ("autoencoder", 2): "1.8x",
    ("autoencoder", 4): "3x",
    ("scalar", 2): "1.5x",
    ("scalar", 4): "2x",
    ("wide", 2): "1.6x",
    ("wide", 4): "2x",
    ("deep", 2): "1.9x",
    ("deep", 4): "3x",
}
PREDICTED_SOLVES = {("scalar", 2): "1.6x", ("scalar", 4): "2.2x", ("wide", 2): "1.6x", ("wide", 4): "2.5x"}  # the same
DAMPING = 1e-3
LARGEST = 2048  # order of the Gram matrix up to which the exact solve is timed
CASES = {**SETTINGS, "deep": replace(SETTINGS["autoencoder"], samples=4096)}


def actions(name: str, precision: str, threads: int) -> dict[str, Action]:
    """A product with curvature, a gradient, Kronecker factors of drawn targets, and for few samples the exact solve, by some threads."""
    case = make(CASES[name], precision)
    setting = case.setting
    network = Network(setting.sizes, [setting.activation] * (len(setting.sizes) - 2))
    loss = "cross_entropy_logits" if setting.loss == "softmax" else "bernoulli_logits"
    problem = Problem(network, loss, case.X, case.Y, threads=threads)
    operator, theta, direction = problem.generalized_gauss_newton(case.theta), case.theta, case.direction
    at = problem.at(theta)
    drawn, gradient = MonteCarloFisher(at), at.gradient
    found: dict[str, Action] = {
        "product": lambda: operator @ direction,
        "gradient": lambda: Linearization(problem, theta).gradient,
        "Kronecker factors": lambda: factors(drawn),
    }
    if setting.samples * setting.sizes[-1] <= LARGEST:
        found["exact solve"] = lambda: SampleSpace(operator).solve(gradient, DAMPING)  # type: ignore[arg-type]
    return found


def least(work: dict[Any, Action]) -> dict[Any, float]:
    """The least seconds of every action, of many turns: other work on the machine only lengthens them."""
    found, spent = dict.fromkeys(work, float("inf")), dict.fromkeys(work, 0.0)
    for _ in range(ROUNDS):
        for key, action in work.items():
            ends = spent[key] + SECONDS
            while spent[key] < min(ends, MOST):
                started = time.perf_counter()
                action()
                taken = time.perf_counter() - started
                found[key], spent[key] = min(found[key], taken), spent[key] + taken
    return found


def times(name: str, precision: str, numbers: Iterable[int]) -> dict[str, float]:
    """Seconds by what is done and the number of threads."""
    work = {f"{what} {number}": action for number in numbers for what, action in actions(name, precision, number).items()}
    return least(work)


def told(name: str, precision: str, numbers: Iterable[int], blas: int) -> dict[str, float]:
    """The same from a process in which BLAS has so many threads."""
    command = [sys.executable, "-m", "benchmarks.threads.worker", name, precision, ",".join(map(str, numbers))]
    variables = {**environment(), "OPENBLAS_NUM_THREADS": str(blas)}
    found: dict[str, float] = json.loads(subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout)  # noqa: S603
    return found


def measure(problems: Iterable[str] = ()) -> list[Measurement]:
    """A row a problem, precision, task and number of threads."""
    rows = []
    for name in problems or CASES:
        for precision in ("float64", "float32"):
            ours = told(name, precision, NUMBERS, 1)
            blas = {number: told(name, precision, (1,), number) for number in NUMBERS[1:]}
            for what in [key.removesuffix(" 1") for key in ours if key.endswith(" 1")]:
                one = ours[f"{what} 1"]
                for number in NUMBERS[1:]:
                    mine, theirs = one / ours[f"{what} {number}"], one / blas[number][f"{what} 1"]
                    text = f"{mine:.2f}x of {1000 * one:.3g} ms, by BLAS {theirs:.2f}x"
                    predicted = (PREDICTED_SOLVES if what == "exact solve" else PREDICTED)[name, number]
                    rows.append(Measurement(f"{name}, {precision}: {what}, {number} threads", predicted, text))
    return rows
