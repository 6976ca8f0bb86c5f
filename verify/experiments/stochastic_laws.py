"""Laws of schedules and of subsamples, simulated with seeds; deviations are counted in standard errors."""

from __future__ import annotations

import numpy as np

from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.objective import dense
from numeric.problem import Problem
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

RUNS, STEPS = 4000, 2000
FAR = 4.0  # standard errors


def scaled_variance(factor: float, generator: np.random.Generator) -> tuple[float, float]:
    """Return t times the variance after t natural-gradient steps of rate c/t on N(theta, 1), and its standard error."""
    theta = np.zeros(RUNS)
    for step in range(1, STEPS + 1):
        theta -= factor / step * (theta - generator.standard_normal(RUNS))
    squares = STEPS * theta**2
    return float(squares.mean()), float(squares.std() / np.sqrt(RUNS))


def predicted(factor: float) -> float:
    """The recursion v <- (1 - c/t)^2 v + c^2/t^2 from 0, times t: what is simulated, without chance."""
    variance = 0.0
    for step in range(1, STEPS + 1):
        variance = (1 - factor / step) ** 2 * variance + (factor / step) ** 2
    return STEPS * variance


@experiment("schedule-variance")
def schedule_variance() -> Evidence:
    """With the schedule c/i and c > 1/2, t times the variance tends to c^2/(2c - 1); c = 1 is Fisher efficient (claim M9.2)."""
    generator = np.random.default_rng(0)
    rows, controls = [], []
    for factor in (0.75, 1.0, 1.5, 2.0):
        found, error = scaled_variance(factor, generator)
        limit = factor**2 / (2 * factor - 1)
        z = (found - predicted(factor)) / error
        close = abs(z) < FAR and abs(predicted(factor) / limit - 1) < 0.05  # noqa: PLR2004 - at c = 3/4 convergence is slow
        told = f"t Var = {found:.3f} +- {error:.3f}, z = {z:.1f}; recursion {predicted(factor):.4f}, limit {limit:.4f}"
        rows.append((f"c = {factor:g}: {told}", close))
    for factor in (0.3, 0.5):
        found, error = scaled_variance(factor, generator)
        controls.append((f"c = {factor:g}: t Var = {found:.1f}, bounded as for c = 2", found < predicted(2.0) + FAR * error))
    return judged(f"{RUNS} runs of {STEPS} steps, seed 0", rows, controls)


@experiment("subsample-robustness")
def subsample_robustness() -> Evidence:
    """On subsamples the Gauss-Newton matrix is nearer to its whole-data value than the Hessian, and never indefinite (claim M3.11)."""
    generator = np.random.default_rng(0)
    nonlinear, linear = _wins(["tanh", "tanh"], generator), _wins(["identity", "identity"], generator)
    rows = [
        (f"tanh networks: nearer in {nonlinear[0]} of {nonlinear[2]} subsamples", nonlinear[0] > 0.75 * nonlinear[2]),
        (f"tanh networks: Hessians indefinite in {nonlinear[1]}, Gauss-Newton matrices in none", nonlinear[1] > 0 and nonlinear[3] == 0),
    ]
    controls = [(f"one linear layer, where H = G: nearer in {linear[0]} of {linear[2]}", linear[0] > 0.75 * linear[2])]
    return judged("networks 3-4-3-2 and 3-2, 60 cases, subsamples of 6, squared loss, seed 0", rows, controls)


def _wins(activations: list[str], generator: np.random.Generator) -> tuple[int, int, int, int]:
    """In how many subsamples G is relatively nearer than H, H is indefinite, of how many, and G is indefinite."""
    sizes = [3, 4, 3, 2] if "tanh" in activations else [3, 2]
    network = Network(sizes, activations if "tanh" in activations else ["identity"])
    nearer = indefinite = total = wrong = 0
    for _ in range(5):
        inputs, targets = generator.standard_normal((60, 3)), generator.standard_normal((60, 2))
        whole, theta = NetworkObjective(Problem(network, "squared", inputs, targets)), network.initialise(generator)
        exact = {name: dense(whole, name, theta) for name in ("hessian", "generalized_gauss_newton")}
        for _ in range(12):
            part = whole.subset(np.sort(generator.choice(60, 6, replace=False)))
            found = {name: dense(part, name, theta) for name in exact}
            errors = {name: np.linalg.norm(found[name] - exact[name]) / np.linalg.norm(exact[name]) for name in exact}
            lowest = {name: np.linalg.eigvalsh(found[name]).min() / np.abs(found[name]).max() for name in exact}
            nearer += bool(errors["generalized_gauss_newton"] < errors["hessian"] * (1 - 1e-9))
            indefinite += bool(lowest["hessian"] < -1e-9)  # noqa: PLR2004 - rounding
            wrong += bool(lowest["generalized_gauss_newton"] < -1e-9)  # noqa: PLR2004 - rounding
            total += 1
    return nearer, indefinite, total, wrong
