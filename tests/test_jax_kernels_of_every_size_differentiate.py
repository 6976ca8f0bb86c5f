"""Slopes of JAX kernels of every size are those of the formula."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from target_samples import REASONS
from test_kernels_of_every_dimension_keep_their_digits import points
from test_kernels_of_every_size_in_other_languages import listed

from derivations.codegen import kernel

os.environ["JAX_ENABLE_X64"] = "1"
jax: Any = pytest.importorskip("jax", reason=REASONS["jax"])


def test_slopes_are_those_of_the_formula() -> None:
    """Compiled or not: softmax as the slope of logsumexp, also where logits are equal, and the Fisher matrix as a curvature."""
    logsumexp = listed("logsumexp", "jax")
    for point in ([0.0, 0.0, 0.0], [1.0, 1.0, -3.0], [800.0, 0.0, 1.0]):
        z = np.array(point)
        np.testing.assert_allclose(jax.jit(jax.grad(logsumexp))(z), listed("softmax", "numpy")(z), rtol=4e-16, atol=0.0)
        np.testing.assert_allclose(jax.hessian(logsumexp)(z), listed("cross_entropy_hessian", "numpy")(z, 0), rtol=1e-14, atol=1e-300)
    by_logits = listed("kl_categorical_logits", "jax")
    z = np.array([0.5, -1.0, 2.0, 2.0])
    assert np.allclose(jax.grad(by_logits, 1)(z, z), 0.0, atol=1e-16)
    np.testing.assert_allclose(
        jax.hessian(by_logits, 1)(z, z), kernel("hess(logsumexp(z), z)", {"z": "real[K]"})(z), rtol=1e-12, atol=1e-16
    )
    mean, covariance, *_ = points(3, count=1)
    law = mean[0], covariance[0]
    slope = jax.grad(listed("kl_normal", "jax"), 3)(*law, law[0], 2.0 * law[1])
    np.testing.assert_allclose(slope, 0.125 * np.linalg.inv(law[1]), rtol=1e-12)
    curvature = jax.jit(jax.hessian(listed("kl_normal", "jax"), 2))(*law, *law)
    np.testing.assert_allclose(curvature, np.linalg.inv(law[1]), rtol=1e-12)
