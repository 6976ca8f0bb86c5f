"""Kernels of every size keep the calling convention: sizes from shapes, broadcasting, dtypes, nan, `out`, workspace, no side effects."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from derivations.codegen import Options, kernel, kernel_source
from derivations.codegen.kernel import load
from derivations.errors import ClaimError, DerivationError

if TYPE_CHECKING:
    from collections.abc import Callable

PAIR = {"x": "real[K]", "y": "real[K]"}
KL = "kl(Categorical(logits=x), Categorical(logits=y))"


@pytest.fixture(scope="module")
def product() -> Callable[..., Any]:
    """The Fisher matrix of logits times a direction."""
    return kernel("fisher(Categorical(logits=z), z) @ v", {"z": "real[K]", "v": "real[K]"}, "product")


@pytest.fixture(scope="module")
def hessian() -> Callable[..., Any]:
    """The Hessian of logsumexp."""
    return kernel("hess(logsumexp(z), z)", {"z": "real[K]"}, "hessian")


@pytest.fixture(scope="module")
def divergence() -> Callable[..., Any]:
    """Between Categorical laws by their probabilities."""
    return kernel("kl(Categorical(p), Categorical(q))", {"p": "simplex[K]", "q": "simplex[K]"}, "divergence")


@pytest.fixture(scope="module")
def loss() -> Callable[..., Any]:
    """The log-density of a class."""
    return kernel("logpdf(Categorical(logits=z), y)", {"z": "real[K]", "y": "natural"}, "loss")


def random(*shape: int) -> Any:
    """Points that are the same in every run."""
    return np.random.default_rng(shape).standard_normal(shape)


@pytest.mark.parametrize("size", [1, 2, 5, 300])
def test_the_size_is_read_from_the_arguments(hessian: Callable[..., Any], size: int) -> None:
    """The result has as many rows and columns as the argument has classes; rows of a Hessian of logsumexp sum to zero."""
    values = hessian(random(4, size))
    assert values.shape == (4, size, size)
    assert np.abs(values.sum(axis=-1)).max() < 1e-15
    assert np.array_equal(values, values.swapaxes(1, 2))


def test_sizes_that_differ_are_both_named(product: Callable[..., Any]) -> None:
    """The error names the dimension and both arguments."""
    with pytest.raises(ValueError, match=r"one size K, got z of shape \(3, 4\) and v of shape \(5,\)"):
        product(np.zeros((3, 4)), np.zeros(5))


def test_shapes_that_do_not_broadcast_are_both_named(product: Callable[..., Any]) -> None:
    """The error names the two arguments and their shapes."""
    with pytest.raises(ValueError, match=r"z of shape \(3, 4\) and v of shape \(2, 4\)"):
        product(np.zeros((3, 4)), np.zeros((2, 4)))


def test_a_missing_axis_or_class_is_an_error(hessian: Callable[..., Any]) -> None:
    """A vector argument has a last axis, and at least one class."""
    with pytest.raises(ValueError, match=r"expected z of shape \(\.\.\., K\), got \(\)"):
        hessian(1.0)
    with pytest.raises(ValueError, match="K of at least 1"):
        hessian(np.zeros((3, 0)))


def test_leading_axes_broadcast(product: Callable[..., Any], loss: Callable[..., Any]) -> None:
    """Arguments broadcast over any number of leading axes; a number stands for all classes."""
    z, v = random(3, 1, 2, 4), random(5, 1, 4)
    whole = product(z, v)
    assert whole.shape == (3, 5, 2, 4)
    assert np.array_equal(whole[2, 3, 1], product(z[2, 0, 1], v[3, 0]))
    assert loss(random(3, 1, 4), np.arange(4)).shape == (3, 4)


def test_one_element_gives_no_leading_axis(loss: Callable[..., Any], product: Callable[..., Any]) -> None:
    """A vector and a number in, a number out."""
    assert isinstance(loss(np.zeros(4), 1), float)
    assert loss(np.zeros(4), 1) == -np.log(4.0)
    assert product(np.zeros(4), np.ones(4)).shape == (4,)


@pytest.mark.parametrize("size", [3, 40])
def test_blocks_join_without_a_seam(product: Callable[..., Any], size: int) -> None:
    """More elements than a block, along one axis and along several."""
    z, v = random(9001, size), random(size)
    whole = product(z, v)
    places = [0, 1234, 8191, 8192, 9000]
    assert np.allclose(whole[places], product(z[places], v), rtol=1e-15, atol=0)
    assert np.array_equal(product(z[:9000].reshape(3, 1500, 2, size), v).reshape(9000, size), whole[:9000])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_outside_the_type_only_that_element_is_nan(product: Callable[..., Any], bad: float) -> None:
    """One bad entry spoils its element and no other, without a warning."""
    z = random(3, 4)
    z[1, 2] = bad
    assert np.array_equal(np.isnan(product(z, np.ones(4))).all(axis=-1), [False, True, False])
    assert np.array_equal(np.isnan(product(z, np.ones(4))).any(axis=-1), [False, True, False])


def test_types_of_several_numbers_are_checked(divergence: Callable[..., Any]) -> None:
    """Probabilities that do not sum to one, or one of zero: nan."""
    p = np.array([[0.5, 0.25, 0.25], [0.5, 0.25, 0.5], [0.0, 0.5, 0.5]])
    assert np.array_equal(np.isnan(divergence(p, np.full(3, 1 / 3))), [False, True, True])
    assert divergence(np.ones(1), np.ones(1)) == 0.0


def test_densities_outside_the_support(loss: Callable[..., Any]) -> None:
    """A class that does not exist has probability zero; a number that is no class lies outside the type."""
    values = loss(np.zeros((4, 3)), np.array([0.0, 2.0, 3.0, 1.5]))
    assert np.array_equal(values[:3], [-np.log(3.0), -np.log(3.0), -np.inf])
    assert np.isnan(values[3])
    multinomial = kernel("logpdf(Multinomial(n, p), y)", {"n": "positive integer", "p": "simplex[K]", "y": "natural[K]"})
    p = np.array([0.5, 0.25, 0.25])
    assert np.isclose(multinomial(4, p, [2, 1, 1]), np.log(12 * 0.25 * 0.0625))
    assert multinomial(4, p, [2, 1, 2]) == -np.inf


def test_single_precision_in_single_precision_out(product: Callable[..., Any]) -> None:
    """Only if every argument is float32 is the result; it is the rounded double."""
    z, v = random(6, 4).astype(np.float32), random(4).astype(np.float32)
    assert product(z, v).dtype == np.float32
    assert product(z, np.arange(4)).dtype == np.float64
    assert np.array_equal(product(z, v), product(z.astype(float), v.astype(float)).astype(np.float32))


def test_out_is_written_and_returned(hessian: Callable[..., Any]) -> None:
    """`out` may be strided; what it does not cover stays."""
    memory = np.full((4, 3, 3, 2), 7.0)
    out, z = memory[..., 0], random(4, 3)
    assert hessian(z, out=out) is out
    assert np.array_equal(memory[..., 0], hessian(z))
    assert (memory[..., 1] == 7.0).all()
    with pytest.raises(ValueError, match=r"expected `out` of shape \(4, 3, 3\), float64, got shape \(4, 3\), float64"):
        hessian(z, out=np.empty((4, 3)))


def test_packed_results_are_written_too() -> None:
    """Upper triangles go to a strided `out` of their own shape, over many blocks, with a workspace; another shape is refused."""
    module = load(kernel_source("hess(logsumexp(z), z)", {"z": "real[K]"}, Options("hessian", layout="symmetric")))
    z = random(3, 9001, 4)
    memory = np.full((3, 9001, 10, 2), 7.0)
    assert module.hessian(z, out=memory[..., 0], workspace=module.make_workspace(4)) is not None
    assert np.array_equal(memory[..., 0], module.hessian(z))
    assert (memory[..., 1] == 7.0).all()
    with pytest.raises(ValueError, match=r"expected `out` of shape \(3, 9001, 10\), float64, got shape \(3, 9001, 4, 4\)"):
        module.hessian(z, out=np.empty((3, 9001, 4, 4)))


def test_out_may_be_an_input(product: Callable[..., Any]) -> None:
    """Writing over an argument gives the same values, and otherwise none is modified."""
    z, v = random(50, 4), random(50, 4)
    kept = z.copy(), v.copy()
    expected = product(z, v)
    assert np.array_equal(z, kept[0])
    assert np.array_equal(v, kept[1])
    assert np.array_equal(product(z, v, out=v), expected)


def test_empty_arrays_work(product: Callable[..., Any], hessian: Callable[..., Any]) -> None:
    """No elements in, no elements out."""
    assert product(np.zeros((0, 4)), np.zeros(4)).shape == (0, 4)
    assert hessian(np.zeros((2, 0, 4))).shape == (2, 0, 4, 4)


def test_with_out_and_workspace_nothing_grows() -> None:
    """A call with both allocates no more than parts of one block, however long its arguments are."""
    module = load(kernel_source("softmax(z)", {"z": "real[K]"}, Options("softmax")))
    z = random(100_000, 8)
    out, workspace = np.empty_like(z), module.make_workspace(8)
    module.softmax(z, out=out, workspace=workspace)
    tracemalloc.start()
    module.softmax(z, out=out, workspace=workspace)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300_000  # buffers of ufuncs, where the argument has 6.4 million bytes
    assert np.array_equal(out, module.softmax(z))


def test_any_workspace_of_one_element_serves(divergence: Callable[..., Any]) -> None:
    """Smaller memory makes smaller blocks; less than one element is refused."""
    p = np.random.default_rng(0).dirichlet(np.ones(5), (200, 2))
    assert np.array_equal(divergence(p[:, 0], p[:, 1], workspace=np.empty(3000)), divergence(p[:, 0], p[:, 1]))
    with pytest.raises(ValueError, match="expected a contiguous workspace"):
        divergence(p[:, 0], p[:, 1], workspace=np.empty(2))


def test_generation_is_reproducible_and_formatted() -> None:
    """The same bytes in processes with other hash seeds, and as a formatter would leave them."""
    program = f"from derivations.codegen import kernel_source; print(kernel_source({KL!r}, {PAIR!r}), end='')"
    texts = set()
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": "."}
        texts.add(subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True).stdout)  # noqa: S603 - our own program
    (text,) = texts
    command = [sys.executable, "-m", "ruff", "format", "--check", "--line-length", "140", "-"]
    assert subprocess.run(command, input=text, capture_output=True, check=False).returncode == 0  # noqa: S603 - as above


def test_what_indices_have_no_rule_for_is_an_error() -> None:
    """Words, layouts and SymPy trees without meaning for every size are refused with a reason."""
    with pytest.raises(DerivationError, match="expected explicit dimensions"):
        kernel_source("inv(fisher(Dirichlet(a), a))", {"a": "positive[K]"})
    with pytest.raises(ClaimError, match=r"expected a square matrix for the layout 'symmetric', got K x d\. Use 'full'"):
        kernel_source("outer(z, w)", {"z": "real[K]", "w": "real[d]"}, Options(layout="symmetric"))
