"""What holds of every curvature matrix of every network: it is linear, symmetric, repeatable and, where it says so, positive."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numeric.activations import activations
from numeric.curvature import matrices
from numeric.curvature.dual import Dual
from numeric.curvature.fisher import Fisher
from numeric.curvature.sample_space import SampleSpace
from numeric.layers.passes import ORDERS
from numeric.network import Network
from numeric.problem import Problem

widths = st.lists(st.integers(1, 5), min_size=1, max_size=3)
seeds = st.integers(0, 2**32 - 1)
LAWS = ["squared", "cross_entropy_logits", "bernoulli_logits", "poisson_log_rate", "gaussian_log_variance", "student_t", "huber", "laplace"]


@st.composite
def problems(draw: Any, laws: list[str] = LAWS) -> tuple[Problem, Any, np.random.Generator]:
    """A random problem, parameters, and a generator."""
    hidden, law, generator = draw(widths), draw(st.sampled_from(laws)), np.random.default_rng(draw(seeds))
    samples, outputs = draw(st.integers(1, 6)), 2 * draw(st.integers(1, 2))
    names = [draw(st.sampled_from(sorted(activations()))) for _ in range(len(hidden) - 1)]
    network = Network([*hidden, outputs], names)
    targets = {
        "cross_entropy_logits": generator.integers(0, outputs, samples),
        "gaussian_log_variance": generator.standard_normal((samples, outputs // 2)),
    }
    Y = targets.get(law, generator.integers(0, 2, (samples, outputs)).astype(float))
    problem = Problem(
        network,
        law,
        generator.standard_normal((samples, hidden[0])),
        Y,
        chunk=draw(st.integers(1, 6)),
        layout=draw(st.sampled_from(ORDERS)),
    )
    return problem, network.initialise(generator) + 0.1 * generator.standard_normal(network.size), generator


@pytest.mark.parametrize("name", sorted(matrices()))
@given(case=problems())
def test_products_are_linear_symmetric_and_repeatable(name: str, case: tuple[Problem, Any, np.random.Generator]) -> None:
    """<u, M v> = <M u, v>, M (a u + b v) = a M u + b M v, a block is its columns, and a second product is the first to the last bit."""
    problem, theta, generator = case
    if name == "structural_damping" and len(problem.network.sizes) == 2:
        return
    operator = matrices()[name](problem.at(theta))
    u, v = generator.standard_normal((2, operator.shape[0]))
    Mu, Mv = operator @ u, operator @ v
    scale = 1e-11 * (1 + np.linalg.norm(Mu) * np.linalg.norm(v) + np.linalg.norm(Mv) * np.linalg.norm(u))
    assert abs(u @ Mv - v @ Mu) <= scale
    assert np.linalg.norm(operator @ (2 * u - 3 * v) - (2 * Mu - 3 * Mv)) <= scale
    assert np.linalg.norm(operator @ np.stack([u, v], axis=1) - np.stack([Mu, Mv], axis=1)) <= scale
    assert np.linalg.norm(operator.T @ u - Mu) == 0
    operator.check_deterministic()


@pytest.mark.parametrize("name", sorted(name for name, matrix in matrices().items() if matrix.positive))
@given(case=problems())
def test_positive_ones_are_positive(name: str, case: tuple[Problem, Any, np.random.Generator]) -> None:
    """No eigenvalue is below zero beyond rounding."""
    problem, theta, _ = case
    values = np.linalg.eigvalsh(matrices()[name](problem.at(theta)).to_dense())
    assert values[0] >= -1e-12 * max(values[-1], 1)


@pytest.mark.parametrize("name", sorted(matrices()))
@given(case=problems())
def test_the_diagonal_is_that_of_the_matrix(name: str, case: tuple[Problem, Any, np.random.Generator]) -> None:
    """What `diagonal` computes its own way is the diagonal of what the products give."""
    problem, theta, _ = case
    operator = matrices()[name](problem.at(theta))
    dense = operator.to_dense()
    assert np.linalg.norm(operator.diagonal() - np.diag(dense)) <= 1e-12 * (1 + np.linalg.norm(dense))


@given(case=problems())
def test_jacobian_and_its_transpose_are_adjoint(case: tuple[Problem, Any, np.random.Generator]) -> None:
    """<u, J v> = <J^T u, v> for vectors and blocks."""
    problem, theta, generator = case
    at = problem.at(theta)
    V = generator.standard_normal((problem.size, 2))
    U = generator.standard_normal((problem.samples, problem.network.sizes[-1], 2))
    left, right = np.einsum("nok,nol->kl", U, at.jvp(V)), at.vjp(U).T @ V
    assert np.linalg.norm(left - right) <= 1e-11 * (1 + np.linalg.norm(left))
    assert np.allclose(at.jvp(V)[:, :, 0], at.jvp(V[:, 0]), rtol=1e-11, atol=1e-11)


@given(case=problems(["squared", "cross_entropy_logits", "bernoulli_logits"]))
def test_gauss_newton_is_fisher_where_the_loss_says_so(case: tuple[Problem, Any, np.random.Generator]) -> None:
    """For losses with F_R = H_L the two matrices are one."""
    problem, theta, _ = case
    G, F = problem.generalized_gauss_newton(theta).to_dense(), problem.fisher(theta).to_dense()
    assert problem.loss.fisher_is_hessian
    assert np.linalg.norm(G - F) <= 1e-12 * (1 + np.linalg.norm(F))


@given(case=problems(), damping=st.floats(1e-4, 10))
def test_exact_solve_has_a_tiny_true_residual(case: tuple[Problem, Any, np.random.Generator], damping: float) -> None:
    """The damped solve in sample space satisfies the damped equations to 1e-12, by the operator's own product."""
    problem, theta, _ = case
    operator = Fisher(problem.at(theta))
    solution = SampleSpace(operator).solve(operator.linearization.gradient, damping)
    rest = operator @ solution.x + damping * solution.x - operator.linearization.gradient
    assert np.linalg.norm(rest) <= 1e-12 * np.linalg.norm(operator.linearization.gradient) + 1e-300
    assert solution.residual <= 1e-12


@pytest.mark.parametrize("samples", [4, 20])
def test_krylov_vectors_in_sample_space_are_the_same_vectors(samples: int) -> None:
    """Coefficients of gradient and product expand to them, inner products agree, and conjugate gradients solve the same system."""
    generator = np.random.default_rng(1)
    network = Network([12, 5, 16, 3], ["tanh", "gelu"])
    X, Y = generator.standard_normal((samples, 12)), generator.integers(0, 3, samples)
    theta = network.initialise(generator)
    operator = Fisher(Problem(network, "cross_entropy_logits", X, Y).at(theta))
    dual, gradient = Dual(operator), operator.linearization.gradient
    coefficients = dual.gradient()
    image = dual.image(coefficients)
    assert any(dual.by_samples)
    assert np.allclose(dual.expand(coefficients), gradient, rtol=1e-13, atol=1e-15)
    assert np.allclose(dual.expand(dual.product(image)), operator @ gradient, rtol=1e-11, atol=1e-14)
    assert dual.inner(coefficients, image, coefficients) == pytest.approx(gradient @ gradient, rel=1e-12)
    found, _ = dual.solve(1e-2, 200, 1e-13)
    assert np.allclose(found, SampleSpace(operator).solve(gradient, 1e-2).x, rtol=1e-8, atol=1e-10)
