"""Divergences of matrix normal laws have their digits: near laws, equal laws by other factors, and covariances of very different sizes."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

from derivations.codegen import kernel
from derivations.codegen.agreement import agrees
from derivations.codegen.matrix_normal_divergence import matrix_normal_divergence
from derivations.codegen.request import read_request

TEXT = "kl(MatrixNormal(M, U, V), MatrixNormal(N, S, T))"


def types(m: int, n: int) -> dict[str, str]:
    """Mean and covariances of either law."""
    first = {"M": f"real[{m},{n}]", "U": f"spd[{m}]", "V": f"spd[{n}]"}
    return {**first, "N": first["M"], "S": first["U"], "T": first["V"]}


def textbook(*arguments: Any) -> Any:
    """From the textbook, by traces and determinants."""
    M, U, V, N, S, T = (mp.matrix(argument.tolist()) for argument in arguments)
    m, n = M.rows, M.cols
    rows, columns, gap = S**-1 * U, T**-1 * V, M - N
    traces = [sum(each[i, i] for i in range(each.rows)) for each in (rows, columns, T**-1 * gap.T * S**-1 * gap)]
    return (traces[0] * traces[1] - m * n - n * mp.log(mp.det(rows)) - m * mp.log(mp.det(columns)) + traces[2]) / 2


def wishart(generator: np.random.Generator, size: int) -> Any:
    """A covariance."""
    root = generator.normal(size=(size, size))
    return root @ root.T + np.eye(size)


@pytest.mark.parametrize(("m", "n"), [(2, 2), (1, 2), (3, 1)])
@pytest.mark.parametrize("factor", [1.0, 8.0])
def test_near_laws(m: int, n: int, factor: float) -> None:
    """At relative distances from 1e-2 to 1e-12 within 16 ulp, also where a factor has moved from one covariance to the other."""
    function = kernel(TEXT, types(m, n))
    generator = np.random.default_rng(3)
    with mp.workdps(60):
        for distance in (1e-2, 1e-5, 1e-9, 1e-12):
            M, U, V = generator.normal(size=(m, n)), wishart(generator, m), wishart(generator, n)
            one, other = generator.normal(size=(m, m)), generator.normal(size=(n, n))
            S, T = factor * U * (1 + distance * (one + one.T) / 8), V / factor * (1 + distance * (other + other.T) / 8)
            N = M * (1 + distance * generator.normal(size=(m, n)))
            value, truth = float(function(M, U, V, N, S, T)), textbook(M, U, V, N, S, T)
            assert value > 0
            assert abs(value - truth) <= 16 * np.spacing(float(truth)) + factor**2 * 2.0**-50 * distance
            assert function(M, U, V, M, U, V) == 0.0


def test_covariances_of_very_different_sizes() -> None:
    """A pivot that is 1e274 times smaller than the other law's does not lose the covariance beside it."""
    U = np.array([[4.2298459749378075e-205, -1.040626297267951e30], [-1.040626297267951e30, 6.539887426189479e264]])
    V = np.array([[2.525234999492781e-63, 3.622436421288505e-171], [3.622436421288505e-171, 1.326081237567484e-277]])
    S = np.array([[3.440749151378291e69, -1.9853019260500957e76], [-1.9853019260500957e76, 1.4547022672084329e84]])
    T = np.array([[1.6945076297052935e-167, -2.119540005210552e-144], [-2.119540005210552e-144, 9.505001682463213e-121]])
    zero = np.zeros((2, 2))
    with mp.workdps(900):
        truth = float(textbook(zero, U, V, zero, S, T))
    assert kernel(TEXT, types(2, 2))(zero, U, V, zero, S, T) == pytest.approx(truth, rel=1e-14)


def test_every_term_is_nonnegative_and_a_wrong_form_is_noticed() -> None:
    """The form has the value of the derivation, and does not have it with a billionth more."""
    request = read_request(TEXT, types(2, 2))
    found = matrix_normal_divergence(request)
    assert found is not None
    assert all(term.is_nonnegative for term in sp.Add.make_args(found.entry))
    assert not agrees(found.entry + sp.Rational(1, 10**9), request.value.item, request.inputs, dict(found.definitions))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("kl(MatrixNormal(M, U, V), MatrixNormal(N, S, 2*T))", (2, 2)),
        (TEXT, (1, 1)),
        ("kl(MatrixNormal(M, U, V), MatrixNormal(N, S, T)) + M[0, 0]", (2, 2)),
    ],
)
def test_other_divergences_are_left_to_the_search(text: str, shape: tuple[int, int]) -> None:
    """A covariance that is computed, laws of one number, and anything that is no divergence have no such form."""
    assert matrix_normal_divergence(read_request(text, types(*shape))) is None
