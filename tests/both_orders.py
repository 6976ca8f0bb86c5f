"""Problems with samples last and first in memory, and everything that is computed of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.curvature import matrices
from numeric.linearization import Linearization
from numeric.network import Network
from numeric.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

FIRST = "samples first"
ROUNDING = {"float64": 1e-13, "float32": 2e-5}
WITHOUT_LAYERS = {"structural_damping"}  # it has none to damp in a linear model


def made(
    hidden: tuple[str, ...] = ("tanh",), outputs: int = 3, precision: str = "float64", samples: int = 11, **options: Any
) -> tuple[Problem, Array]:
    """A problem with layers of different widths, and parameters."""
    generator = np.random.default_rng(len(hidden) + outputs)
    network = Network([4, *(5 + place for place in range(len(hidden))), outputs], list(hidden))
    X, Y = generator.standard_normal((samples, 4)).astype(precision), generator.random((samples, outputs))
    return Problem(network, "bernoulli_logits", X, Y, **options), network.initialise(generator).astype(precision)


def pair(*given: Any, **options: Any) -> tuple[Problem, Problem, Array]:
    """The problem in both orders."""
    (last, theta), (first, _) = made(*given, **options), made(*given, **options, layout=FIRST)
    assert (last.layout, first.layout) == ("samples last", FIRST)
    return last, first, theta


def close(found: Array, wanted: Array, precision: str) -> bool:
    """Whether two results differ by rounding at most."""
    return found.dtype == wanted.dtype == precision and bool(np.linalg.norm(found - wanted) <= ROUNDING[precision] * np.linalg.norm(wanted))


def results(problem: Problem, theta: Array) -> dict[str, Array]:
    """Everything that takes a pass with one column, and with three."""
    at, generator = Linearization(problem, theta), np.random.default_rng(0)
    V = generator.standard_normal((problem.size, 3)).astype(problem.dtype)
    U = generator.standard_normal((*at.outputs.shape, 2)).astype(problem.dtype)
    found = {
        "outputs": at.outputs,
        "gradient": at.gradient.copy(),
        "jvp": at.jvp(V[:, 0]),
        "vjp": at.vjp(U[:, :, 0]),
        "vjp of two": at.vjp(U),
    }
    for name, matrix in matrices().items():
        if len(problem.network.sizes) > 2 or name not in WITHOUT_LAYERS:
            found |= {name: matrix(at) @ V[:, 0], f"{name} of three": matrix(at) @ V, f"diagonal of {name}": matrix(at).diagonal()}
    return found
