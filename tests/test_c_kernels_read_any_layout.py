"""A C kernel computes arguments where they stand, of any layout, and an element's value depends on nothing but the element."""

from __future__ import annotations

import ctypes
import math
import stat
import subprocess
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from target_samples import HAS_COMPILER, SAMPLES, WITHOUT_COMPILER

from derivations.codegen import Options, kernel, kernel_source
from derivations.codegen.targets import c_library

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
NAMES = ("divergence", "of_matrix", "of_vector", "of_simplex", "counts")
COUNT = 301  # more than a block


@cache
def made(name: str) -> Callable[..., Any]:
    """The kernel of a sample in C."""
    return kernel(SAMPLES[name].expression, SAMPLES[name].let, target="c")


def arguments(name: str) -> list[Any]:
    """Different points near that of the sample, which lie in its types: (COUNT, ...) arrays."""
    factors = 2.0 ** (np.arange(COUNT) % 7 - 3)
    whole = [np.asarray(value, dtype=float) for value in SAMPLES[name].point]
    if name == "of_simplex":
        return [np.stack([np.roll(value, k) for k in range(COUNT)]) for value in whole]
    return [np.multiply.outer(factors, value) if name != "counts" else value + np.arange(COUNT) for value in whole]


def spread(array: Any) -> Any:
    """Every entry contiguous over the elements."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(array, 0, -1)), -1, 0)


def apart(array: Any) -> Any:
    """Every second place of a larger array."""
    larger = np.full((2 * len(array), *array.shape[1:]), np.nan)
    larger[::2] = array
    return larger[::2]


def misaligned(array: Any) -> Any:
    """Numbers that start between the places where numbers should."""
    raw = np.zeros(array.nbytes + 3, np.uint8)
    found = raw[3:].view(np.uint8)[: array.nbytes].view(array.dtype).reshape(array.shape)
    found[...] = array
    assert not found.flags.aligned
    return found


def swapped(array: Any) -> Any:
    """The other order of bytes."""
    return array.astype(array.dtype.newbyteorder())


def backwards(array: Any) -> Any:
    """A negative stride."""
    return np.ascontiguousarray(array[::-1])[::-1]


@pytest.mark.parametrize("layout", [spread, apart, misaligned, swapped, backwards], ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_layout_does_not_matter(name: str, layout: Callable[[Any], Any]) -> None:
    """Values are the same bits for arguments of any strides, alignment and byte order, also into strided ``out``."""
    given = arguments(name)
    expected = made(name)(*given)
    moved = [layout(array) for array in given]
    kept = [array.copy() for array in moved]
    assert np.array_equal(made(name)(*moved), expected)
    for out in (
        apart(np.zeros_like(expected)),
        spread(np.zeros_like(expected)),
        backwards(np.zeros_like(expected)),
        misaligned(np.zeros(expected.shape)),
    ):
        assert made(name)(*moved, out=out) is out
        assert np.array_equal(out, expected)
    assert all(np.array_equal(array, before) for array, before in zip(moved, kept, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_elements_do_not_know_their_neighbours(name: str) -> None:
    """Alone, in a short row, at the seam of two blocks: the same bits."""
    given = arguments(name)
    expected = made(name)(*given)
    for start, stop in ((0, 1), (3, 13), (250, 260), (255, 301)):
        assert np.array_equal(made(name)(*(array[start:stop] for array in given)), expected[start:stop])
    assert np.array_equal(made(name)(*(array[7] for array in given)), expected[7])


@pytest.mark.parametrize("name", NAMES)
def test_leading_axes_are_any(name: str) -> None:
    """Two leading axes, transposed, sliced and broadcast, give what one axis gives; so does an ``out`` of such axes."""
    given = [array[:300] for array in arguments(name)]
    expected = made(name)(*given)
    square = [array.reshape(20, 15, *array.shape[1:]) for array in given]
    flipped = [np.swapaxes(np.ascontiguousarray(np.swapaxes(array, 0, 1)), 0, 1) for array in square]
    wanted = expected.reshape(20, 15, *expected.shape[1:])
    for changed in (square, flipped):
        assert np.array_equal(made(name)(*changed), wanted)
    assert np.array_equal(made(name)(*(array[::2, 3:9] for array in square)), wanted[::2, 3:9])
    out = np.zeros((20, 30, *expected.shape[1:]))[:, ::2]
    assert made(name)(*square, out=out) is out
    assert np.array_equal(out, wanted)
    one = [array[4:5] if place % 2 else array for place, array in enumerate(given)]
    assert np.array_equal(made(name)(*one), made(name)(*(np.broadcast_to(array, (300, *array.shape[1:])).copy() for array in one)))
    outer = [array[:20, np.newaxis] if place % 2 else array[np.newaxis, :20] for place, array in enumerate(given)]
    if len(outer) > 1:
        full = np.broadcast_arrays(*outer, subok=False) if given[0].ndim == given[1].ndim == 1 else None
        values = made(name)(*outer)
        assert values.shape[:2] == (20, 20)
        assert full is None or np.array_equal(values, made(name)(*(np.ascontiguousarray(array) for array in full)))


def test_out_that_cannot_be_written_stays() -> None:
    """A read-only ``out`` is refused and keeps its numbers."""
    out = np.zeros(COUNT)
    out.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        made("divergence")(*arguments("divergence"), out=out)
    assert not out.any()


@pytest.mark.parametrize("shape", [(), (1,), (6,), (2, 3), (6, 1)])
def test_lost_digits_are_computed_again_in_any_shape(shape: tuple[int, ...]) -> None:
    """Elements that C marks are computed again where they stand: alone, in several axes, broadcast, into strided ``out``."""
    y = np.linspace(0.4, 0.6, 6)[: math.prod(shape)].reshape(shape)
    expected = kernel(SAMPLES["density"].expression, SAMPLES["density"].let)(2.5, 3.0, y)
    got = made("density")(2.5, 3.0, y)
    np.testing.assert_allclose(got, expected, rtol=5e-16, atol=0.0)
    assert np.shape(got) == shape
    out = np.zeros((*shape[:-1], 3 * shape[-1]))[..., ::3] if shape else np.zeros(())
    assert np.array_equal(made("density")(2.5, 3.0, y, out=out), got)


def test_threads_do_not_meet() -> None:
    """Calls of one kernel at the same time give what they give one after the other."""
    given = [np.tile(array, 200) for array in arguments("divergence")]
    expected = made("divergence")(*given)
    found: list[Any] = []
    workers = [threading.Thread(target=lambda: found.append(made("divergence")(*given))) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(found) == len(workers)
    assert all(np.array_equal(values, expected) for values in found)


def test_c_alone_is_called_as_its_comment_says(tmp_path: Path) -> None:
    """The standalone file computes contiguous arrays by `NAME(n, ..., out)`, compiled as its comment says."""
    sample = SAMPLES["of_matrix"]
    (tmp_path / "alone.c").write_text(kernel_source(sample.expression, sample.let, Options("alone", "c")), encoding="utf-8")
    subprocess.run(["cc", "-O2", "-std=c99", "-fPIC", "-shared", "alone.c", "-o", "alone.so", "-lm"], cwd=tmp_path, check=True)  # noqa: S607
    matrices = np.ascontiguousarray(arguments("of_matrix")[0])
    out = np.empty_like(matrices)
    library = ctypes.CDLL(str(tmp_path / "alone.so"))
    library.alone(ctypes.c_size_t(len(out)), ctypes.c_void_p(matrices.ctypes.data), ctypes.c_void_p(out.ctypes.data))
    np.testing.assert_allclose(out, made("of_matrix")(matrices), rtol=4e-16)


def test_a_library_belongs_to_one_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another processor has another file in the cache; where the processor is not known nothing is compiled for it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    commands: list[list[str]] = []
    original = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda command, **words: (commands.append(command), original(command, **words))[1])
    for known in ("flags: one", "flags: two", ""):
        monkeypatch.setattr(c_library, "processor", lambda known=known: known)
        c_library.compiled.cache_clear()
        c_library.compiled()
    c_library.compiled.cache_clear()
    assert len(list((tmp_path / "fisherproof" / "kernels").glob("*.so"))) == len(commands)
    assert ["-march=native" in command for command in commands] == [True, True, False]


def test_a_plain_compiler_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiler that knows nothing of vectors or of this processor compiles the same values."""
    script = tmp_path / "plain"
    script.write_text('#!/bin/sh\ncase "$*" in *VECTORISED*|*native*) exit 1;; esac\nexec cc "$@"\n', encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("CC", str(script))
    sample = SAMPLES["divergence"]
    plain = kernel(sample.expression, sample.let, target="c")
    monkeypatch.delenv("CC")
    given = arguments("divergence")
    np.testing.assert_allclose(plain(*given), made("divergence")(*given), rtol=4e-15)


@pytest.mark.parametrize("count", [5, 33, 1000, 70_000])
def test_many_rows_are_computed_part_by_part(count: int) -> None:
    """A kernel of many numbers an element, whose rows are fetched ahead, computes every element in any layout."""
    function = kernel("A @ B", {"A": "real[4, 4]", "B": "real[4, 4]"}, target="c")
    assert "__builtin_prefetch" in function.__globals__["SOURCE"]
    generator = np.random.default_rng(2)
    A, B = (generator.normal(size=(count, 4, 4)) for _ in range(2))
    A[count // 2, 0, 0] = np.nan
    expected = A @ B
    rows = [np.moveaxis(np.ascontiguousarray(np.moveaxis(each, 0, -1)), -1, 0) for each in (A, B)]
    expected[count // 2] = np.nan
    for given in ((A, B), rows, (A, rows[1])):
        for out in (np.empty(expected.shape), np.empty((4, 4, count)).transpose(2, 0, 1)):
            np.testing.assert_allclose(function(*given, out=out), expected, rtol=0.0, atol=1e-13)
