"""What a product with the Gauss-Newton matrix costs: multiply-adds of the network's own kernels, counted, not timed."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np

from numeric.curvature.generalized_gauss_newton import GeneralizedGaussNewton
from numeric.layers import adjoint, forward, tangent
from numeric.network import Network
from numeric.problem import Problem
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

CASES = 7
SHAPES = ([5, 4], [5, 8, 4], [6, 5, 7, 5, 3], [12, 10, 8, 8, 4])
PRODUCTS = {"multiply": 1, "accumulate": 1, "inner_products": 0}  # and the axis of the second factor that is not summed over
SAME = 1e-12
SIMILAR = 5 / 3


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count the multiply-adds of all matrix products of the network's passes while the block runs."""
    tally = [0]

    def counting(product: Callable[..., Any], columns: int) -> Callable[..., Any]:
        def call(a: Any, b: Any, *rest: Any) -> Any:
            tally[0] += a.shape[0] * a.shape[1] * b.shape[columns]
            return product(a, b, *rest)

        return call

    places = [(module, name) for module in (forward, tangent, adjoint) for name in PRODUCTS if hasattr(module, name)]
    patches = [patch.object(module, name, counting(getattr(module, name), PRODUCTS[name])) for module, name in places]
    for each in patches:
        each.start()
    try:
        yield tally
    finally:
        for each in patches:
            each.stop()


def example(sizes: list[int]) -> tuple[Problem, Vector, Vector]:
    """A problem with softmax outputs, its parameters ``(n,)`` and a direction ``(n,)``."""
    generator = np.random.default_rng(316)
    inputs = generator.standard_normal((CASES, sizes[0]))
    targets = np.eye(sizes[-1])[generator.integers(sizes[-1], size=CASES)]
    network = Network(sizes, ["tanh"] * (len(sizes) - 2))
    problem = Problem(network, "cross_entropy_logits", inputs, targets)
    return problem, generator.standard_normal(network.size), generator.standard_normal(network.size)


def costs(sizes: list[int]) -> tuple[int, int, int]:
    """Multiply-adds a case: of a gradient, of a product from nothing, of a product with kept activations."""
    (problem, theta, direction), (fresh, _, _) = example(sizes), example(sizes)
    with counted() as gradient:
        _ = problem.at(theta).gradient
    with counted() as alone:
        operator = GeneralizedGaussNewton(fresh.at(theta), route="network")
        operator @ direction
    with counted() as kept:
        operator @ direction
    return gradient[0] // CASES, alone[0] // CASES, kept[0] // CASES


def predicted(sizes: list[int]) -> tuple[int, int, int]:
    """The same by formula, from all weights and biases b and from the weights r above the first layer."""
    pairs = list(itertools.pairwise(sizes))
    b, r = sum((before + 1) * after for before, after in pairs), sum(before * after for before, after in pairs[1:])
    return 2 * b + r, 3 * b + 2 * r, 2 * b + 2 * r


def discrepancy(sizes: list[int]) -> float:
    """The relative distance of a product from the mean of J^T H_L J v with explicit Jacobians."""
    problem, theta, direction = example(sizes)
    at = problem.at(theta)
    jacobian = at.jvp(np.eye(problem.size))
    logits = at.outputs
    p = np.exp(logits - logits.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    blocks = np.einsum("ni,ij->nij", p, np.eye(p.shape[1])) - np.einsum("ni,nj->nij", p, p)
    exact = np.einsum("nip,nij,njq,q->p", jacobian, blocks, jacobian, direction) / CASES
    found = problem.generalized_gauss_newton(theta) @ direction
    return float(np.linalg.norm(found - exact) / np.linalg.norm(exact))


@experiment("product-cost")
def product_cost() -> Evidence:
    """A product has the cost that claim M3.16-count bounds by 5/3 of a gradient, whatever the shape, and it is the right product."""
    rows, controls = [], []
    for sizes in SHAPES:
        found, shape, error = costs(sizes), "-".join(map(str, sizes)), discrepancy(sizes)
        ratios = f"product {found[1] / found[0]:.3f} of it, {found[2] / found[0]:.3f} with kept activations"
        rows.append((f"{shape}: gradient {found[0]} multiply-adds a case; {ratios}", found == predicted(sizes)))
        rows.append((f"{shape}: off by {error:.0e} from explicit Jacobians", error < SAME))
        columns = example(sizes)[0].size * found[2]
        controls.append((f"{shape}: the whole matrix, column by column: {columns / found[0]:.0f} gradients", columns <= SIMILAR * found[0]))
    return judged(f"tanh networks with softmax outputs, {CASES} cases, all matrix products counted", rows, controls)
