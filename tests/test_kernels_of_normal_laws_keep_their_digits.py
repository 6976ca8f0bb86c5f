"""Divergences of normal laws in two and three dimensions have their digits, by covariances and in natural parameters."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import pytest

from derivations.codegen import kernel
from derivations.codegen.normal_divergence import normal_divergence
from derivations.codegen.request import read_request

NATURAL = "kl(MultivariateNormal(inv(J) @ h, precision=J), MultivariateNormal(inv(P) @ k, precision=P))"
ORDINARY = "kl(MultivariateNormal(h, J), MultivariateNormal(k, P))"


def types(size: int) -> dict[str, str]:
    """Vector and matrix of either law."""
    return {"h": f"real[{size}]", "J": f"spd[{size}]", "k": f"real[{size}]", "P": f"spd[{size}]"}


def textbook(text: str, *arguments: Any) -> Any:
    """From the textbook, by covariances."""
    h, J, k, P = (mp.matrix(argument.tolist()) for argument in arguments)
    m, S, n, T = (J**-1 * h, J**-1, P**-1 * k, P**-1) if text == NATURAL else (h, J, k, P)
    inverse, gap = T**-1, m - n
    product = inverse * S
    trace = sum(product[i, i] for i in range(len(m)))
    return (trace - len(m) - mp.log(mp.det(S) / mp.det(T)) + (gap.T * inverse * gap)[0]) / 2


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("text", [NATURAL, ORDINARY])
def test_near_laws(text: str, size: int) -> None:
    """At relative distances from 1e-2 to 1e-12 within 16 ulp, never negative; exactly zero at none."""
    function = kernel(text, types(size))
    generator = np.random.default_rng(5)
    with mp.workdps(60):
        for distance in (1e-2, 1e-5, 1e-9, 1e-12):
            root, change = generator.normal(size=(2, size, size))
            J = root @ root.T + np.eye(size)
            h = generator.normal(size=size)
            P, k = J * (1 + distance * (change + change.T) / 8), h * (1 + distance * generator.normal(size=size))
            value, truth = float(function(h, J, k, P)), textbook(text, h, J, k, P)
            assert value > 0
            assert abs(value - truth) <= 16 * np.spacing(float(truth))
            assert function(h, J, h, J) == 0.0


def test_indefinite_matrices_give_nan() -> None:
    """Either matrix outside its type spoils the element."""
    function = kernel(ORDINARY, types(2))
    good, bad, zero = np.eye(2), np.array([[1.0, 2.0], [2.0, 1.0]]), np.zeros(2)
    assert np.isnan(function(zero, good, zero, bad))
    assert np.isnan(function(zero, bad, zero, good))
    assert function(zero, good, zero, 2 * good) > 0


@pytest.mark.parametrize("text", ["kl(MultivariateNormal(h, 2*J), MultivariateNormal(k, P))", "kl(Normal(h[0], 1), Normal(k[0], 1))"])
def test_other_laws_are_left_to_the_search(text: str) -> None:
    """Matrices that are no arguments, and laws of one number, have no such form."""
    assert normal_divergence(read_request(text, types(2))) is None
