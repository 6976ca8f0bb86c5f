"""Kernels of every size in C and JAX keep digits and calling convention; what cannot run here is skipped with a note."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import mpmath as mp
import numpy as np
import pytest
from target_samples import HAS_COMPILER, REASONS, RUNS, WITHOUT_COMPILER
from test_kernels_of_every_dimension_keep_their_digits import KL, LET, divergence, points
from test_kernels_of_every_size_keep_their_digits import CASES, DIVERGENCES, LINEAR, conditioning, sample, worst

from derivations.codegen import Options, kernel_source
from derivations.codegen.arrays.listing import KERNELS
from derivations.codegen.kernel import load
from derivations.codegen.targets import targets
from derivations.errors import DerivationError
from verify.accuracy.measure import measure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

os.environ["JAX_ENABLE_X64"] = "1"  # read when JAX is imported, which nobody does before a kernel is loaded
WRITTEN = [name for name, target in targets().items() if target.arrays]
EVERY = pytest.mark.parametrize(
    "target", [pytest.param(name, marks=pytest.mark.skipif(not RUNS[name], reason=REASONS[name])) for name in WRITTEN]
)
WITH_COMPILER = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
SIZES = (1, 3, 50)
BOUND = 8.0


@cache
def made(text: str, let: tuple[tuple[str, str], ...], target: str, layout: str = "full") -> Callable[..., Any]:
    """One kernel serves every size."""
    source = kernel_source(text, dict(let), Options("made", target, layout=layout, suffix=".py"))
    function: Callable[..., Any] = load(source, target).made
    return function


def listed(name: str, target: str) -> Callable[..., Any]:
    """A kernel of the list."""
    text, let = KERNELS[name]
    return made(text, tuple(let.items()), target)


@EVERY
@pytest.mark.parametrize("name", CASES)
def test_one_kernel_has_its_digits_for_every_size(name: str, target: str) -> None:
    """Against 60 digits at ordinary points; products with directions are as good as the directions are where their terms cancel."""
    text, let, truth = CASES[name]
    for size in SIZES:
        arguments = [sample(kind, size, seed) for seed, kind in enumerate(let.values())]
        values = np.asarray(made(text, tuple(let.items()), target)(*arguments))
        limit = 16.0 * (conditioning(values, truth, *arguments) if truth in LINEAR else 1.0)
        assert worst(values, truth, *arguments) <= limit


@EVERY
@pytest.mark.parametrize("size", SIZES[1:])
@pytest.mark.parametrize("name", DIVERGENCES)
def test_divergences_of_near_laws(name: str, size: int, target: str) -> None:
    """Down to a relative distance of 1e-10 a divergence has all its digits and its sign; of a law from itself it is zero."""
    text, let, truth = DIVERGENCES[name]
    function = made(text, tuple(let.items()), target)
    first = sample(next(iter(let.values())), size)
    assert (np.asarray(function(first, first)) == 0.0).all()
    for distance in (1.0, 1e-3, 1e-6, 1e-10):
        second = first * np.exp(distance * np.random.default_rng(size).standard_normal(first.shape).clip(-2, 2))
        second = second / second.sum(axis=-1, keepdims=True) if name == "by probabilities" else second
        values = np.asarray(function(first, second))
        assert worst(values, truth, first, second) <= BOUND
        assert (values > 0).all()


@EVERY
@pytest.mark.parametrize("size", [1, 3, 7])
def test_divergences_of_near_normal_laws(size: int, target: str) -> None:
    """The same for matrices, by their factors."""
    function = made(KL, tuple(LET.items()), target)
    mean, covariance, *_ = points(size)
    assert (np.asarray(function(mean, covariance, mean, covariance)) == 0.0).all()
    for distance in (1.0, 1e-3, 1e-6, 1e-10):
        arguments = points(size, distance)
        values = np.asarray(function(*arguments))
        with mp.workdps(60):
            for value, *law in zip(values, *arguments, strict=True):
                truth = divergence(*(mp.matrix(part.tolist()) for part in law))
                assert abs(mp.mpf(float(value)) - truth) <= (8 if size <= 3 else 32) * np.spacing(float(truth))


@EVERY
@pytest.mark.parametrize("name", sorted(set(KERNELS) - {"categorical_sample"}))
def test_the_list_keeps_the_bound(name: str, target: str, tmp_path: Path) -> None:
    """By ball arithmetic, in the instance that `fisherproof accuracy` measures."""
    path = tmp_path / "written.py"
    path.write_text(kernel_source(*KERNELS[name], Options("written", target, suffix=".py")), encoding="utf-8")
    record = measure({"path": str(path), "regime": "ordinary", "points": 8, "seed": 1, "dtype": "float64"})
    assert "fault" not in record
    assert record["excess"] <= BOUND
    assert record["sign_errors"] == record["not_finite"] == 0


@EVERY
def test_samples_are_those_of_numpy(target: str) -> None:
    """The same class for the same number."""
    z, u = np.array([0.5, -1.0, 2.0, 0.0]), (np.arange(1000) + 0.5) / 1000
    assert np.array_equal(np.asarray(listed("categorical_sample", target)(z, u)), listed("categorical_sample", "numpy")(z, u))


@pytest.mark.parametrize("target", ["numpy", *EVERY.args[1]])
def test_packed_matrices_are_their_upper_triangles(target: str) -> None:
    """Row by row, over any leading axes, in float32 too, whatever the size; a vector has no triangle."""
    text, let = "hess(logsumexp(z), z)", (("z", "real[K]"),)
    whole, triangle = (made(text, let, target, layout) for layout in ("full", "symmetric"))
    for size in (1, 2, 5, 40):
        z = np.random.default_rng(size).standard_normal((2, 3, size))
        rows, columns = np.triu_indices(size)
        assert np.array_equal(np.asarray(triangle(z)), np.asarray(whole(z))[..., rows, columns])
        single = np.asarray(triangle(z.astype(np.float32)))
        assert single.dtype == np.float32
        assert np.array_equal(single, np.asarray(whole(z.astype(np.float32)))[..., rows, columns])
        assert np.asarray(triangle(z[0, 0])).shape == (size * (size + 1) // 2,)
    assert np.asarray(made("softmax(z)", let, target, "symmetric")(np.zeros(3))).shape == (3,)


@pytest.mark.parametrize("target", ["numpy", *EVERY.args[1]])
def test_explicit_logits_take_the_same_form(target: str) -> None:
    """For three classes the divergence is that for every size, with the shape fixed; the layout of a number is no matter."""
    if target in WRITTEN and not targets()[target].whole_vectors:
        return
    text, types = KERNELS["kl_categorical_logits"][0], (("z", "real[3]"), ("w", "real[3]"))
    z = np.random.default_rng(1).standard_normal((5, 3))
    w = z * (1 + 1e-10 * np.arange(3))
    for layout in ("full", "symmetric"):
        explicit = made(text, types, target, layout)
        assert np.array_equal(np.asarray(explicit(z, w)), np.asarray(listed("kl_categorical_logits", target)(z, w)))
        with pytest.raises(ValueError, match=r"expected z of shape \(\.\.\., 3\), got \(4,\)"):
            explicit(np.zeros(4), np.zeros(4))


@EVERY
def test_shapes_that_do_not_fit_are_named(target: str) -> None:
    """One size a dimension, an axis for every vector, at least one class, leading axes that broadcast, and numbers."""
    product = listed("categorical_fisher_product", target)
    with pytest.raises(ValueError, match=r"one size K, got z of shape \(3, 4\) and v of shape \(5,\)"):
        product(np.zeros((3, 4)), np.zeros(5))
    with pytest.raises(ValueError, match=r"z of shape \(3, 4\) and v of shape \(2, 4\)"):
        product(np.zeros((3, 4)), np.zeros((2, 4)))
    with pytest.raises(ValueError, match=r"expected z of shape \(\.\.\., K\), got \(\)"):
        product(1.0, np.zeros(3))
    with pytest.raises(ValueError, match="K of at least 1"):
        product(np.zeros((3, 0)), np.zeros((3, 0)))
    with pytest.raises(TypeError, match="expected numbers for z"):
        product(np.zeros(2) * 1j, np.zeros(2))


@EVERY
def test_leading_axes_and_dtypes(target: str) -> None:
    """Arguments broadcast; float32 alone gives float32; empty arrays work; nothing is modified."""
    product, plain = (listed("categorical_fisher_product", name) for name in (target, "numpy"))
    generator = np.random.default_rng(0)
    z, v = generator.standard_normal((3, 1, 2, 4)), generator.standard_normal((5, 1, 4))
    kept = z.copy(), v.copy()
    np.testing.assert_allclose(np.asarray(product(z, v)), plain(z, v), rtol=1e-13, atol=1e-16)
    assert np.array_equal(z, kept[0])
    assert np.array_equal(v, kept[1])
    assert product(z.astype(np.float32), v.astype(np.float32)).dtype == np.float32
    assert product(z.astype(np.float32), np.arange(4)).dtype == np.float64
    assert product(np.zeros((0, 4)), np.zeros(4)).shape == (0, 4)
    assert np.isclose(np.asarray(listed("logsumexp", target)(np.zeros(2))), np.log(2.0), rtol=4e-16, atol=0.0)


@EVERY
def test_outside_is_nan_there_only(target: str) -> None:
    """Infinite entries, probabilities that do not sum to one, matrices that are not definite, and classes that do not exist."""
    z = np.random.default_rng(0).standard_normal((4, 3))
    z[1:, 2] = [np.nan, np.inf, -np.inf]
    for test in (np.all, np.any):
        assert np.array_equal(test(np.isnan(np.asarray(listed("softmax", target)(z))), axis=-1), [False, True, True, True])
    p = np.array([[0.5, 0.25, 0.25], [0.5, 0.25, 0.5], [0.0, 0.5, 0.5]])
    assert np.array_equal(np.isnan(np.asarray(listed("kl_categorical", target)(p, np.full(3, 1 / 3)))), [False, True, True])
    assert np.asarray(listed("kl_categorical", target)(np.ones(1), np.ones(1))) == 0.0
    mean, covariance, *_ = points(3)
    covariance[1] = -covariance[1]
    covariance[2, 0, 1] += 1e-3
    covariance[3, 0, 1] *= 1 + 2e-16
    assert np.array_equal(np.isnan(np.asarray(listed("normal_entropy", target)(mean, covariance))), [False, True, True, False])
    loss = np.asarray(made("logpdf(Categorical(logits=z), y)", (("z", "real[K]"), ("y", "natural")), target)(np.zeros(3), [2.0, 3.0, 1.5]))
    assert np.isclose(loss[0], -np.log(3.0), rtol=4e-16, atol=0.0)
    assert loss[1] == -np.inf
    assert np.isnan(loss[2])


@pytest.mark.parametrize("target", WRITTEN)
def test_what_a_target_has_not_is_refused_by_name(target: str) -> None:
    """A Bessel function of any order is there for NumPy only."""
    with pytest.raises(DerivationError, match=r"expected functions that (C|JAX) computes, got scaled_besselk\."):
        kernel_source("[besselk(3, a[k]) for k in range(K)]", {"a": "positive[K]"}, Options("k", target))
