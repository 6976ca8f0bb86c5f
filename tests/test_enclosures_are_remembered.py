"""Enclosures of integrals are looked up where the same was asked at the same exact numbers, and nowhere else."""

from __future__ import annotations

import pytest
import sympy as sp
from flint import arb, fmpq

from derivations.balls.failures import NotCoveredError
from derivations.balls.remembered import MOST, remembered
from derivations.jets import jet_function

x, a, b = sp.symbols("x a b", real=True)
WHOLE = sp.Integral(sp.exp(-a * x**2), (x, 0, 1))


def counted(asked: list[int]) -> object:
    """A rule that counts how often it is asked."""

    def rule(*_: object) -> fmpq:
        asked.append(1)
        return fmpq(len(asked))

    return rule


def test_the_same_numbers_give_the_same_enclosure() -> None:
    """What else the point holds does not count; another number, another precision and another rule do."""
    asked: list[int] = []
    rule = counted(asked)
    assert remembered(rule, WHOLE, {a: fmpq(1, 2), b: fmpq(1)}, 64) == remembered(rule, WHOLE, {a: fmpq(1, 2), b: fmpq(2)}, 64) == 1
    assert remembered(rule, WHOLE, {a: fmpq(1, 3)}, 64) == 2
    assert remembered(rule, WHOLE, {a: fmpq(1, 2)}, 128) == 3
    assert remembered(counted([]), WHOLE, {a: fmpq(1, 2)}, 64) == 1
    assert len(asked) == 3


def test_balls_arbitrary_functions_and_missing_numbers_are_asked_again() -> None:
    """A ball is no number to look up, and the values of functions stand elsewhere."""
    with_function = sp.Integral(jet_function("f", (x,)), (x, 0, 1))
    for whole, point in ((WHOLE, {a: arb(1)}), (with_function, {}), (WHOLE, {})):
        asked: list[int] = []
        rule = counted(asked)
        remembered(rule, whole, point, 64)
        remembered(rule, whole, point, 64)
        assert len(asked) == 2


def test_errors_are_remembered_and_old_values_forgotten() -> None:
    """An integral that nobody encloses is not tried again; the memory is bounded."""
    asked: list[int] = []

    def failing(*_: object) -> fmpq:
        asked.append(1)
        message = "nobody"
        raise NotCoveredError(message)

    for _ in range(2):
        with pytest.raises(NotCoveredError, match="nobody"):
            remembered(failing, WHOLE, {a: fmpq(5)}, 64)
    assert len(asked) == 1
    rule = counted([])
    for n in range(MOST + 1):
        remembered(rule, WHOLE, {a: fmpq(n)}, 64)
    assert remembered(rule, WHOLE, {a: fmpq(0)}, 64) == MOST + 2
