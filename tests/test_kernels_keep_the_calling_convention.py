"""Generated kernels keep the calling convention: shapes, dtypes, nan outside the types, `out`, workspace, no side effects."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from derivations.codegen import Options, kernel, kernel_source
from derivations.codegen.kernel import load
from derivations.errors import ClaimError, DerivationError

Kernel = Callable[..., Any]
PAIR = {"m": "real", "s": "positive", "n": "real", "t": "positive"}
KL_NORMAL = "kl(Normal(m, s), Normal(n, t))"


@pytest.fixture(scope="module")
def kl_normal() -> Kernel:
    """The divergence of two normal laws."""
    return kernel(KL_NORMAL, PAIR, "kl_normal")


@pytest.fixture(scope="module")
def fisher_gamma() -> Kernel:
    """The Fisher matrix of the Gamma law."""
    return kernel("fisher(Gamma(k, b), [k, b])", {"k": "positive", "b": "positive"}, "fisher_gamma")


def test_scalars_give_a_scalar(kl_normal: Kernel) -> None:
    """Numbers in, a number out."""
    assert isinstance(kl_normal(0.0, 1.0, 1.0, 1.0), float)
    assert kl_normal(0.0, 1.0, 1.0, 1.0) == 0.5


def test_leading_axes_broadcast(kl_normal: Kernel) -> None:
    """Arguments broadcast over any number of leading axes."""
    m = np.arange(6.0).reshape(3, 1, 2)
    s = np.arange(1.0, 5.0).reshape(4, 1)
    whole = kl_normal(m, s, 0.5, 2.0)
    assert whole.shape == (3, 4, 2)
    assert whole[2, 3, 1] == kl_normal(m[2, 0, 1], s[3, 0], 0.5, 2.0)


def test_more_elements_than_a_block(kl_normal: Kernel) -> None:
    """Blocks join without a seam."""
    m = np.linspace(-3, 3, 20_001)
    assert np.array_equal(kl_normal(m, 1.0, 0.0, 2.0)[[0, 8191, 8192, 20_000]], kl_normal(m[[0, 8191, 8192, 20_000]], 1.0, 0.0, 2.0))


def test_many_axes_beyond_a_block(kl_normal: Kernel) -> None:
    """Blocks cut through inner axes as well."""
    m = np.linspace(-3, 3, 3 * 5000 * 2).reshape(3, 5000, 2)
    assert np.array_equal(kl_normal(m, 1.0, 0.0, 2.0).ravel(), kl_normal(m.ravel(), 1.0, 0.0, 2.0))


def test_shapes_that_do_not_broadcast_are_both_named(kl_normal: Kernel) -> None:
    """The error names the two arguments and their shapes."""
    with pytest.raises(ValueError, match=r"m of shape \(3,\) and s of shape \(4,\)"):
        kl_normal(np.zeros(3), np.ones(4), 0.0, 1.0)


def test_a_missing_axis_is_an_error() -> None:
    """A vector argument without its axis is refused."""
    softmax = kernel("softmax(z)", {"z": "real[3]"})
    with pytest.raises(ValueError, match=r"expected z of shape \(\.\.\., 3\), got \(4,\)"):
        softmax(np.zeros(4))


def test_text_is_no_number(kl_normal: Kernel) -> None:
    """Arrays that hold no numbers are refused."""
    with pytest.raises(TypeError, match="expected numbers for m"):
        kl_normal(np.array(["a"]), 1.0, 0.0, 1.0)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_outside_the_type_only_that_element_is_nan(kl_normal: Kernel, bad: float) -> None:
    """A scale that is no positive number spoils its element and no other, without a warning."""
    values = kl_normal(0.0, np.array([1.0, bad, 2.0]), 1.0, 1.0)
    assert np.array_equal(np.isnan(values), [False, True, False])


def test_types_of_several_numbers_are_checked() -> None:
    """An asymmetric or indefinite matrix, a vector that does not sum to one, a fractional count: nan."""
    inverse = kernel("inv(S)", {"S": "spd[2]"})
    good, askew, indefinite = [[2.0, 1.0], [1.0, 2.0]], [[2.0, 1.0], [1.01, 2.0]], [[1.0, 2.0], [2.0, 1.0]]
    assert np.array_equal(np.isnan(inverse(np.array([good, askew, indefinite])))[:, 0, 0], [False, True, True])
    rounded = np.array(good) * (1 + np.array([[0, 1e-16], [-2e-16, 0]]))
    assert not np.isnan(inverse(rounded)).any()
    divergence = kernel("kl(Categorical(p), Categorical(q))", {"p": "simplex[2]", "q": "simplex[2]"})
    assert np.array_equal(np.isnan(divergence(np.array([[0.5, 0.5], [0.5, 0.4]]), np.array([0.25, 0.75]))), [False, True])
    square = kernel("n**2", {"n": "natural"})
    assert np.array_equal(square(np.array([0, 3])), [0.0, 9.0])
    assert np.isnan(square(np.array([1.5, -1.0]))).all()


def test_densities_outside_the_support() -> None:
    """Inside the type but outside the support a log density is -inf and a density is zero."""
    let = {"r": "positive", "y": "real"}
    values = kernel("logpdf(Poisson(r), y)", let)(2.0, np.array([0.0, 1.0, 1.5, -1.0, np.nan]))
    assert np.array_equal(np.isinf(values), [False, False, True, True, False])
    assert np.isnan(values[4])
    assert kernel("pdf(Exponential(r), y)", let)(2.0, -1.0) == 0.0


def test_divergences_are_infinite_outside_the_support() -> None:
    """Where the first law has mass that the second has not, the divergence is infinite; the next element is not."""
    let = {"a": "real", "b": "real", "c": "real", "d": "real"}
    values = kernel("kl(Uniform(a, b), Uniform(c, d))", let)(np.array([0.0, -1.0, 0.0]), 1.0, 0.0, np.array([2.0, 2.0, 0.5]))
    assert np.array_equal(values, [np.log(2.0), np.inf, np.inf])
    shifted = kernel("kl(ShiftedExponential(a, b), ShiftedExponential(c, d))", {**let, "b": "positive", "d": "positive"})
    assert np.array_equal(np.isinf(shifted(np.array([0.0, 1.0]), 1.0, 0.5, 2.0)), [True, False])


def test_single_precision_in_single_precision_out(kl_normal: Kernel) -> None:
    """Only if every argument is float32 is the result; integers count as float64."""
    ones = np.ones(3, np.float32)
    assert kl_normal(ones, ones, ones, ones).dtype == np.float32
    assert kl_normal(ones, ones, ones, np.ones(3, int)).dtype == np.float64


def test_out_is_written_and_returned(fisher_gamma: Kernel) -> None:
    """`out` may be strided; what it does not cover stays."""
    memory = np.full((4, 2, 2, 2), 7.0)
    out = memory[..., 0]
    assert fisher_gamma(np.arange(1.0, 5.0), 2.0, out=out) is out
    assert np.array_equal(memory[..., 0], fisher_gamma(np.arange(1.0, 5.0), 2.0))
    assert (memory[..., 1] == 7.0).all()


def test_a_wrong_out_is_an_error(fisher_gamma: Kernel) -> None:
    """Wrong shape or dtype of `out` is refused, with both named."""
    with pytest.raises(ValueError, match=r"expected `out` of shape \(4, 2, 2\), float64, got shape \(4, 2\), float64"):
        fisher_gamma(np.ones(4), 2.0, out=np.empty((4, 2)))
    with pytest.raises(ValueError, match="got shape"):
        fisher_gamma(np.ones(4), 2.0, out=np.empty((4, 2, 2), np.float32))


def test_out_may_be_an_input(kl_normal: Kernel) -> None:
    """Writing over an argument gives the same values."""
    m = np.linspace(-1, 1, 9000)
    expected = kl_normal(m, 1.0, 0.0, 2.0)
    assert np.array_equal(kl_normal(m, 1.0, 0.0, 2.0, out=m), expected)


def test_inputs_stay_as_they_are(kl_normal: Kernel) -> None:
    """No argument is modified."""
    arguments = [np.array([0.5, -1.0]), np.array([1.0, -2.0]), np.array([0.0, 1.0]), np.array([1.0, 1.0])]
    copies = [argument.copy() for argument in arguments]
    kl_normal(*arguments)
    assert all(np.array_equal(one, other) for one, other in zip(arguments, copies, strict=True))


def test_empty_arrays_work(kl_normal: Kernel, fisher_gamma: Kernel) -> None:
    """No elements in, no elements out."""
    assert kl_normal(np.zeros(0), 1.0, 0.0, 1.0).shape == (0,)
    assert kl_normal(np.zeros((3, 0)), 1.0, 0.0, 1.0).shape == (3, 0)
    assert fisher_gamma(np.zeros(0), 1.0).shape == (0, 2, 2)


def test_with_out_and_workspace_nothing_grows() -> None:
    """A call with both allocates no more than parts of one block, however long its arguments are."""
    module = load(kernel_source(KL_NORMAL, PAIR, Options("kl_normal")))
    arguments = [np.linspace(1, 2, 400_000) for _ in range(4)]
    arguments[3] = arguments[3] * 2
    out, workspace = np.empty(400_000), module.make_workspace()
    module.kl_normal(*arguments, out=out, workspace=workspace)
    tracemalloc.start()
    module.kl_normal(*arguments, out=out, workspace=workspace)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300_000  # a few rows of one block, where an array has 3.2 million bytes


def test_a_small_workspace_is_used_in_smaller_blocks(kl_normal: Kernel) -> None:
    """Any contiguous memory of one element or more serves; less is refused."""
    m = np.linspace(-1, 1, 500)
    assert np.array_equal(kl_normal(m, 1.0, 0.0, 2.0, workspace=np.empty(2000)), kl_normal(m, 1.0, 0.0, 2.0))
    with pytest.raises(ValueError, match="expected a contiguous workspace"):
        kl_normal(m, 1.0, 0.0, 2.0, workspace=np.empty(2))


def test_threads_do_not_disturb_each_other(kl_normal: Kernel) -> None:
    """Calls at the same time give what calls one after the other give."""
    inputs = [np.linspace(-k, k, 30_000) for k in range(1, 9)]
    expected = [kl_normal(m, 1.0, 0.0, 2.0) for m in inputs]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda m: kl_normal(m, 1.0, 0.0, 2.0), inputs))
    assert all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


def test_generation_is_reproducible() -> None:
    """The same bytes in processes with other hash seeds."""
    program = f"from derivations.codegen import kernel_source; print(kernel_source({KL_NORMAL!r}, {PAIR!r}))"
    command = [sys.executable, "-c", program]
    texts = set()
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": "."}
        texts.add(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)  # noqa: S603 - our own program
    assert len(texts) == 1


@pytest.mark.parametrize("name", ["out", "workspace"])
def test_names_of_the_convention_are_taken(name: str) -> None:
    """An argument may not be called as the two keywords of every kernel."""
    with pytest.raises(ClaimError, match=name):
        kernel_source(f"{name} + 1", {name: "real"})


def test_a_function_that_nothing_computes_is_an_error() -> None:
    """An integral without closed form is no kernel."""
    with pytest.raises(DerivationError, match="expected functions that NumPy or SciPy computes"):
        kernel_source("integrate(exp(-t**4 - x*t), t, 0, 1)", {"x": "real"})


def test_a_density_outside_its_support_is_not_computed_again() -> None:
    """Where digits cancel beyond the support, the value there stays what it is."""
    density = kernel("logpdf(Gamma(a, b), y)", {"a": "positive", "b": "positive", "y": "real"})
    y = np.linspace(-5.0, 5.0, 2001)
    values = density(1.5, 1.0, y)
    assert np.isneginf(values[y < 0]).all()
    assert np.isfinite(values[y > 0]).all()


@pytest.mark.parametrize("target", ["julia", ""])
def test_a_target_that_nobody_writes_is_refused(target: str) -> None:
    """No kernel is written in another language than the one asked for."""
    with pytest.raises(ClaimError, match=f"expected a target of numpy, c, jax, got '{target}'"):
        kernel_source("2*x", {"x": "real"}, Options("double", target=target))


@pytest.mark.parametrize("name", ["run", "block", "repair", "element", "big", "BLOCK", "Desk", "range", "np"])
def test_a_name_that_the_module_uses_is_refused(name: str) -> None:
    """A function that replaced one of those it calls would be another function."""
    with pytest.raises(ClaimError, match="expected a name that the module leaves free"):
        kernel_source("x**2 + exp(x)", {"x": "real"}, Options(name))
    with pytest.raises(ClaimError, match="expected other names of arguments"):
        kernel_source("2*run", {"run": "real"}, Options("double"))
    assert kernel("block + work", {"block": "real", "work": "real"})(1.0, 2.0) == 3.0
