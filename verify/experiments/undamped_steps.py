"""What full steps of the natural gradient do on small networks, and how often the Gauss-Newton matrix has the higher curvature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.objective import dense
from numeric.problem import Problem
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

SEED = 913
NETWORKS = 40
DAMPINGS = (1e-4, 1e-2, 1e-1, 1.0)
LOSSES = ("squared", "cross_entropy_logits")
ROUNDING = 1e-10
OFTEN = 0.5  # of the steps
FAR = 3.0  # standard errors


def random_case(loss: str, cases: int, generator: np.random.Generator, hidden: tuple[int, ...] = (4,)) -> tuple[NetworkObjective, Vector]:
    """A network with three inputs and outputs and tanh units between, random cases, and standard normal parameters, ``(n,)``."""
    network = Network([3, *hidden, 3], [*["tanh"] * len(hidden), "identity"])
    inputs = generator.standard_normal((cases, 3))
    targets = generator.standard_normal((cases, 3)) if loss == "squared" else generator.integers(0, 3, cases)
    objective = NetworkObjective(Problem(network, loss, inputs, targets))
    return objective, generator.standard_normal(objective.size)


def full_steps(damping: float, loss: str, hidden: tuple[int, ...] = (4,)) -> tuple[float, float]:
    """The share of steps that raise the objective, though their model predicts a decrease, and the median length of the steps."""
    generator = np.random.default_rng(SEED)
    lengths, raised = [], []
    for _ in range(NETWORKS):
        objective, theta = random_case(loss, 6, generator, hidden)
        shifted = dense(objective, "fisher", theta) + damping * np.eye(objective.size)
        step = -np.linalg.solve(shifted, objective.gradient(theta))
        lengths.append(float(np.linalg.norm(step)))
        raised.append(objective.value(theta + step) > objective.value(theta))
    return float(np.mean(raised)), float(np.median(lengths))


@experiment("undamped-steps")
def undamped_steps() -> Evidence:
    """Nearly undamped natural-gradient steps are long, and most raise the loss; damping of order one ends that (claim M9.13)."""
    rows = []
    for damping in DAMPINGS:
        raised, length = full_steps(damping, "cross_entropy_logits")
        holds = raised > OFTEN if damping == DAMPINGS[0] else raised == 0 if damping == DAMPINGS[-1] else True
        rows.append((f"damping {damping:g}: the loss rises in {raised:.0%} of the steps, median length {length:.3g}", holds))
    raised, length = full_steps(DAMPINGS[0], "squared", ())
    controls = [(f"a linear network with squared loss, damping {DAMPINGS[0]:g}: {raised:.0%}, length {length:.3g}", raised > OFTEN)]
    return judged(f"{NETWORKS} tanh networks 3-4-3 with 6 cases, softmax, random parameters, one step each; seed {SEED}", rows, controls)


def shares(loss: str, hidden: tuple[int, ...] = (4,)) -> Vector:
    """For each network the share of eigen-directions of G - H in which G is the higher, among those in which the two differ."""
    generator = np.random.default_rng(SEED)
    found = []
    for _ in range(NETWORKS):
        objective, theta = random_case(loss, 20, generator, hidden)
        matrices = (dense(objective, name, theta) for name in ("generalized_gauss_newton", "hessian"))
        gaps = np.linalg.eigvalsh(np.subtract(*matrices))
        apart = np.abs(gaps) > ROUNDING
        found.append(np.mean(gaps[apart] > 0) if apart.any() else 0.0)
    return np.array(found)


@experiment("curvature-of-two-matrices")
def curvature_of_two_matrices() -> Evidence:
    """In random networks the Gauss-Newton matrix is the higher one in a little more than half of the directions (claim M9.6)."""
    rows, controls = [], []
    for loss in LOSSES:
        found = shares(loss)
        mean, error = float(found.mean()), float(found.std(ddof=1) / np.sqrt(NETWORKS))
        rows.append((f"{loss}: higher in {mean:.1%} +- {error:.1%} of the directions", mean - FAR * error > 1 / 2))
        controls.append((f"{loss}, the matrices exchanged: {1 - mean:.1%}", 1 - mean - FAR * error > 1 / 2))
    linear = float(shares("squared", ()).mean())
    controls.append((f"a linear network with squared loss, where the two are one: {linear:.1%}", linear > 1 / 2))
    return judged(f"{NETWORKS} tanh networks 3-4-3 with 20 random cases, standard normal parameters; seed {SEED}", rows, controls)
