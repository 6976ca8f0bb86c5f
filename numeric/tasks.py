"""Training tasks: a data set with its network, loss, starting point, error, and the methods that fit its size with their settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit

from numeric.data import load
from numeric.errors import DomainError
from numeric.initialisation import sparse
from numeric.krylov.conjugate_gradients import Stopping
from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.objective import dense
from numeric.optimizers import optimizers
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.hessian_free import HessianFree
from numeric.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from numeric.data.data_set import DataSet
    from numeric.optimizers.protocol import Optimizer

    Vector = NDArray[Any]

LARGEST_DENSE = 3000  # parameters: a dense matrix and its eigenvectors then take 150 MB
LARGEST_FLOW = 400
LEAST_CURVATURE = 100  # samples
FACTORED_DAMPING = 150.0  # where Martens and Grosse (2015) start KFAC on autoencoders
TRUNCATED_DAMPING = 50.0  # the best of 20, 50, 100 and 150 on 200 images of CURVES with seed 0, with five iterations
TRUNCATION = 2  # iterations of conjugate gradients
AUTOENCODER = (784, 400, 200, 100, 50, 25, 6)  # of the Hessian-free paper, then its mirror image
TASKS = ("autoencoder", "breast-cancer", "curves", "diabetes", "digits", "wine")


@dataclass(frozen=True)
class Task:
    """What is trained.

    Args:
        title: data, network and loss in a line.
        objective: the loss of the network on the data.
        theta: where to start, shape ``(n,)``.
        error: what a reader cares for, as a function of theta.
        error_name: its name and unit.
        data: the data.
        epochs: gradient equivalents that show the difference between methods.
    """

    title: str
    objective: NetworkObjective
    theta: Vector
    error: Callable[[Vector], float]
    error_name: str
    data: DataSet
    epochs: float


def task(name: str, *, data: str | None = None, samples: int | None = None, seed: int = 0, **options: Any) -> Task:
    """A task by name: a data set's own, or ``autoencoder`` on the inputs of any data set; options are those of `numeric.problem.Problem`.

    Raises:
        DomainError: the name is unknown, or there is no thread or no such layout.
        DataError: the data are not installed.
    """
    if name not in TASKS:
        message = f"Choosing a task: expected one of {', '.join(TASKS)}, got {name!r}. Choose one of them."
        raise DomainError(message)
    source = data or ("digits" if name == "autoencoder" else name)
    found = load(source, samples, seed)
    if name in {"autoencoder", "curves"} or source == "curves":
        return _autoencoder(found, seed, **options)
    return _regression(found, seed, **options) if source == "diabetes" else _classifier(found, seed, **options)


def _autoencoder(data: DataSet, seed: int, **options: Any) -> Task:
    """Pixels in [0, 1] through a code; single precision, as the networks are large."""
    width = data.inputs.shape[1]
    down = AUTOENCODER if width == AUTOENCODER[0] else (width, max(width // 2, 3), max(width // 4, 2), max(width // 8, 2))
    low, high = data.inputs.min(axis=0), data.inputs.max(axis=0)
    pixels = data.inputs if low.min() >= 0 and high.max() <= 1 else (data.inputs - low) / np.where(high > low, high - low, 1)
    inputs = pixels.astype(np.float32)
    depth = len(down) - 1
    network = Network([*down, *down[-2::-1]], ["sigmoid"] * (depth - 1) + ["identity"] + ["sigmoid"] * (depth - 1))

    def error(theta: Vector) -> float:
        shown = expit(network.forward(theta.astype(np.float32), inputs))
        return float(((shown - inputs) ** 2).sum(axis=1, dtype=np.float64).mean())

    objective = NetworkObjective(Problem(network, "bernoulli_logits", inputs, inputs, **options))
    theta = sparse(network, np.random.default_rng((seed, 1)))
    title = f"{data.name}, autoencoder {'-'.join(str(each) for each in network.sizes)}"
    return Task(title, objective, theta, error, "squared reconstruction error", data, 400.0)


def _classifier(data: DataSet, seed: int, **options: Any) -> Task:
    """Logits of a network with one hidden layer of tanh units."""
    classes = int(data.targets.max()) + 1
    network = Network([data.inputs.shape[1], 12, classes], ["tanh"])

    def error(theta: Vector) -> float:
        return float((network.forward(theta, data.inputs).argmax(axis=1) != data.targets).mean())

    objective = NetworkObjective(Problem(network, "cross_entropy_logits", data.inputs, data.targets, **options))
    theta = network.initialise(np.random.default_rng((seed, 1)))
    title = f"{data.name}, classifier {'-'.join(str(each) for each in network.sizes)}"
    return Task(title, objective, theta, error, "misclassified (part)", data, 300.0)


def _regression(data: DataSet, seed: int, **options: Any) -> Task:
    """One output with normal noise of variance 1."""
    network = Network([data.inputs.shape[1], 12, 1], ["tanh"])

    def error(theta: Vector) -> float:
        return float(np.sqrt(((network.forward(theta, data.inputs) - data.targets) ** 2).mean()))

    objective = NetworkObjective(Problem(network, "squared", data.inputs, data.targets, **options))
    theta = network.initialise(np.random.default_rng((seed, 1)))
    title = f"{data.name}, regression {'-'.join(str(each) for each in network.sizes)}"
    return Task(title, objective, theta, error, "root mean square error", data, 300.0)


def methods(chosen: Task) -> Mapping[str, Optimizer | str]:
    """Every method with settings for the task, or the reason why it does not fit; momentum is a method of its own here."""
    size, deep = chosen.objective.size, _deep(chosen)
    rate = 0.1 if deep else 0.3
    table: dict[str, Optimizer | str] = {}
    for name, maker in optimizers().items():
        reason = _too_large(name, size)
        table[name] = reason or maker(**_settings(name, chosen, rate))
    table["gradient-descent-momentum"] = GradientDescent(0.01, momentum=0.9) if deep else GradientDescent(rate, momentum=0.95)
    return dict(sorted(table.items()))


def _too_large(name: str, size: int) -> str:
    """Why a method that forms a matrix is left out, or nothing."""
    forms = {"amari-adaptive", "gauss-newton", "levenberg-marquardt", "newton", "natural-gradient-flow", "steepest-descent"}
    limit = LARGEST_FLOW if name == "natural-gradient-flow" else LARGEST_DENSE
    if name not in forms or size <= limit:
        return ""
    return f"forms a matrix of {size:,} x {size:,} numbers; at most {limit:,} rows are tried"


def _settings(name: str, chosen: Task, rate: float) -> dict[str, Any]:
    """What differs from the defaults of a method."""
    large, deep = chosen.objective.size > LARGEST_DENSE, _deep(chosen)
    if name == "natural-gradient":
        return {"adaptive": True, **(_searched() if large else {"damping": 1.0})}
    if name == "steepest-descent":
        return {"rate": rate, "metric": _first_metric(chosen)}
    table: dict[str, dict[str, Any]] = {
        "gradient-descent": {"learning_rate": rate},
        "hessian-free": _truncated() if deep else {},
        "kfac": {"damping": FACTORED_DAMPING if deep else 1.0},
        "krylov-subspace-descent": {"curvature_batch": _quarter(chosen)} if deep else {},
        "newton": {"saddle_free": True},
        "natural-gradient-flow": {"damping": 1e-2, "tolerance": 1e-3, "duration": 0.5},
    }
    return table.get(name, {})


def _deep(chosen: Task) -> bool:
    """Whether the network is an autoencoder; a classifier has three layers of units."""
    return len(chosen.objective.problem.network.sizes) > 4  # noqa: PLR2004


def _truncated() -> dict[str, Any]:
    """For deep networks: few iterations, by the preconditioner of KFAC, and the last solution in their space; all samples curve.

    With more iterations or fewer samples steps cost less than they gain on the plateau where the network gives the mean of the data.
    """
    return {"damping": TRUNCATED_DAMPING, "preconditioner": "kronecker", "augment": True, "stopping": Stopping(TRUNCATION, progress=0)}


def _searched() -> dict[str, Any]:
    """For large networks: the pieces of Hessian-free but its way back through the iterates, on the Fisher matrix."""
    pieces = {"preconditioner": "kronecker", "decay": HessianFree.decay, "augment": True, "search": True}
    return {"solver": "cg", "damping": TRUNCATED_DAMPING, "iterations": TRUNCATION, **pieces}


def _quarter(chosen: Task) -> int:
    """A quarter of the samples, or what there is."""
    samples = chosen.objective.samples
    return min(samples, max(samples // 4, LEAST_CURVATURE))


def _first_metric(chosen: Task) -> Vector:
    """A constant metric: the Fisher matrix at the start, damped."""
    matrix = dense(chosen.objective, "fisher", chosen.theta)
    metric: Vector = matrix + 0.1 * np.eye(len(matrix))
    return metric
