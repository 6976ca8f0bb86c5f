"""What tuning could win: other orders of the arrays, and other ways to every product of matrices, chosen on the machine at hand.

The core keeps samples last and takes a fixed way to every kind of product. Here the bare products of a pass are computed in both orders,
and then every product of a pass is tried in all ways of `benchmarks.layout.routes`; the fastest are put into a table, and whole
products with curvature and whole gradients are measured with the table, with a table that changes nothing, and as the core is, in turn.
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
from benchmarks.layout.flat import Flat
from benchmarks.layout.table import Table
from benchmarks.measurement import Measurement
from numeric.linearization import Linearization
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager

    from benchmarks.curvature.problems import Case

    Action = Callable[[], Any]
    Setting = Callable[[], AbstractContextManager[Any]]

ROUNDS, LEAST = 41, 0.01  # in turn, and seconds of each turn
PREDICTED = {  # before the first run; those of flat passes from what the bare products had shown, half of which was expected to stay
    ("flat", "float64"): "0.95x to 1.08x",
    ("flat", "float32"): "0.9x to 1x",
    ("samples first", "float64"): "1.05x to 1.1x",
    ("samples first", "float32"): "0.95x to 1.05x",
    ("tuned", "float64"): "0.99x to 1.02x",
    ("tuned", "float32"): "0.97x to 1.02x",
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


def ratios(name: str, precision: str) -> dict[str, list[float]]:
    """What is compared: its time over that of the core as it is, and that time in seconds; how many products have another way than it."""
    case = make(name, precision)
    setting = case.setting
    network = Network(setting.sizes, [setting.activation] * (len(setting.sizes) - 2))
    problem = Problem(network, "cross_entropy_logits" if setting.loss == "softmax" else "bernoulli_logits", case.X, case.Y)
    operator, theta, direction = problem.generalized_gauss_newton(case.theta), case.theta, case.direction
    passes: dict[str, Action] = {"product": lambda: operator @ direction, "gradient": lambda: Linearization(problem, theta).gradient}
    table, idle = Table(problem.buffers), Table(problem.buffers)
    with table.used():
        for action in passes.values():
            action()
    table.choose(case.X.dtype)

    found = in_turn({"last": (nullcontext, bare(case, first=False)), "first": (nullcontext, bare(case, first=True))})
    results = {"bare products, samples first": [found["first"] / found["last"], found["last"]]}
    last, first = (Flat(case, problem, first=first) for first in (False, True))
    for what in passes:
        found = in_turn({"last": (nullcontext, getattr(last, what)), "first": (nullcontext, getattr(first, what))})
        results[f"flat {what}, samples first"] = [found["first"] / found["last"], found["last"]]
    for what, action in passes.items():
        times = in_turn({"core": (nullcontext, action), "tuned": (table.used, action), "idle": (idle.used, action)})
        results |= {f"{what}, {each}": [times[each] / times["core"], times["core"]] for each in ("tuned", "idle")}
    return results | {"changed": [len(table.chosen), len(table.seen)]}


def measure(problems: Iterable[str] = ()) -> list[Measurement]:
    """A row a problem, precision and comparison; every problem in a process of its own, as others are measured."""
    rows = []
    for name in problems or SETTINGS:
        for precision in PRECISIONS:
            command = [sys.executable, "-m", "benchmarks.layout.worker", name, precision]
            told = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own interpreter
            found = json.loads(told)
            changed, seen = found.pop("changed")
            for what, (ratio, seconds) in found.items():
                predicted = next((text for (word, at), text in PREDICTED.items() if word in what and at == precision), "")
                remark = f"{changed:.0f} of {seen:.0f} products another way" if "tuned" in what else ""
                rows.append(Measurement(f"{name}, {precision}: {what}", predicted, f"{ratio:.3f}x of {1000 * seconds:.3g} ms", remark))
    return rows
