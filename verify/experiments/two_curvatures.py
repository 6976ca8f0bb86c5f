"""The Gauss-Newton matrix and the empirical Fisher matrix in one and the same damped loop."""

from __future__ import annotations

import numpy as np

from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.optimizers.hessian_free import HessianFree
from numeric.problem import Problem
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

RUNS, STEPS = 4, 20
NAMES = ("generalized_gauss_newton", "empirical_fisher")


@experiment("two-curvatures-one-loop")
def two_curvatures_one_loop() -> Evidence:
    """From the same start, after as many steps, the Gauss-Newton matrix has reached the lower loss (claim M7.13)."""
    rows, controls = [], []
    for loss in ("squared", "cross_entropy_logits"):
        ends = [_ends(loss, seed) for seed in range(RUNS)]
        wins = sum(gauss_newton < empirical for gauss_newton, empirical in ends)
        told = ", ".join(f"{gauss_newton:.2g} against {empirical:.2g}" for gauss_newton, empirical in ends)
        rows.append((f"{loss}: lower in {wins} of {RUNS} runs: {told}", wins == RUNS))
        controls.append((f"{loss}, labels exchanged: lower in {RUNS - wins} of {RUNS} runs", RUNS - wins == RUNS))
    one = [_ends("squared", seed, NAMES[:1] * 2) for seed in range(2)]
    controls.append(("the Gauss-Newton matrix against itself: lower", any(first < second for first, second in one)))
    return judged(f"networks of 3 inputs and 6 tanh units, 40 cases, {STEPS} Hessian-free steps, seeds 0 to {RUNS - 1}", rows, controls)


def _ends(loss: str, seed: int, names: tuple[str, ...] = NAMES) -> tuple[float, ...]:
    """The losses after the same number of steps with each matrix; damping, preconditioner and line search are the same."""
    generator = np.random.default_rng(seed)
    inputs = generator.standard_normal((40, 3))
    if loss == "squared":
        targets = np.stack([np.sin(2 * inputs[:, 0]) * inputs[:, 1], np.cos(2 * inputs[:, 2])], axis=1)
    else:
        targets = np.where(inputs[:, 0] * inputs[:, 1] > 0.3, 2, inputs[:, 2] > 0)  # noqa: PLR2004 - about a third of the cases
    objective = NetworkObjective(Problem(Network([3, 6, 2 if loss == "squared" else 3], ["tanh"]), loss, inputs, targets))
    theta = objective.problem.network.initialise(generator)
    found = []
    for name in names:
        method = HessianFree(matrix=name)
        state = method.init(objective, theta)
        for _ in range(STEPS):
            state = method.step(state)
        found.append(objective.value(state.theta))
    return tuple(found)
