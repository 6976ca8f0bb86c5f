"""Kernels in C and JAX keep the calling convention and the digits of the NumPy kernels; what cannot run here is skipped with a note."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from target_samples import GAMMA, HAS_COMPILER, REASONS, RUNS, SAMPLES, WITHOUT_COMPILER

from derivations.codegen import Options, kernel, kernel_source
from derivations.codegen.targets import c_library, targets
from derivations.errors import ClaimError
from verify.accuracy.measure import measure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from target_samples import Sample

os.environ["JAX_ENABLE_X64"] = "1"  # read when JAX is imported, which nobody does before a kernel is loaded
EVERY = pytest.mark.parametrize(
    "target", [pytest.param(name, marks=pytest.mark.skipif(not RUNS[name], reason=REASONS[name])) for name in targets()]
)
ALL = pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
WITH_COMPILER = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
BOUND = 8.0


@cache
def made(name: str, target: str) -> Callable[..., Any]:
    """The kernel of a sample."""
    return kernel(SAMPLES[name].expression, SAMPLES[name].let, target=target)


@EVERY
@pytest.mark.parametrize("name", SAMPLES)
def test_value_has_the_shape_and_digits_of_numpy(name: str, target: str) -> None:
    """At one point, and broadcast against leading axes, the result is that of the NumPy kernel up to rounding."""
    ours, other = made(name, "numpy"), made(name, target)
    point = [np.asarray(value, dtype=float) for value in SAMPLES[name].point]
    spread = [np.broadcast_to(value, (3, 1, *value.shape) if place % 2 else (2, *value.shape)) for place, value in enumerate(point)]
    for arguments in (point, spread):
        expected, got = np.asarray(ours(*arguments)), np.asarray(other(*arguments))
        assert got.shape == expected.shape
        assert got.dtype == np.float64
        np.testing.assert_allclose(got, expected, rtol=4e-15, atol=0.0)


@EVERY
@pytest.mark.parametrize("name", ["divergence", "of_simplex", "counts", "of_matrix"])
@pytest.mark.parametrize("regime", ["ordinary", "near-equal"])
def test_digits_are_kept(name: str, regime: str, target: str, tmp_path: Path) -> None:
    """By ball arithmetic no error exceeds 8 ulps, or 8 times the conditioning, and no sign is wrong; also between nearly equal laws."""
    path = tmp_path / f"{name}.py"
    path.write_text(kernel_source(SAMPLES[name].expression, SAMPLES[name].let, Options("kernel", target, suffix=".py")), encoding="utf-8")
    record = measure({"path": str(path), "regime": regime, "points": 12, "seed": 1, "dtype": "float64"})
    assert "fault" not in record
    if record["applies"]:
        assert record["excess"] <= BOUND
        assert record["sign_errors"] == record["not_finite"] == 0


@EVERY
def test_equal_laws_have_no_divergence(target: str) -> None:
    """The divergence of a law from itself is exactly zero, that of nearly equal ones is never negative, infinity is no law."""
    divergence = made("divergence", target)
    a = np.exp(np.random.default_rng(0).normal(size=200) * 3)
    assert np.array_equal(divergence(a, 1 / a, a, 1 / a), np.zeros(200))
    assert (np.asarray(divergence(a, 1 / a, a * (1 + 1e-13), 1 / a)) >= 0.0).all()


@EVERY
def test_outside_is_nan_there_only(target: str) -> None:
    """Outside its type an element is nan and nothing else changes; outside the support a log density is minus infinity."""
    density = made("density", target)
    got = np.asarray(density(np.array([2.0, -2.0, np.inf, 2.0, np.nan]), 3.0, np.array([0.5, 0.5, 0.5, -0.5, 0.5])))
    assert np.array_equal(np.isnan(got), [False, True, True, False, True])
    assert got[3] == -np.inf
    counts = np.asarray(made("counts", target)(2.0, np.array([3.0, 2.5, -1.0])))
    assert np.array_equal(np.isnan(counts), [False, True, True])
    matrices = np.array([[[2.0, 0.5], [0.5, 1.0]], [[2.0, 0.5], [0.6, 1.0]], [[1.0, 2.0], [2.0, 1.0]]])
    inverses = np.isnan(np.asarray(made("of_matrix", target)(matrices)))
    assert np.array_equal(inverses.all(axis=(1, 2)), [False, True, True])
    assert np.array_equal(inverses.any(axis=(1, 2)), [False, True, True])
    points = np.asarray(made("of_simplex", target)([[0.2, 0.3, 0.5], [0.2, 0.3, 0.6]], [0.5, 0.25, 0.25]))
    assert np.array_equal(np.isnan(points), [False, True])


@EVERY
def test_dtypes_follow_the_convention(target: str) -> None:
    """float32 alone gives float32, anything mixed and integers give float64; empty arrays work; arguments are not modified."""
    divergence = made("divergence", target)
    single = np.full(3, 2.0, np.float32)
    assert divergence(single, single, single, single).dtype == np.float32
    assert divergence(single, 2, 3, 4).dtype == np.float64
    assert divergence(np.ones((0, 2)), 1.0, 2.0, 3.0).shape == (0, 2)
    matrix = np.array([[2.0, 0.3], [0.3 + 1e-8, 1.0]], np.float32)
    assert np.isfinite(np.asarray(made("of_matrix", target)(matrix))).all()
    kept = [np.linspace(1.0, 2.0, 4) for _ in range(4)]
    divergence(*kept)
    assert all(np.array_equal(each, np.linspace(1.0, 2.0, 4)) for each in kept)


@EVERY
def test_shapes_that_do_not_fit_are_named(target: str) -> None:
    """Shapes that do not broadcast, and a vector of the wrong length, are a ``ValueError`` that names them."""
    with pytest.raises(ValueError, match=r"a of shape \(2,\) and b of shape \(3,\)"):
        made("divergence", target)(np.ones(2), np.ones(3), 1.0, 1.0)
    with pytest.raises(ValueError, match=r"expected z of shape \(..., 2\), got \(3,\)"):
        made("of_vector", target)(np.ones(3))
    with pytest.raises(TypeError, match="expected numbers for a"):
        made("divergence", target)(1j, 1.0, 1.0, 1.0)


@WITH_COMPILER
def test_lost_digits_are_computed_again() -> None:
    """The Python module around C computes the elements that C marks as the NumPy kernel does, and no others: the support stays."""
    ours, other = made("density", "numpy"), made("density", "c")
    y = np.concatenate([np.linspace(0.4, 0.6, 101), [-0.5]])
    got = other(2.0, 3.0, y)
    np.testing.assert_allclose(got[:-1], ours(2.0, 3.0, y)[:-1], rtol=5e-16, atol=0.0)
    assert got[-1] == -np.inf
    assert np.array_equal(other(2.0, 3.0, y[:, np.newaxis], out=np.zeros((102, 1)))[:, 0], got)


@WITH_COMPILER
def test_fastest_is_c_where_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The target `fastest` compiles where there is a compiler and C has the functions, is NumPy elsewhere, and says what is wrong."""
    sample = SAMPLES["conditional_divergence"]
    assert "compiled" in kernel(sample.expression, sample.let, target="fastest").__globals__
    assert "compiled" not in kernel("besselk(0, x)", {"x": "positive"}, target="fastest").__globals__
    with pytest.raises(ClaimError):
        kernel("x +", {"x": "real"}, target="fastest")
    monkeypatch.setenv("CC", "no-such-compiler")
    plain = kernel(sample.expression, sample.let, target="fastest")
    assert "compiled" not in plain.__globals__
    assert plain(2.0, 3.0) == made("conditional_divergence", "numpy")(2.0, 3.0)


@WITH_COMPILER
def test_out_is_written() -> None:
    """The C kernel writes into strided ``out``, also one that is an argument, takes a workspace, and refuses another shape or dtype."""
    divergence = made("divergence", "c")
    a = np.linspace(1.0, 2.0, 6)
    expected = divergence(a, a, 2.0, 3.0)
    out = np.zeros(12)[::2]
    assert divergence(a, a, 2.0, 3.0, out=out, workspace=np.empty(3)) is out
    assert np.array_equal(out, expected)
    assert np.array_equal(divergence(a, a, 2.0, 3.0, out=a), expected)
    for wrong in (np.empty(5), np.empty(6, np.float32), [0.0] * 6):
        with pytest.raises(ValueError, match="expected `out` of shape"):
            divergence(np.ones(6), 1.0, 2.0, 3.0, out=wrong)


@WITH_COMPILER
@ALL
def test_c_compiles_without_a_warning(sample: Sample, tmp_path: Path) -> None:
    """``cc -O3 -std=c99 -pedantic -Wall -Wextra`` has nothing to say."""
    source = kernel_source(sample.expression, sample.let, Options("tried", "c", suffix=".c"))
    (tmp_path / "tried.c").write_text(source, encoding="utf-8")
    command = ["cc", "-O3", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-c", "tried.c", "-o", "tried.o"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stderr == b""  # noqa: S603


@WITH_COMPILER
def test_a_broken_text_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the compiler refuses is an error with its words, and nothing half made stays in the cache."""
    monkeypatch.setattr(c_library, "SOURCE", "void successor(;")
    with pytest.raises(RuntimeError, match="expected C99 to be compiled, got"):
        c_library.compile_into(tmp_path / "successor.so", ["cc"])
    assert list(tmp_path.iterdir()) == []


@WITH_COMPILER
def test_the_cache_holds_one_library_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two modules of one text share the compiled library in the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for _ in range(2):
        assert kernel("kl(Gamma(a, b), Gamma(c, d))", GAMMA, target="c")(1.0, 2.0, 3.0, 4.0) > 0.0
    assert len(list((tmp_path / "fisherproof" / "kernels").glob("*.so"))) == 1
