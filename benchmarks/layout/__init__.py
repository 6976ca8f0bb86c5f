"""What the order of the arrays wins, and what other ways to every product of matrices could win, chosen on the machine at hand.

Gradients and products with curvature are measured in turn with samples last in memory, as by default, with samples first, and in the order
that ``layout="tuned"`` takes; the bare products of a pass in both orders. Then every product of a pass with samples last is tried in all
ways of `benchmarks.layout.routes`; the fastest are put into a table, and whole products and gradients are measured with the table, with a
table that changes nothing, and as the core is, in turn.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import nullcontext
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.curvature import PRECISIONS, environment
from benchmarks.curvature.problems import SETTINGS, make
from benchmarks.layout.table import Table
from benchmarks.measurement import Measurement
from numeric.curvature.generalized_gauss_newton import GeneralizedGaussNewton
from numeric.linearization import Linearization
from numeric.network import Network
from numeric.problem import Problem
from numeric.tuning import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager

    from benchmarks.curvature.problems import Case

    Action = Callable[[], Any]
    Setting = Callable[[], AbstractContextManager[Any]]

ROUNDS, LEAST = 41, 0.01  # in turn, and seconds of each turn
PREDICTED = {  # before the first run
    ("bare products, samples first", "float64"): "1.05x to 1.1x",
    ("bare products, samples first", "float32"): "0.95x to 1.05x",
    (", samples first", "float64"): "0.93x to 1.1x",
    (", samples first", "float32"): "0.94x to 1.03x",
    (", layout tuned", "float64"): "0.93x to 1x",
    (", layout tuned", "float32"): "0.94x to 1x",
    (", other ways", "float64"): "0.99x to 1.02x",
    (", other ways", "float32"): "0.97x to 1.02x",
}


def in_turn(actions: Mapping[str, tuple[Setting, Action]]) -> dict[str, float]:
    """Median processor seconds of every action in its setting; each turn repeats it for some time; the setting is left out."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    counts: dict[str, int] = {}
    for _ in range(ROUNDS + 1):
        for name, (setting, action) in actions.items():
            with setting():
                action()
                started = time.process_time()
                for _ in range(counts.get(name, 1)):
                    action()
                found = (time.process_time() - started) / counts.get(name, 1)
            if name in counts:
                taken[name].append(found)
            else:
                counts[name] = 1 + int(LEAST / max(found, 1e-6))
    return {name: median(each) for name, each in taken.items()}


def bare(case: Case, *, first: bool) -> Action:
    """The matrix products of a product with curvature through the network, samples first or last, with results made beforehand."""
    generator, dtype, samples = np.random.default_rng(1), case.X.dtype, len(case.X)

    def values(width: int) -> Any:
        drawn = generator.standard_normal((samples, width)).astype(dtype)
        return drawn if first else np.ascontiguousarray(drawn.T)

    work = []
    for layer, (rows, columns) in enumerate(pairwise(case.setting.sizes)):
        weight, direction = (generator.standard_normal((rows, columns)).astype(dtype) for _ in "wv")
        above, below, gradient = values(columns), values(rows), np.empty((rows, columns), dtype)
        work.append((below, direction, above) if first else (direction.T, below, above))
        if layer:
            work.append((values(rows), weight, above) if first else (weight.T, values(rows), above))
            work.append((values(columns), weight.T, below) if first else (weight, values(columns), below))
        work.append((below.T, values(columns), gradient) if first else (below, values(columns).T, gradient))

    def action() -> None:
        for a, b, out in work:
            np.matmul(a, b, out=out)

    return action


def actions(case: Case, layout: str) -> tuple[Problem, dict[str, Action]]:
    """The problem of a case in a layout, and what is measured of it: a gradient, and a product as a user gets it and by the network."""
    setting, theta, direction = case.setting, case.theta, case.direction
    network = Network(setting.sizes, [setting.activation] * (len(setting.sizes) - 2))
    loss = "cross_entropy_logits" if setting.loss == "softmax" else "bernoulli_logits"
    problem = Problem(network, loss, case.X, case.Y, layout=layout)
    operator, through = (GeneralizedGaussNewton(problem.at(theta), route=route) for route in (None, "network"))
    found: dict[str, Action] = {"gradient": lambda: Linearization(problem, theta).gradient, "product": lambda: through @ direction}
    piece = next(problem.at(theta).pieces())
    if operator.takes_root(piece.run, operator.blocks(piece)):
        found["product by the root"] = lambda: operator @ direction
    return problem, found


def ratios(name: str, precision: str) -> dict[str, list[Any]]:
    """What is compared: its time over that of the core by default, that time in seconds, and a remark."""
    case = make(name, precision)
    found = in_turn({"last": (nullcontext, bare(case, first=False)), "first": (nullcontext, bare(case, first=True))})
    results: dict[str, list[Any]] = {"bare products, samples first": [found["first"] / found["last"], found["last"], ""]}
    (problem, passes), (_, first), (tuned, chosen) = (actions(case, layout) for layout in LAYOUTS)
    table, idle = Table(problem.buffers), Table(problem.buffers)
    with table.used():
        for action in passes.values():
            action()
    table.choose(case.X.dtype)
    for what, action in passes.items():
        times = in_turn({"core": (nullcontext, action), "first": (nullcontext, first[what]), "tuned": (nullcontext, chosen[what])})
        results[f"{what}, samples first"] = [times["first"] / times["core"], times["core"], ""]
        results[f"{what}, layout tuned"] = [times["tuned"] / times["core"], times["core"], tuned.layout]
    for what, action in passes.items():
        times = in_turn({"core": (nullcontext, action), "other ways": (table.used, action), "idle": (idle.used, action)})
        remark = {"other ways": f"{len(table.chosen)} of {len(table.seen)} products another way", "idle": ""}
        results |= {f"{what}, {each}": [times[each] / times["core"], times["core"], text] for each, text in remark.items()}
    return results


def measure(problems: Iterable[str] = ()) -> list[Measurement]:
    """A row a problem, precision and comparison; every problem in a process of its own, as others are measured."""
    rows = []
    for name in problems or SETTINGS:
        for precision in PRECISIONS:
            command = [sys.executable, "-m", "benchmarks.layout.worker", name, precision]
            told = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own interpreter
            found = json.loads(told)
            for what, (ratio, seconds, remark) in found.items():
                predicted = next((text for (word, at), text in PREDICTED.items() if word in what and at == precision), "")
                rows.append(Measurement(f"{name}, {precision}: {what}", predicted, f"{ratio:.3f}x of {1000 * seconds:.3g} ms", remark))
    return rows
