"""C kernels of every size compute elements side by side where classes are few: each element has its own value, wherever it stands."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from target_samples import HAS_COMPILER, WITHOUT_COMPILER
from test_kernels_of_every_size_in_other_languages import listed

from derivations.codegen import Options, kernel_source
from derivations.codegen.arrays.listing import KERNELS
from derivations.codegen.kernel import load
from derivations.codegen.targets import c_library
from derivations.codegen.targets.c_lanes import FEW, LANES

if TYPE_CHECKING:
    from collections.abc import Callable

WITH_COMPILER = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
BESIDE = (
    "logsumexp",
    "cross_entropy",
    "cross_entropy_gradient",
    "cross_entropy_hessian",
    "categorical_root_product",
    "categorical_sample",
    "dirichlet_fisher_product",
)
SAMPLES: dict[str, Callable[[np.random.Generator, int, int], Any]] = {
    "simplex[K]": lambda generator, n, size: generator.dirichlet(np.full(size, 2.0), n),
    "positive[K]": lambda generator, n, size: generator.uniform(0.5, 4.0, (n, size)),
    "natural": lambda generator, n, size: generator.integers(0, size, n).astype(float),
    "unit": lambda generator, n, _: generator.uniform(0.1, 0.9, n),
}


def points(name: str, n: int, size: int) -> list[Any]:
    """Ordinary arguments of a kernel of the list."""
    generator = np.random.default_rng(3)
    return [
        SAMPLES[kind](generator, n, size) if kind in SAMPLES else generator.standard_normal((n, size)) for kind in KERNELS[name][1].values()
    ]


@WITH_COMPILER
@pytest.mark.parametrize("name", BESIDE)
def test_lanes_are_written_and_give_what_numpy_gives(name: str) -> None:
    """On both sides of the largest size, for a full set of elements and some more; every element has the same bits alone."""
    function, expected = listed(name, "c"), listed(name, "numpy")
    assert "static void made_lanes(" in function.__globals__["SOURCE"]
    for size in (1, 2, 3, 7, FEW, FEW + 1):
        given = points(name, 2 * LANES + 3, size)
        values, others = function(*given), expected(*given)
        scale = np.abs(others).max() + np.finfo(float).tiny
        np.testing.assert_allclose(values, others, rtol=1e-9, atol=1e-13 * scale)
        for place in (0, LANES - 1, LANES, 2 * LANES + 2):
            np.testing.assert_array_equal(function(*(each[place : place + 1] for each in given))[0], values[place])


@WITH_COMPILER
def test_what_lies_outside_or_beyond_spoils_no_neighbour() -> None:
    """A number outside its type is nan, and an element that leaves the range of floats has its value, as in NumPy."""
    function, expected = listed("cross_entropy_gradient", "c"), listed("cross_entropy_gradient", "numpy")
    z, y = points("cross_entropy_gradient", 3 * LANES, 4)
    before = function(z, y)
    z[5, 2], y[17], y[20], z[40] = np.nan, -1.0, 9.0, [0.0, -800.0, 0.0, 0.0]
    values, others = function(z, y), expected(z, y)
    np.testing.assert_array_equal(np.isnan(values), np.isnan(others))
    np.testing.assert_allclose(values, others, rtol=1e-13)
    changed = [5, 17, 20, 40]
    ordinary = ~np.isin(np.arange(len(z)), changed)
    np.testing.assert_allclose(values[ordinary], before[ordinary], rtol=1e-14)


@WITH_COMPILER
def test_memory_is_that_of_the_elements_side_by_side() -> None:
    """What C asks for is what Python makes, also where elements come one by one, and no number is written beyond."""
    text, let = KERNELS["cross_entropy_hessian"]
    module = load(kernel_source(text, let, Options("made", "c", suffix=".py")), "c")
    for size in (3, FEW, FEW + 1):
        given = points("cross_entropy_hessian", LANES + 5, size)
        expected, needed = module.made(*given), module.make_workspace(size).size
        memory = np.full(needed + 64, 7.0)
        result = module.made(*given, out=np.empty_like(expected), workspace=memory[:needed])
        np.testing.assert_array_equal(result, expected)
        assert (memory[needed:] == 7.0).all()


@WITH_COMPILER
@pytest.mark.parametrize("switches", [(), ("-O3", "-march=native"), ("-O2",)])
def test_other_switches_change_no_class(switches: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """GCC 12 for AVX-512 gave sums without the wrong class where loops over elements were unrolled: no switch may do that."""
    monkeypatch.setattr(c_library, "VECTORS", ())
    monkeypatch.setattr(c_library, "SWITCHES", (*c_library.SWITCHES, *switches))
    text, let = KERNELS["cross_entropy_gradient"]
    try:
        module = load(kernel_source(text, let, Options("made", "c", suffix=".py")), "c")
        z, y = points("cross_entropy_gradient", 4 * LANES, 5)
        values = module.made(z, y)
    except (RuntimeError, subprocess.SubprocessError):
        pytest.skip("the compiler does not take these switches")
    np.testing.assert_allclose(values, listed("cross_entropy_gradient", "numpy")(z, y), rtol=1e-12)
