"""Long arrays are taken in blocks of one size of which the last two may overlap, and what rounds once carries no repair."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from benchmarks.kernels.counted import calls_of_numpy
from derivations.codegen import Options, kernel_source
from derivations.codegen.exactness import rounds_once
from derivations.codegen.kernel import load
from derivations.codegen.program import Literal, Program

SUM = "log(x) + y"
POSITIVE = {"x": "positive", "y": "real"}
REPAIR = ("repair", "Watch", "finish")


@pytest.fixture(scope="module", name="sums")
def fixture_sums() -> Any:
    """A kernel that logarithms make round twice, with short blocks."""
    module = load(kernel_source(SUM, POSITIVE, Options("sums")))
    module.BLOCK = 64
    return module


@pytest.mark.parametrize("length", [257, 320, 321, 383, 384, 511])
def test_every_length_gives_what_few_elements_give(sums: Any, length: int) -> None:
    """Elements of overlapping blocks, at the ends and outside of their types, come out as alone."""
    draw = np.random.default_rng(length)
    x, y = draw.uniform(0.1, 9.0, length), draw.normal(size=length)
    outside = [0, length // 2, length - 65, length - 1]
    x[outside] = [-1.0, np.nan, np.inf, 0.0]
    whole = sums.sums(x, y)
    parts = np.concatenate([sums.sums(x[start : start + 50], y[start : start + 50]) for start in range(0, length, 50)])
    assert np.array_equal(whole, parts, equal_nan=True)
    assert np.flatnonzero(np.isnan(whole)).tolist() == sorted(outside)


def test_blocks_are_of_one_size(sums: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many blocks as there must be, each a whole number of lines of the cache, but for short arrays."""
    sizes: list[int] = []
    block = sums.block

    def watched(x: Any, b: Any, s: Any, t: Any, o: Any) -> Any:
        sizes.append(len(o[0]))
        return block(x, b, s, t, o)

    monkeypatch.setattr(sums, "block", watched)
    sums.sums(np.ones(330), np.ones(330))
    assert sizes == [56] * 6
    sizes.clear()
    sums.sums(np.ones((2, 330))[:, ::3], np.ones((2, 110)))  # what does not stand side by side is taken as it comes
    assert sum(sizes) == 220


@pytest.mark.parametrize(
    ("expression", "let", "repaired"),
    [
        ("x**2", {"x": "real"}, False),
        ("x - y", {"x": "real", "y": "real"}, False),
        ("x**2 + y", {"x": "real", "y": "real"}, True),
        ("exp(x)", {"x": "real"}, True),
    ],
)
def test_what_rounds_once_is_not_computed_again(expression: str, let: dict[str, str], repaired: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Two roundings, or one that IEEE 754 does not fix, keep the repair and the watch."""
    text = kernel_source(expression, let, Options("each"))
    assert ("def repair(" in text, "class Watch:" in text) == (repaired, repaired)


def test_what_rounds_once_is_right_beyond_all_floats() -> None:
    """Infinite where the square is, small where it is small, nan outside of the type."""
    square = load(kernel_source("x**2", {"x": "real"}, Options("square"))).square
    points = [1e200, -1e200, 1e-160, 1e-170, -3.0, math.inf, math.nan]
    expected = [math.inf, math.inf, 1e-320, 0.0, 9.0, math.nan, math.nan]
    for copies in (1, 100):
        assert np.array_equal(square(np.tile(points, copies)), np.tile(expected, copies), equal_nan=True)


def test_a_truth_of_what_is_rounded_is_no_single_rounding() -> None:
    """The comparison may come out otherwise than that of exact numbers; sums that lose digits are marked and computed again."""
    program = Program(("x", "y"))
    product = program.emit("multiply", 0, 1)
    program.outputs = [product]
    assert rounds_once(program)
    program.suspect = 0
    assert not rounds_once(program)
    program.suspect = None
    program.outputs = [program.emit("select", program.emit("less", Literal(1.0), product), 0, 1)]
    assert not rounds_once(program)


def test_numbers_are_compared_with_a_row_of_zeros() -> None:
    """The row is there where it is read, and nothing writes to it."""
    text = kernel_source("log(1 + exp(x) + exp(y))", {"x": "real", "y": "real"}, Options("soft"))
    module = load(text)
    assert "zeros, out=" in text or "(zeros, " in text
    assert module.soft(np.array([-1e3, 1e3]), np.array([-2e3, 7.0])).tolist() == [0.0, 1e3]
    assert not module.ZEROS.any()
    assert "ZEROS" not in kernel_source(SUM, POSITIVE, Options("sums"))


def test_calls_of_numpy_are_counted() -> None:
    """A logarithm and a sum are two calls; the module is as before."""
    module = load(kernel_source(SUM, POSITIVE, Options("sums")))
    arguments = [np.array([1.0, 2.0]), np.array([3.0, 4.0])]
    assert calls_of_numpy(module, "sums", arguments) == 2
    assert module.np is np
    assert module.sums(*arguments).tolist() == [3.0, math.log(2.0) + 4.0]
