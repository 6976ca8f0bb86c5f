"""JAX kernels can be compiled, mapped and differentiated: slopes of divergences are scores, their curvature at equality is the Fisher."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from target_samples import GAMMA

from derivations.codegen import kernel

os.environ["JAX_ENABLE_X64"] = "1"
jax: Any = pytest.importorskip("jax", reason="JAX is not installed: what it computes is not measured here")


def test_curvature_of_a_divergence_is_the_fisher() -> None:
    """At equal laws, where the value is set to zero, the gradient is zero and the Hessian is the Fisher matrix."""
    divergence = kernel("kl(Gamma(a, b), Gamma(c, d))", GAMMA, target="jax")
    fisher = kernel("fisher(Gamma(a, b), [a, b])", {"a": "positive", "b": "positive"})
    for a, b in ((2.0, 3.0), (0.25, 10.0), (40.0, 0.5)):
        point = jax.numpy.array([a, b])
        assert divergence(a, b, *point) == 0.0
        assert np.allclose(jax.grad(lambda q, a=a, b=b: divergence(a, b, *q))(point), 0.0, atol=1e-14)
        curvature = jax.hessian(lambda q, a=a, b=b: divergence(a, b, *q))(point)
        np.testing.assert_allclose(curvature, fisher(a, b), rtol=1e-12)


def test_slope_of_a_density_has_no_nan_beside_its_support() -> None:
    """Outside the support the log density is minus infinity, and its slope in a parameter zero, not nan."""
    density = kernel("logpdf(Gamma(a, b), y)", {"a": "positive", "b": "positive", "y": "real"}, target="jax")
    slopes = jax.vmap(jax.grad(density, (0, 1)), (None, None, 0))(2.0, 3.0, jax.numpy.array([0.5, -1.0, -0.0]))
    assert not np.isnan(np.asarray(slopes)).any()
    np.testing.assert_allclose(np.asarray(slopes)[:, 0], [np.log(3 * 0.5) - 0.42278433509846713, 2.0 / 3.0 - 0.5], rtol=1e-13)
    assert np.array_equal(np.asarray(slopes)[:, 1], [0.0, 0.0])


def test_branch_that_is_not_taken_leaves_no_nan() -> None:
    """The slope of x log x continued by zero is that of the branch on which the point lies."""
    function = kernel("x*log(x) if x > 0 else 0", {"x": "real"}, target="jax")
    slopes = jax.vmap(jax.grad(function))(jax.numpy.array([np.e, -1.0, 0.0]))
    np.testing.assert_allclose(slopes, [2.0, 0.0, 0.0], rtol=1e-14)


def test_compiled_and_mapped_values_are_the_same() -> None:
    """``jit`` and ``vmap`` give the broadcast result, and second derivatives at zero logits are not lost."""
    divergence = kernel("kl(Gamma(a, b), Gamma(c, d))", GAMMA, target="jax")
    a = np.exp(np.linspace(-3.0, 3.0, 7))
    np.testing.assert_allclose(jax.jit(divergence)(a, 1.0, 2.0, a), jax.vmap(divergence, (0, None, None, 0))(a, 1.0, 2.0, a), rtol=1e-14)
    softplus = kernel("log(1 + exp(x))", {"x": "real"}, target="jax")
    assert jax.grad(softplus)(0.0) == 0.5
    assert jax.grad(jax.grad(softplus))(0.0) == 0.25


def test_loops_that_are_compiled_as_loops_have_values_and_slopes() -> None:
    """The rule of 24 nodes in the divergence of von Mises laws: that of NumPy, and the Fisher matrix as its curvature."""
    types = {"m": "real", "k": "positive", "n": "real", "j": "positive"}
    text = "kl(VonMises(m, k), VonMises(n, j))"
    divergence, plain = kernel(text, types, target="jax"), kernel(text, types)
    k, j = np.array([0.5, 3.0, 9.0, 20.0, 50.0]), np.array([0.75, 2.0, 11.0, 30.0, 45.0])
    np.testing.assert_allclose(jax.jit(divergence)(0.25, k, 0.5, j), plain(0.25, k, 0.5, j), rtol=2e-15)
    fisher = kernel("fisher(VonMises(m, k), [m, k])", {"m": "real", "k": "positive"})
    curvature = jax.jit(jax.hessian(lambda q: divergence(0.25, 3.0, *q)))(jax.numpy.array([0.25, 3.0]))
    np.testing.assert_allclose(curvature, fisher(0.25, 3.0), rtol=1e-12, atol=1e-14)


def test_float32_below_its_normal_numbers_is_kept() -> None:
    """In 64-bit mode subnormal arguments and results are those of float32, which XLA would round to zero, and slopes stay."""
    product, plain = (kernel("x*y", {"x": "real", "y": "positive"}, target=target) for target in ("jax", "numpy"))
    generator = np.random.default_rng(0)
    x, y = ((10.0 ** generator.uniform(-25, -15, 2000)).astype(np.float32) for _ in range(2))
    x[::2] *= np.float32(-1.0)
    expected = plain(x, y)
    assert ((expected != 0) & (np.abs(expected) < 2.0**-126)).sum() > 200
    for function in (product, jax.jit(product)):
        got = np.asarray(function(x, y))
        assert got.dtype == np.float32
        assert np.array_equal(got, expected)
    logarithm = jax.jit(kernel("log(y)", {"y": "positive"}, target="jax"))
    small = np.array([1e-45, 1e-40, 1.2e-38], np.float32)
    np.testing.assert_allclose(logarithm(small), np.log(small.astype(float)), rtol=1e-7)
    assert jax.grad(product)(np.float32(2.0), np.float32(3.0)) == 3.0
    assert jax.grad(product)(np.float32(1e-40), np.float32(3.0)) == 3.0
