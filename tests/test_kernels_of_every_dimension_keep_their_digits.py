"""Kernels of normal laws in every dimension keep their digits, agree with those of explicit dimensions, and refuse other matrices."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

from derivations.codegen import kernel
from derivations.codegen.arrays.agreement import agrees
from derivations.codegen.arrays.matrices import with_calls
from derivations.codegen.arrays.matrix_functions import matrix_functions
from derivations.codegen.arrays.nodes import MatrixCall
from derivations.codegen.arrays.request import read_array_request
from derivations.codegen.arrays.stabilise import stabilised
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Callable

LET = {"m": "real[d]", "S": "spd[d]", "n": "real[d]", "T": "spd[d]"}
KL = "kl(MultivariateNormal(m, S), MultivariateNormal(n, T))"
KL_PRECISION = "kl(MultivariateNormal(m, precision=S), MultivariateNormal(n, precision=T))"
CASES = {
    KL: LET,
    KL_PRECISION: LET,
    "logpdf(MultivariateNormal(m, S), n)": LET,
    "entropy(MultivariateNormal(m, S))": LET,
    "score(MultivariateNormal(m, S), n, m)": LET,
    "fisher(MultivariateNormal(m, S), m) @ n": LET,
    "m @ fisher(MultivariateNormal(m, S), m) @ n": LET,
    "inv(fisher(MultivariateNormal(m, S), m)) @ n": LET,
    "log(det(S)) + trace(T)": LET,
}


@cache
def generated(text: str) -> Callable[..., Any]:
    """One kernel serves every dimension."""
    return kernel(text, LET)


def definite(generator: np.random.Generator, count: int, size: int) -> Any:
    """Symmetric matrices with eigenvalues from one half on."""
    root = generator.standard_normal((count, size, size))
    return root @ root.swapaxes(1, 2) + np.eye(size) / 2


def points(size: int, distance: float = 1.0, count: int = 4) -> tuple[Any, ...]:
    """Two laws whose parameters differ relatively by about the distance."""
    generator = np.random.default_rng([size, int(1 / distance)])
    first, mean = definite(generator, count, size), generator.standard_normal((count, size))
    other = first + distance * definite(generator, count, size)
    return mean, first, mean * (1 + distance * generator.standard_normal((count, size))), other


def divergence(m: Any, S: Any, n: Any, T: Any) -> Any:
    """From the textbook, by an inverse and determinants."""
    inverse = T**-1
    product, gap = inverse * S, m - n
    trace = mp.fsum(product[i, i] for i in range(S.rows))
    return (trace - S.rows - mp.log(mp.det(S)) + mp.log(mp.det(T)) + (gap.T * inverse * gap)[0]) / 2


@pytest.mark.parametrize("distance", [1.0, 1e-3, 1e-6, 1e-10])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_divergences_of_near_laws(size: int, distance: float) -> None:
    """Down to a relative distance of 1e-10, against 60 digits."""
    arguments = points(size, distance)
    values = generated(KL)(*arguments)
    with mp.workdps(60):
        for value, *law in zip(values, *arguments, strict=True):
            truth = divergence(*(mp.matrix(part.tolist()) for part in law))
            assert abs(mp.mpf(float(value)) - truth) <= (8 if size <= 3 else 32) * np.spacing(float(truth))
    assert (values > 0).all()


@pytest.mark.parametrize("size", [1, 3, 40])
def test_a_law_has_no_divergence_from_itself(size: int) -> None:
    """Exactly zero."""
    mean, covariance, *_ = points(size)
    assert (generated(KL)(mean, covariance, mean, covariance) == 0.0).all()


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("text", CASES)
def test_explicit_dimensions_give_the_same(text: str, size: int) -> None:
    """The kernel for every dimension and the one that was derived entry by entry."""
    explicit = {name: spec.replace("d", str(size)) if "spd" not in spec else f"spd[{size}]" for name, spec in LET.items()}
    arguments = points(size)
    assert np.allclose(generated(text)(*arguments), kernel(text, explicit)(*arguments), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("text", CASES)
def test_what_is_used_agrees_with_what_was_derived(text: str) -> None:
    """Exact matrices of one to four dimensions, with inverses and determinants on the side of the derivation."""
    request = read_array_request(text, LET)
    form = stabilised(request.value.body, request.types)
    assert agrees(form, request.value.body, request.types)


def test_a_wrong_form_is_noticed() -> None:
    """Half a divergence too many, or the two matrices exchanged."""
    request = read_array_request(KL, LET)
    right = with_calls(request.value.body, request.types)
    (call,) = (node for node in right.atoms(MatrixCall) if node.function == "bregman_logdet")
    exchanged = MatrixCall(*call.args[:3], *reversed(call.bodies))
    for wrong in (right + call / 2, right.xreplace({call: exchanged}), -right):
        assert not agrees(wrong, request.value.body, request.types)


def whole_arguments(function: Any, size: int) -> list[Any]:
    """Integer vectors and definite matrices, one element of each."""
    generator = np.random.default_rng(size)
    kinds = {place: kind for kind, place in function.operands}
    vector = np.rint(8 * generator.random((1, size)))
    return [vector if kinds[n] == "vector" else np.rint(4 * definite(generator, 1, size)) + size * np.eye(size) for n in sorted(kinds)]


def operand(kind: str, part: Any) -> Any:
    """An argument as the implementation reads it: axes first, matrices perhaps by their factors."""
    x = np.ascontiguousarray(np.moveaxis(part, 0, -1))
    if kind != "factors":
        return x
    out = np.empty_like(x)
    matrix_functions()["factors"].implementation(x, out, np.empty((len(x), 1)), np.empty_like(x), None)
    return out


def computed(function: Any, arguments: list[Any], size: int) -> Any:
    """The value of the implementation at one element."""
    out = np.empty((size,) * function.rank + (1,))
    vectors, matrices = function.spare
    spare = [np.empty((size, 1)) for _ in range(vectors)] + [np.empty((size, size, 1)) for _ in range(matrices)]
    with np.errstate(all="ignore"):
        operands = (operand(kind, arguments[place]) for kind, place in function.operands)
        function.implementation(*operands, out, *spare, np.empty((12, size * size)))
    return np.tril(out[..., 0]) if function.rank > 1 else out[..., 0]


@pytest.mark.parametrize("function", matrix_functions().values(), ids=lambda function: function.name)
@pytest.mark.parametrize("size", [1, 2, 5])
def test_functions_of_factors_have_their_meaning(function: Any, size: int) -> None:
    """Every implementation against its exact meaning at matrices of integers."""
    arguments = whole_arguments(function, size)
    exact = function.meaning(*(sp.Matrix(part[0].astype(int).tolist()) for part in arguments))
    truth = np.array(sp.Matrix([exact] if not isinstance(exact, sp.MatrixBase) else exact).evalf(30).tolist(), dtype=float)
    found = computed(function, arguments, size)
    assert np.allclose(found.ravel(), truth.ravel(), rtol=1e-12, atol=1e-13)


def test_matrices_outside_the_type_are_nan() -> None:
    """Indefinite and askew matrices spoil their element and no other; rounding in the last place is forgiven."""
    mean, covariance, *_ = points(3)
    covariance[1] = -covariance[1]
    covariance[2, 0, 1] += 1e-3
    covariance[3, 0, 1] *= 1 + 2e-16
    values = generated("entropy(MultivariateNormal(m, S))")(mean, covariance, mean, covariance[0])
    assert np.array_equal(np.isnan(values), [False, True, True, False])


def test_longer_chains_are_refused() -> None:
    """What has no function of factors is an error with a reason, not a wrong kernel."""
    for text in ("m @ inv(S) @ T @ n", "trace(inv(S) @ T @ S @ T)", "inv(S)"):
        with pytest.raises(DerivationError, match="for every size"):
            kernel(text, LET)
