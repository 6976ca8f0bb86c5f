"""``python -m benchmarks.training [--processes P] [--memory] [--write]``: reach and memory of training on CURVES.

With ``--write`` the page goes to docs/training.md; with ``--memory`` only what it says of memory is measured.

Runs take turns in so many processes, one by default; each is the same run in any of them.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from benchmarks.__main__ import machine
from benchmarks.measurement import ROOT, markdown, revision
from benchmarks.training import BUDGET, EVERY, FACTOR, GRID, SAMPLES, TRIAL_SAMPLES, memory, race
from numeric.layers.passes import ORDERS
from verify.training.machine import blas

if TYPE_CHECKING:
    from benchmarks.training import Reach

REACH = ("seed", "method", "settings", "gradient equivalents", "least error")
TRAINING = ("method", "largest resident set", "loss before", "loss after")
OPERATORS = ("operator", *(f"{order}: {action}" for order in ORDERS for action in ("made", "a product")))
INTRODUCTION = """# Training on CURVES

What `python -m benchmarks.training --write` measured of commit {revision} on this machine: {machine}; {blas}. Images, network
(784-400-200-100-50-25-6 and its mirror image) and first parameters are those of `fisherproof train curves`; every run is seeded.

## Reach

{samples} images, the squared reconstruction error of an image, single precision. Methods with curvature have {budget:.0f} gradient
equivalents and the settings of `fisherproof train`, the same for all seeds; they were chosen by runs with the
seeds 3, 4 and 5, of which none is shown. Gradient descent, plain and with momentum, has {factor} times as many, with the
pair of rate and momentum that came lowest on {trials} images with seed 0 after as many, of the pairs {grid}; its error
is looked at every {every} gradients, that of the others after every step. For this loss the Fisher and the generalised Gauss-Newton matrix
are one (claim M8.17): natural-gradient takes its steps by truncated conjugate gradients on the Fisher matrix, with the preconditioner,
the start and the line search of hessian-free, but without its way back through the iterates; kfac is the Kronecker-factored one.

{reach}

{verdict}
"""
MEMORY = """## Memory

Measured of commit {revision} by `python -m benchmarks.training --memory --write`.

The largest resident set of a process that takes {steps} step(s) on {images:,} images, interpreter and data included, for every
method of `fisherproof train` that fits the network:

{training}

The most memory that an operator takes beyond the activations, in units of these ({operator_images:,} images), when it is made and for its
first product with one vector, each of a problem of its own of which nothing else was asked. With samples first what takes several columns
at a time or looks into layers makes a second set of activations. The bound is 3; a test counts it for other shapes of
networks, too. A network whose hidden layers are all linear keeps samples last.

{operators}

A problem with `layout="tuned"` takes {tuning:.1f} times its activations, once and before anything else, for the two that are measured, and
is one of the two then.
"""


def reach_rows(found: list[Reach]) -> list[tuple[str, ...]]:
    """A row a run."""
    ordered = sorted(found, key=lambda each: (each.seed, each.error))
    return [(f"{each.seed}", each.method, each.settings, f"{each.curve[-1][0]:.0f}", f"{each.error:.2f}") for each in ordered]


def best_descent(found: list[Reach], seed: int) -> float:
    """The least error of gradient descent with a seed."""
    return min(each.error for each in found if each.seed == seed and each.method in GRID)


def verdict(found: list[Reach]) -> str:
    """Whether every method with curvature came below all gradient descent of its seed, in words."""
    failed = [
        f"{each.method} with seed {each.seed}"
        for each in found
        if each.method not in GRID and not each.error < best_descent(found, each.seed)
    ]
    if failed:
        return f"Not below all gradient descent: {', '.join(failed)}."
    return "Every method with curvature comes, with every seed, below what gradient descent shows in ten times the gradient equivalents."


def reached(processes: int) -> list[Reach]:
    """The race, with a line for every run as it ends."""
    began, found = time.perf_counter(), []
    for each in race(processes=processes):
        found.append(each)
        state = f"seed {each.seed}, error {each.error:.2f} after {each.curve[-1][0]:.0f} gradients"
        print(f"{time.perf_counter() - began:6.0f} s  {each.method:18s} {each.settings:60s} {state}", flush=True)
    return found


def page(found: list[Reach]) -> str:
    """The page of the documentation without what it says of memory."""
    return INTRODUCTION.format(
        revision=revision(),
        machine=machine(),
        blas=blas(),
        samples=SAMPLES,
        budget=BUDGET,
        factor=FACTOR,
        trials=TRIAL_SAMPLES,
        grid=", ".join(f"({rate:g}, {momentum:g})" for pairs in GRID.values() for rate, momentum in pairs),
        every=EVERY,
        reach=markdown(REACH, reach_rows(found)),
        verdict=verdict(found),
    )


def remembered() -> str:
    """What the page says of memory."""
    training = [(name, *_training(name)) for name in memory.METHODS]
    orders = [memory.operators(order) for order in ORDERS]
    operators = [(name, *(f"{number:.2f}" for order in orders for number in order[name])) for name in orders[0]]
    return MEMORY.format(
        revision=revision(),
        steps=memory.STEPS,
        images=memory.IMAGES,
        training=markdown(TRAINING, training),
        operator_images=memory.OPERATOR_IMAGES,
        operators=markdown(OPERATORS, operators),
        tuning=memory.tuning(),
    )


def main() -> None:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--memory", action="store_true", help="measure memory only, and leave the rest of the page as it is")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    path = ROOT / "docs" / "training.md"
    head = (
        path.read_text(encoding="utf-8").partition("## Memory")[0].rstrip() + "\n" if options.memory else page(reached(options.processes))
    )
    text = f"{head}\n{remembered()}"
    print(text)
    if options.write:
        path.write_text(text, encoding="utf-8")


def _training(name: str) -> tuple[str, str, str]:
    peak, first, last = memory.training(name)
    return f"{peak / 2**30:.2f} GiB", f"{first:.4g}", f"{last:.4g}"


if __name__ == "__main__":
    main()
