"""Products instead of matrices: factor, turned factor, pseudo-inverse and samples belong to the Fisher matrix of logits."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from derivations.codegen import kernel
from derivations.codegen.arrays.listing import KERNELS
from derivations.codegen.arrays.matrix_functions import matrix_functions
from derivations.codegen.arrays.program import REDUCTIONS
from derivations.codegen.arrays.vector_functions import vector_functions
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives
from derivations.errors import ClaimError
from derivations.indexed.decision import decide_indexed_zero
from derivations.indexed.value import indexed_value

if TYPE_CHECKING:
    from collections.abc import Callable

Z = {"z": "real[K]"}
FISHER = "fisher(Categorical(logits=z), z)"
ROOTS = "[sqrt(softmax(z)[i]) for i in range(K)]"
ROOT = f"(diag({ROOTS}) - outer(softmax(z), {ROOTS}))"
PSEUDO = "(diag([1/softmax(z)[i] for i in range(K)]) - outer([1 for i in range(K)], [1/softmax(z)[i] for i in range(K)])/K)"


@cache
def listed(name: str) -> Callable[..., Any]:
    """A kernel of the list."""
    text, let = KERNELS[name]
    return kernel(text, let)


def holds(left: str, right: str) -> bool:
    """Whether the index calculus proves an equation for every size."""
    difference = indexed_value(f"{left} - {right}", Z)
    return decide_indexed_zero([difference.body]).zero is True


def test_the_factor_is_one() -> None:
    """S S^T = F for every size; another one is no factor."""
    assert holds(f"{ROOT} @ {ROOT}.T", FISHER)
    assert not holds(f"{ROOT} @ {ROOT}", FISHER)


def test_the_pseudo_inverse_is_one() -> None:
    """F G F = F and G F is symmetric for every size, on directions whose entries sum to zero; the plain reciprocals are no such thing."""
    assert holds(f"{FISHER} @ {PSEUDO} @ {FISHER}", FISHER)
    assert holds(f"{PSEUDO} @ {FISHER}", f"({PSEUDO} @ {FISHER}).T")
    assert not holds(f"{FISHER} @ {PSEUDO}.T @ {FISHER}", f"2*{FISHER}")


@pytest.mark.parametrize("size", [1, 2, 6, 60])
def test_products_are_those_of_the_matrices(size: int) -> None:
    """Every product is the matrix of that name times the direction."""
    generator = np.random.default_rng(size)
    z, v = generator.standard_normal((2, 4, size))
    p = listed("softmax")(z)
    fisher = listed("cross_entropy_hessian")(z, 0)
    root = np.sqrt(p)[:, np.newaxis] * (np.eye(size) - p[:, :, np.newaxis])
    matrices = {
        "categorical_fisher_product": fisher,
        "categorical_root_product": root,
        "categorical_turned_root_product": root.swapaxes(1, 2),
    }
    for name, matrix in matrices.items():
        assert np.allclose(listed(name)(z, v), np.einsum("nij,nj->ni", matrix, v), rtol=1e-12, atol=1e-15)
    assert np.allclose(listed("cross_entropy_hessian_product")(z, 0, v), listed("categorical_fisher_product")(z, v), rtol=1e-13, atol=1e-16)
    assert np.allclose(listed("categorical_fisher_form")(z, v), np.einsum("ni,nij,nj->n", v, fisher, v), rtol=1e-12, atol=1e-15)
    gradient = listed("categorical_fisher_product")(z, v)
    back = listed("categorical_pseudo_inverse_product")(z, gradient)
    assert np.allclose(back, v - v.mean(axis=-1, keepdims=True), rtol=1e-11, atol=1e-12)
    assert np.abs(back.sum(axis=-1)).max() < 1e-11


@pytest.mark.parametrize("name", KERNELS)
def test_the_list_is_generated(name: str) -> None:
    """Every kernel of the list can be written and called with one element of three classes."""
    _, let = KERNELS[name]
    points: dict[str, Any] = {"real": np.array([0.5, -1.0, 0.25]), "positive": np.array([0.5, 2.0, 1.0]), "natural": 1, "unit": 0.5}
    points |= {"spd": np.eye(3) + 0.25, "simplex": np.array([0.5, 0.25, 0.25])}
    assert np.isfinite(listed(name)(*(points[kind.split("[")[0]] for kind in let.values()))).all()


def test_samples_are_the_inverse_of_the_distribution() -> None:
    """The same class for the same number; classes in proportion to their probabilities, and never one that does not exist."""
    z, u = np.array([0.5, -1.0, 2.0, 0.0]), (np.arange(10_000) + 0.5) / 10_000
    classes = listed("categorical_sample")(z, u)
    assert np.array_equal(classes, np.searchsorted(np.cumsum(listed("softmax")(z)), u, side="right"))
    assert np.abs(np.bincount(classes.astype(int), minlength=4) / u.size - listed("softmax")(z)).max() <= 1 / u.size
    extremes = listed("categorical_sample")(np.array([[1000.0, 0.0], [0.0, 1000.0], [0.0, 0.0]]), 1 - 2.0**-53)
    assert np.array_equal(extremes, [0.0, 1.0, 1.0])
    assert np.isnan(listed("categorical_sample")(z, 1.5))


def test_samples_of_other_laws_are_refused() -> None:
    """A sampler is for laws of classes."""
    with pytest.raises(ClaimError, match="expected sample"):
        kernel("sample(Dirichlet(a), u)", {"a": "positive[K]", "u": "unit"})


def test_explicit_logits_take_the_same_form() -> None:
    """For three classes the divergence is that for every size, with the shape fixed."""
    text = KERNELS["kl_categorical_logits"][0]
    explicit = kernel(text, {"z": "real[3]", "w": "real[3]"})
    z = np.random.default_rng(1).standard_normal((5, 3))
    w = z * (1 + 1e-10 * np.arange(3))
    assert np.array_equal(explicit(z, w), listed("kl_categorical_logits")(z, w))
    with pytest.raises(ValueError, match=r"expected z of shape \(\.\.\., 3\), got \(4,\)"):
        explicit(np.zeros(4), np.zeros(4))


def test_names_of_operations_are_apart() -> None:
    """No function of vectors or matrices has the name of an elementary operation, a primitive or a reduction."""
    groups = [{**OPERATIONS, **primitives()}, vector_functions(), matrix_functions(), dict.fromkeys(REDUCTIONS)]
    names = [name for group in groups for name in group]
    assert len(names) == len(set(names))


def test_matrices_of_two_sizes() -> None:
    """A layer of weights before the classes: the Gauss-Newton matrix of its inputs is J^T H J, and no index is captured."""
    generator = np.random.default_rng(3)
    weights, x, v = generator.standard_normal((5, 3, 4)), *generator.standard_normal((2, 5, 4))
    let = {"W": "real[K,M]", "x": "real[M]", "z": "real[K]"}
    z = np.einsum("nkm,nm->nk", weights, x)
    matrix = np.einsum("nkl,nki,nlj->nij", listed("cross_entropy_hessian")(z, 0), weights, weights)
    whole = kernel("ggn(logsumexp(z), z, W @ x, x)", let)(weights, x, z)
    assert np.allclose(whole, matrix, rtol=1e-12, atol=1e-14)
    product = kernel("ggn(logsumexp(z), z, W @ x, x) @ v", let | {"v": "real[M]"})(weights, x, z, v)
    assert np.allclose(product, np.einsum("nij,nj->ni", matrix, v), rtol=1e-11, atol=1e-13)
    assert np.allclose(kernel("softmax(W @ x)", let)(weights, 1e3 * x, z).sum(axis=-1), 1.0, rtol=1e-15)


@pytest.mark.parametrize("text", ["logpdf(Dirichlet(a), p)", "logpdf(Multinomial(n, p), y)", "logpdf(DirichletMultinomial(n, a), y)"])
def test_densities_of_vectors_sum_to_one(text: str) -> None:
    """Over all counts, or against the textbook at the mean."""
    let = {"a": "positive[K]", "p": "simplex[K]", "n": "positive integer", "y": "natural[K]"}
    p, a = np.array([0.5, 0.25, 0.25]), np.array([0.5, 2.0, 1.5])
    counts = np.array([[i, j, 3 - i - j] for i in range(4) for j in range(4 - i)])
    values = kernel(text, let)(a, p, 3, counts)
    if "Multinomial" in text:
        assert np.isclose(np.exp(values).sum(), 1.0, rtol=1e-14)
    else:
        log_beta = math.lgamma(0.5) + math.lgamma(2.0) + math.lgamma(1.5) - math.lgamma(4.0)
        assert np.allclose(values, ((a - 1) * np.log(p)).sum() - log_beta, rtol=1e-14)
