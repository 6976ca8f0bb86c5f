"""One element by the slow path: limits, poles, large arguments, and what is left of differences, with as many bits as it takes."""

from __future__ import annotations

import math
from typing import Any

import pytest
import sympy as sp
from mpmath import mp

from derivations.codegen.kernel import load
from derivations.codegen.slow_path import SlowPath
from derivations.codegen.stable import stable


def path_of(expression: sp.Expr, *symbols: sp.Symbol) -> Any:
    """The slow path of an expression as a module."""
    path = SlowPath({symbol: row for row, symbol in enumerate(symbols)}, {}).text([expression])
    return load(f"from __future__ import annotations\nimport math\nfrom typing import Any\n{path}")


def element_of(expression: sp.Expr, *symbols: sp.Symbol) -> Any:
    """It as a function of floats: its value, or nothing where it has none."""
    return path_of(expression, *symbols).recomputed


@pytest.mark.parametrize(
    ("name", "argument", "limit"),
    [
        ("digamma_slope", (1.0, 1.0), math.pi**2 / 6),
        ("kumaraswamy_information", (2.0,), 4 * 1.2020569031595942 - 3),
        ("langevin", (0.0,), 0.0),
        ("langevin_slope", (0.0,), 1 / 3),
        ("log_sinhc", (0.0,), 0.0),
    ],
)
def test_quotients_of_nothings_are_their_limits(name: str, argument: tuple[float, ...], limit: float) -> None:
    """Where the formula is 0/0 and the function goes on, the second computation gives the function."""
    symbols = sp.symbols("x0:2", real=True)[: len(argument)]
    (value,) = element_of(stable(name, *symbols), *symbols)(list(argument))
    assert value == pytest.approx(limit, rel=1e-15)


@pytest.mark.parametrize("text", ["x/sqrt(x**2 + y**2)", "x*y/(x**2 + y**2)", "1/x", "1/(x*y)"])
def test_a_pole_has_no_limit(text: str) -> None:
    """Where the value depends on the way that leads to the place, or there is none, the second computation says no."""
    x, y = sp.symbols("x y", real=True)
    expressions = {"x/s": x / sp.sqrt(x**2 + y**2), "x*y": x * y / (x**2 + y**2), "1/x": 1 / x, "1/(": 1 / (x * y)}
    assert element_of(expressions[text[:3]], x, y)([0.0, 0.0][: 1 if text == "1/x" else 2]) == []


@pytest.mark.parametrize("x", [0.3, 40.0, 1e9, 1e300])
def test_exponentials_of_large_numbers_keep_their_digits(x: float) -> None:
    """The hazard of the normal law at x is near x + 1/x: a rounded square under the exponential would leave nothing of it."""
    symbol = sp.Symbol("x", real=True)
    (value,) = element_of(stable("normal_hazard", symbol), symbol)([x])
    with mp.workdps(60):
        exact = mp.sqrt(2 / mp.pi) * mp.exp(-(mp.mpf(x) ** 2) / 2) / mp.erfc(mp.mpf(x) / mp.sqrt(2)) if x < 1e9 else x
    assert value == pytest.approx(float(exact), rel=2e-16)


@pytest.mark.parametrize("function", ["besseli", "coth"])
def test_functions_of_large_arguments_have_any_precision(function: str) -> None:
    """Ratios of Bessel functions and hyperbolic cotangents are computed at any argument."""
    x = sp.Symbol("x", positive=True)
    expression = x * (1 - sp.besseli(1, x) / sp.besseli(0, x)) if function == "besseli" else x - x**2 * (sp.coth(x) - 1 / x) + sp.coth(x)
    again = element_of(expression, x)
    if function == "besseli":
        assert again([1e290]) == [0.5]
    with mp.workdps(60):
        ratio = mp.besseli(1, 3) / mp.besseli(0, 3)
        exact = 3 * (1 - ratio) if function == "besseli" else 6 - 8 * mp.coth(3)
    assert again([3.0]) == [pytest.approx(float(exact), rel=1e-15)]


@pytest.mark.parametrize("text", ["x - max(x, y)", "x - y", "-x - min(-x, -y) + 1/4"])
def test_exact_differences_of_nothing_need_few_bits(text: str) -> None:
    """Sums of arguments are exact: that nothing is left of one is known at the first precision."""
    x, y = sp.symbols("x y", real=True)
    sums = {"x - max(x, y)": x - sp.Max(x, y), "x - y": x - y, "-x - min(-x, -y) + 1/4": -x - sp.Min(-x, -y) + sp.Rational(1, 4)}
    module = path_of(sp.exp(sums[text]), x, y)
    (value,) = module.element([module.big(1e300), module.big(1e300)], 128)
    assert module.big_to_float(value) == math.exp(0.25 if "4" in text else 0.0)


@pytest.mark.parametrize("text", ["x/3 - y/3", "x*y - y**2", "exp(x) - exp(y)"])
def test_rounded_differences_of_nothing_are_doubted(text: str) -> None:
    """That nothing is left of rounded numbers may be their rounding: the first precision says no."""
    x, y = sp.symbols("x y", real=True)
    sums = {"x/3 - y/3": x / 3 - y / 3, "x*y - y**2": x * y - y**2, "exp(x) - exp(y)": sp.exp(x) - sp.exp(y)}
    module = path_of(sums[text], x, y)
    with pytest.raises(FloatingPointError, match="more digits cancel"):
        module.big_to_float(*module.element([module.big(1.25), module.big(1.25)], 128))


def test_log_gamma_of_an_argument_has_exact_zeros() -> None:
    """At 1 and 2, at the first precision; of a rounded number that precision says no."""
    x = sp.Symbol("x", positive=True)
    module = path_of(x * sp.loggamma(x), x)
    for place in (1.0, 2.0):
        assert module.element([module.big(place)], 128)[0][0] == 0
    assert module.big_to_float(*module.element([module.big(3.0)], 128)) == pytest.approx(3 * math.log(2), rel=1e-15)
    rounded = path_of(sp.loggamma(sp.exp(x)), x)
    with pytest.raises(FloatingPointError):
        rounded.big_to_float(*rounded.element([rounded.big(0.0)], 128))


@pytest.mark.parametrize("name", ["log", "loggamma", "sqrt"])
def test_limits_ask_for_more_bits_where_an_argument_is_lost(name: str) -> None:
    """That the argument of a function is not known to be positive with few bits is no reason to give up."""
    x, y = sp.symbols("x y", real=True)
    shift = sp.exp(x) - sp.exp(y)
    function, slope = {"log": (sp.log, 1 / 3), "loggamma": (sp.loggamma, float(mp.digamma(3))), "sqrt": (sp.sqrt, 0.5 / math.sqrt(3))}[name]
    (value,) = element_of((function(3 * shift / (x - y) * sp.exp(-y)) - function(3)) / (x - y), x, y)([0.5, 0.5])
    assert value == pytest.approx(1.5 * slope, rel=1e-14)
