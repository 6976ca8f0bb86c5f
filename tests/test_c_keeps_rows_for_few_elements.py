"""A C kernel keeps rows for the shapes of few elements: no call sees another one's numbers, and values are those of any other way."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from target_samples import HAS_COMPILER, SAMPLES, WITHOUT_COMPILER

from derivations.codegen import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
NAMES = ("divergence", "of_matrix", "of_vector", "density")
SHAPES: list[tuple[int, ...]] = [(), (1,), (10,), (256,), (257,), (3, 5)]


@cache
def made(name: str) -> Callable[..., Any]:
    """The kernel of a sample in C."""
    return kernel(SAMPLES[name].expression, SAMPLES[name].let, target="c")


def names_of(name: str) -> Any:
    """The names of the module of a kernel."""
    return made(name).__globals__


def given(name: str, shape: tuple[int, ...]) -> list[Any]:
    """The point of a sample, over leading axes."""
    return [np.array(np.broadcast_to(np.asarray(part, float), shape + np.asarray(part).shape)) for part in SAMPLES[name].point]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_values_do_not_depend_on_where_they_are_computed(name: str, shape: tuple[int, ...], dtype: str) -> None:
    """The kept rows, and the arrays where they stand, give the same bits in the same shapes; so does an ``out`` that is an argument."""
    arrays = [array.astype(dtype) for array in given(name, shape)]
    got = made(name)(*arrays)
    expected = names_of(name)["anywhere"](arrays, shape, None)
    assert type(got) is type(expected)
    assert got.dtype == dtype
    assert got.shape == expected.shape
    assert np.array_equal(got, expected)
    same = next((array for array in arrays if array.shape == got.shape), None)
    out = np.full(np.shape(got), np.nan, dtype) if same is None else same
    assert made(name)(*arrays, out=out) is out
    assert np.array_equal(out, expected)


def test_a_result_outlives_the_next_call() -> None:
    """Results are arrays of their own, and arguments stay what they were."""
    first = made("matrix")(np.full(10, 2.0), 3.0)
    kept = first.copy()
    arguments = [np.full(10, 0.5), np.array(4.0)]
    second = made("matrix")(*arguments)
    assert not np.shares_memory(first, second)
    assert np.array_equal(first, kept)
    assert not np.array_equal(first, second)
    assert (arguments[0] == 0.5).all()


def test_a_call_takes_the_rows_of_its_shapes() -> None:
    """Few shapes are kept, each with its own rows; what broadcasts is another shape; more elements have none."""
    names = names_of("divergence")
    names["IDLE"].clear()
    for size in range(1, 30):
        made("divergence")(np.full(size, 2.0), 3.0, 4.0, 5.0)
        made("divergence")(np.full((size, 1), 2.0), np.full(3, 3.0), 4.0, 5.0)
    assert len(names["IDLE"]) == 1
    assert 0 < len(names["IDLE"][0]) <= names["DESKS"]
    names["IDLE"].clear()
    made("divergence")(np.full(1000, 2.0), 3.0, 4.0, 5.0)
    assert names["IDLE"] == [{}]


def test_a_call_that_fails_gives_its_rows_back() -> None:
    """Wrong shapes and a wrong ``out`` are refused as ever, and the next call is right."""
    names = names_of("divergence")
    expected = made("divergence")(2.0, 3.0, 4.0, 5.0)
    names["IDLE"].clear()
    for _ in range(3):
        with pytest.raises(ValueError, match="leading axes that broadcast"):
            made("divergence")(np.ones(2), np.ones(3), 4.0, 5.0)
        with pytest.raises(ValueError, match="`out` of shape"):
            made("divergence")(np.ones(2), 3.0, 4.0, 5.0, out=np.empty(3))
    assert len(names["IDLE"]) == 1
    assert made("divergence")(2.0, 3.0, 4.0, 5.0) == expected
    assert made("divergence")(*map(np.float32, (2.0, 3.0, 4.0, 5.0))).dtype == np.float32
    assert made("divergence")(2, 3, 4, 5) == expected


@pytest.mark.parametrize("size", [10, 1000])
def test_what_is_beyond_float32_is_no_error(size: int) -> None:
    """A value of float64 that float32 has not is infinite or nothing, without a warning, also in ``out``."""
    function = kernel("exp(x)", {"x": "real"}, target="c")
    x = np.resize(np.array([100.0, -200.0, 1.0], np.float32), size)
    expected = np.resize(np.array([np.inf, 0.0, np.exp(1.0)], np.float32), size)
    assert np.array_equal(function(x), expected)
    out = np.empty(size, np.float32)
    with np.errstate(all="raise"):
        assert function(x, out=out) is out
    assert np.array_equal(out, expected)


def test_threads_with_few_elements_do_not_meet() -> None:
    """Calls at the same time give what they give one after the other."""
    points = [[np.full(10, 1.0 + place + part) for part in range(4)] for place in range(6)]
    expected = [made("divergence")(*point) for point in points]
    wrong: list[int] = []

    def work(place: int) -> None:
        values = [made("divergence")(*points[place]) for _ in range(300)]
        wrong.extend(place for value in values if not np.array_equal(value, expected[place]))

    workers = [threading.Thread(target=work, args=(place,)) for place in range(len(points))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert wrong == []


def test_a_call_in_the_middle_of_another_has_rows_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between copying its arguments and computing, a call is interrupted by one of the same shapes; both give what they give alone."""
    names = names_of("divergence")
    points = [[np.full(10, 1.0 + place + part) for part in range(4)] for place in (0, 3)]
    expected = [made("divergence")(*point) for point in points]
    compute = names["compiled"]()
    inner: list[Any] = []

    def interrupted(*arguments: Any) -> Any:
        if not inner:
            inner.append(None)
            inner[0] = made("divergence")(*points[1])
        return compute(*arguments)

    monkeypatch.setitem(names, "compiled", lambda: interrupted)
    assert np.array_equal(made("divergence")(*points[0]), expected[0])
    assert np.array_equal(inner[0], expected[1])


@pytest.mark.parametrize("name", NAMES)
def test_long_arrays_are_found_where_they_lie(name: str) -> None:
    """Later calls with arrays of one layout do as the first did, whatever the strides, also with arguments that cannot be written."""
    names_of(name)["IDLE"].clear()
    for stride in (1, 3):
        arrays = [np.repeat(array, stride, axis=0)[::stride] for array in given(name, (1000,))]
        expected = names_of(name)["anywhere"](arrays, (1000,), None)
        out = np.repeat(np.full_like(expected, np.nan), stride, axis=0)[::stride]
        for _ in range(3):
            out[...] = np.nan
            assert made(name)(*arrays, out=out) is out
            assert np.array_equal(out, expected)
        for array in arrays:
            array.flags.writeable = False
        assert np.array_equal(made(name)(*arrays, out=out), expected)


def test_a_kept_way_writes_over_no_argument() -> None:
    """An ``out`` that overlaps an argument, one of another shape and one that cannot be written are what they were at the first call."""
    function = kernel("log(x) + y", {"x": "positive", "y": "real"}, target="c")
    memory = np.linspace(1.0, 9.0, 1001)
    x, y, out = memory[:-1], np.linspace(-1.0, 1.0, 1000), np.empty(1000)
    expected = function(x.copy(), y)
    for _ in range(2):
        assert np.array_equal(function(x, y, out=out), expected)
    assert np.array_equal(function(x[::-1].copy(), -y, out=out), function(x[::-1].copy(), -y))
    assert np.array_equal(function(x.copy(), y, out=memory[1:]), expected)
    memory[:] = np.linspace(1.0, 9.0, 1001)
    assert np.array_equal(function(x, y, out=memory[1:]), expected)
    with pytest.raises(ValueError, match="expected `out` of shape"):
        function(y + 2.0, y, out=np.empty(999))
    out.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        function(y + 2.0, y, out=out)
