"""Operations tell which elements of a block leave the range of floats, and longer floats are asked of these alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from derivations.codegen import Options, kernel_source
from derivations.codegen.frame_watch import Watch, Watched, alike
from derivations.codegen.kernel import load

POSITIVE = {"x": "positive", "y": "positive"}
ELEMENTS = 300


def watching(length: int, cycle: int = 0) -> tuple[Watch, np.errstate]:
    """A watch, and the treatment of errors that tells it."""
    strays: list[Any] = []
    return Watch(strays, length, cycle), np.errstate(over="call", under="call", call=lambda *what: strays.append(what))


def test_an_operation_on_a_part_tells_the_places_of_the_part() -> None:
    """What is gathered keeps its places, also in scratch memory that held others, and through choices and sums over nodes."""
    watch, telling = watching(6)
    x = watch.row(np.array([1.0, 800.0, 2.0, -800.0, 900.0, 3.0]), np.arange(6))
    scratch = watch.row(np.empty((2, 6)), None)
    with telling:
        part = x[np.flatnonzero(x > 700.0)]
        np.exp(part, out=scratch[0, :2])
        assert np.flatnonzero(watch.infinite).tolist() == [1, 4]
        chosen = np.where(x < -700.0, x, 0.0)
        nodes = np.exp(chosen * np.ones((3, 1)))
        assert isinstance(nodes, Watched)
        assert np.flatnonzero(watch.small).tolist() == [3]
    assert watch.told == len(watch.strays) == 2


def test_what_is_not_known_is_not_told() -> None:
    """Operations on numbers of which nobody knows the elements count as strays, and as nothing else."""
    watch, telling = watching(4)
    scratch = watch.row(np.full((2, 4), 800.0), None)
    with telling:
        np.exp(scratch[0], out=scratch[1])
        np.exp(np.concatenate([watch.row(np.full(4, 800.0), np.arange(4))] * 2))
    assert (watch.told, len(watch.strays)) == (0, 2)
    assert not watch.infinite.any()


def test_units_are_added_to_what_is_small_and_not_always_as_many() -> None:
    """Both sides of a difference are moved by different numbers of units."""
    watch, telling = watching(2, 5)
    x = watch.row(np.array([1e-200, 1.0]), np.arange(2))
    with telling:
        first = np.multiply(x, x)
        second = np.multiply(x, x)
    units = np.array([np.asarray(first), np.asarray(second)])[:, 0] / 2.0**-1074
    assert len(set(units.tolist())) == 2
    assert (units >= 1).all()
    assert np.asarray(first)[1] == 1.0


def asked(module: Any, *arguments: Any) -> tuple[Any, list[int]]:
    """The value, and of how many elements longer floats are asked at a time."""
    counts: list[int] = []
    original = module.harmed

    def noted(values: Any, strays: Any) -> Any:
        counts.append(len(values[0][0]))
        return original(values, strays)

    module.harmed = noted
    return module.f(*arguments), counts


def test_what_underflows_beside_other_numbers_is_asked_of_no_longer_floats() -> None:
    """A few units in an exponential that is nothing beside one change nothing."""
    x = np.linspace(1.0, 2.0, ELEMENTS)
    x[[7, 200]] = 1000.0
    value, counts = asked(load(kernel_source("y + exp(-x)", POSITIVE, Options("f"))), x, np.ones(ELEMENTS))
    assert value[[7, 200]].tolist() == [1.0, 1.0]
    assert counts == []


def test_what_an_underflow_harms_is_computed_again() -> None:
    """The product x^2 y of 1e-200, 1e-200 and 1e200 is a float, and its square is none on the way."""
    x, y = np.linspace(1.0, 2.0, ELEMENTS), np.ones(ELEMENTS)
    x[[7, 200]], y[[7, 200]] = 1e-200, 1e200
    value, counts = asked(load(kernel_source("x**2*y", POSITIVE, Options("f"))), x, y)
    assert value[[7, 200]] == pytest.approx([1e-200] * 2, rel=1e-15)
    assert counts == [2]


def test_quotients_of_what_underflows_are_computed_again() -> None:
    """One unit over two units is a half, and so are three over six: one way to add units does not tell."""
    x = np.geomspace(2e-162, 6e-162, ELEMENTS)
    y = x[::-1].copy()
    value = load(kernel_source("x**2/(y**2 + y**3)", POSITIVE, Options("f"))).f(x, y)
    np.testing.assert_allclose(value, (x / y) ** 2, rtol=1e-14)


def test_blocks_after_one_that_left_the_range_are_watched_and_have_the_same_bits() -> None:
    """Elements have the values that they have alone, whatever the blocks before them did."""
    module = load(kernel_source("x**2*y/(x + 1)", POSITIVE, Options("f")))
    length = 3 * module.BLOCK
    x, y = np.linspace(1.5, 2.5, length), np.full(length, 3.0)
    expected = module.f(x, y)
    x[0] = 1e200
    np.testing.assert_array_equal(module.f(x, y)[1:], expected[1:])
    x[-1] = 1e200
    assert module.f(x, y)[-1] == pytest.approx(3e200, rel=1e-15)


def test_alike_is_within_seven_units() -> None:
    """Eight are too many."""
    entries = np.array([1.0, 1.0, 0.0])
    other = np.array([1.0 + 7 * 2.0**-52, 1.0 + 8 * 2.0**-52, 7 * 2.0**-1074])
    assert alike([entries], other, 0.0).tolist() == [True, False, True]
