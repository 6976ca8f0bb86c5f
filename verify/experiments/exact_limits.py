"""Where Hessian-free, Krylov subspace descent, Gauss-Newton and the natural gradient are one method."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from numeric.krylov.conjugate_gradients import Stopping
from numeric.network import Network
from numeric.network_objective import NetworkObjective
from numeric.objective import dense
from numeric.optimizers.gauss_newton import GaussNewton
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.hessian_free import HessianFree
from numeric.optimizers.krylov_subspace_descent import KrylovSubspaceDescent
from numeric.optimizers.natural_gradient import NaturalGradient
from numeric.problem import Problem
from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

if TYPE_CHECKING:
    from numeric.optimizers.protocol import Optimizer

SAME = 1e-5  # relative: the line search within the subspace ends at about the root of the rounding errors


@experiment("exact-limits")
def exact_limits() -> Evidence:
    """On a linear network with squared loss F = G = H, and all methods without truncation take the one step to the minimum."""
    generator = np.random.default_rng(0)
    inputs, targets = generator.standard_normal((40, 4)), generator.standard_normal((40, 2))
    problem = NetworkObjective(Problem(Network([4, 2], ["identity"]), "squared", inputs, targets))
    theta = generator.standard_normal(problem.size)
    natural = NaturalGradient().step(NaturalGradient().init(problem, theta)).theta
    length = np.linalg.norm(natural - theta)
    whole = Stopping(100, 0, residual=1e-15)
    methods: dict[str, Optimizer] = {
        "Gauss-Newton": GaussNewton(),
        "Hessian-free": HessianFree(damping=1e-13, exponent=0, stopping=whole),
        "Krylov subspace descent": KrylovSubspaceDescent(dimension=problem.size, floor=1e-12, searches=200),
    }
    cut: dict[str, Optimizer] = {
        "Hessian-free, two iterations": HessianFree(damping=1e-13, exponent=0, stopping=Stopping(2, 0)),
        "Hessian-free, damping 1": HessianFree(damping=1.0, exponent=0, stopping=whole),
        "Krylov subspace descent, two vectors": KrylovSubspaceDescent(dimension=2, remember=False),
        "gradient descent": GradientDescent(0.1),
    }

    def away(method: Optimizer) -> float:
        return float(np.linalg.norm(method.step(method.init(problem, theta)).theta - natural) / length)

    rows = [(f"{name}: {away(method):.1e} from the natural gradient's step", away(method) < SAME) for name, method in methods.items()]
    controls = [(f"{name}: {away(method):.1e}", away(method) < SAME) for name, method in cut.items()]
    return judged("a linear network 4-2, 40 cases, one step", rows, controls)


@experiment("krylov-dimension")
def krylov_dimension() -> Evidence:
    """K vectors of Krylov subspace descent on a quadratic are K iterations of conjugate gradients (claim M3.17)."""
    generator = np.random.default_rng(1)
    inputs, targets = generator.standard_normal((60, 6)), generator.standard_normal((60, 2))
    problem = NetworkObjective(Problem(Network([6, 2], ["identity"]), "squared", inputs, targets))
    theta = generator.standard_normal(problem.size)

    def ends(dimension: int, iterations: int) -> float:
        subspace = KrylovSubspaceDescent(dimension=dimension, floor=1e-12, searches=200, remember=False)
        free = HessianFree(damping=1e-13, exponent=0, decay=0, backtrack=False, stopping=Stopping(iterations, 0))
        one, other = (method.step(method.init(problem, theta)).theta for method in (subspace, free))
        return float(np.linalg.norm(one - other) / np.linalg.norm(other - theta))

    rows = [
        (f"K = {count}: relative distance between the two steps {ends(count, count):.1e}", ends(count, count) < SAME)
        for count in (1, 2, 3, 4)
    ]
    apart = {count: ends(count, count + 1) for count in (1, 2)}
    controls = [(f"K = {count} against {count + 1} iterations: relative distance {gap:.1e}", gap < SAME) for count, gap in apart.items()]
    return judged("a linear network 6-2, 60 cases", rows, controls)


@experiment("empirical-rank")
def empirical_rank() -> Evidence:
    """Few cases bound the ranks: |S| for the empirical Fisher matrix, the sum of the ranks of F_R for the true one (claim M7.4)."""
    generator = np.random.default_rng(2)
    rows, controls = [], []
    for cases in (2, 3, 4):
        inputs = generator.standard_normal((cases, 5))
        for outputs, loss in ((3, "cross_entropy_logits"), (1, "squared")):
            targets = generator.integers(0, 3, cases) if outputs > 1 else generator.standard_normal((cases, 1))
            problem = NetworkObjective(Problem(Network([5, 6, outputs], ["tanh"]), loss, inputs, targets))
            theta = problem.problem.network.initialise(generator)
            matrices = [dense(problem, name, theta) for name in ("fisher", "empirical_fisher")]
            true, empirical = (int(np.linalg.matrix_rank(each, tol=1e-10)) for each in matrices)
            line = f"{cases} cases, {loss}: rank {true} against {empirical}"
            if outputs > 1:
                rows.append((line, true == cases * (outputs - 1) and empirical == cases))
            else:
                controls.append((f"{line}: reduced", empirical < true))
    return judged("networks 5-6-3 and 5-6-1 on 2 to 4 cases", rows, controls)
