"""Logarithms of exact numbers and falls of the trigamma function have their digits at the first precision that is tried."""

from __future__ import annotations

import mpmath as mp
import pytest
import sympy as sp

from derivations.codegen.bignumbers.arithmetic import Big, big
from derivations.codegen.bignumbers.exponential import big_log_of_ratio
from derivations.codegen.bignumbers.trigamma_drop import big_trigamma_drop
from derivations.codegen.kernel import load
from derivations.codegen.slow_path import SlowPath
from derivations.codegen.stable import stable

X, Y = sp.symbols("x y", positive=True)
FIRST = 128  # bits
PAIRS = [(1.0, 1.0), (3.0, 3.0), (5e-324, 5e-324), (1.0 + 2.0**-52, 1.0), (1e300, 1e-300), (7.0, 7.1), (1e154, 1e154 * (1 + 2.0**-50))]
FALLS = [
    (5.4e-178, 8.6e-51),
    (4.4e-84, 3.4e-204),
    (1.6e-157, 6.7e241),
    (1.3e154, 2.2e-308),
    (3.0, 1e-9),
    (3.0, 1e-30),
    (1e20, 0.1),
    (2.5, 4.0),
]


def value(number: Big) -> mp.mpf:
    """It as a number of mpmath."""
    return mp.mpf(number[0]) * mp.mpf(2) ** number[1]


@pytest.mark.parametrize(("y", "x"), PAIRS)
def test_logarithms_of_ratios_have_the_bits_asked_for(y: float, x: float) -> None:
    """Two equal numbers have the logarithm zero, near ones every bit."""
    with mp.workdps(120):
        truth = mp.log(mp.mpf(y) / mp.mpf(x))
        assert abs(value(big_log_of_ratio(big(y), big(x), FIRST)) - truth) <= abs(truth) * mp.mpf(2) ** (4 - FIRST)


@pytest.mark.parametrize(("y", "x"), [(0.0, 1.0), (-2.0, 1.0)])
def test_numbers_that_are_not_positive_have_none(y: float, x: float) -> None:
    """Zero and negative numbers are refused."""
    with pytest.raises(ArithmeticError):
        assert big_log_of_ratio(big(y), big(x), FIRST) is None


@pytest.mark.parametrize(("x", "h"), FALLS)
def test_falls_of_the_trigamma_function_have_the_bits_asked_for(x: float, h: float) -> None:
    """Also where the distance is 1e-462 of the argument."""
    with mp.workdps(1100):
        truth = mp.polygamma(1, mp.mpf(x)) - mp.polygamma(1, mp.mpf(x) + mp.mpf(h))
        assert abs(value(big_trigamma_drop(big(x), big(h), FIRST)) - truth) <= abs(truth) * mp.mpf(2) ** (4 - FIRST)


@pytest.mark.parametrize("expression", [sp.log(X), sp.log(X / Y), sp.log(X - Y + 1), stable("trigamma_drop", X, Y)])
@pytest.mark.parametrize("point", [(1.0, 1.0), (1e154, 1e154), (1e154, 1e-308)])
def test_the_first_precision_is_enough(expression: sp.Expr, point: tuple[float, float]) -> None:
    """The slow path of an expression of exact arguments raises nothing at 128 bits."""
    path = SlowPath({X: 0, Y: 1}, {}).text([expression])
    module = load(f"from __future__ import annotations\nimport math\nfrom typing import Any\n{path}", "numpy")
    arguments = [big(point[row]) for row in module.NEEDED]
    numbers = arguments if len(module.NEEDED) > 1 else [big(point[0])]
    assert len(module.element(numbers, FIRST)) == 1
