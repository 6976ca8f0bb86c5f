"""Elements that lose digits, or leave the range of floats on the way, are computed again; others are not, nor need they be."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import sympy as sp
from mpmath import mp

from derivations.codegen import Options, kernel_source
from derivations.codegen.kernel import load
from derivations.codegen.slow_path import NotWrittenError, SlowPath

REAL = {"x": "real", "y": "real"}
POSITIVE = {"x": "positive", "y": "positive"}


def counted(expression: str | sp.Expr, let: dict[str, str], *arguments: Any) -> tuple[Any, int]:
    """The value of a kernel, and how many elements it computed again."""
    module = load(kernel_source(expression, let, Options("f")))
    again: list[int] = []
    own = getattr(module, "repair", None)  # a kernel that rounds every number once has none

    def noted(x: Any, o: Any, where: Any) -> Any:
        again.extend(where)
        return own(x, o, where)

    module.repair = noted
    return module.f(*map(np.asarray, arguments)), len(again)


@pytest.mark.parametrize(
    ("expression", "argument", "exact"),
    [
        ("x**2*y/x", (1e200, 3.0), 3e200),
        ("x*y/(x+y)", (1e300, 1e300), 5e299),
        ("x**3/y**3", (1e-150, 1e-150), 1.0),
        ("log(exp(x) + exp(2*x) + y) - x", (900.0, 1.0), 900.0),
        ("sqrt(x**2 + y**2)", (3e200, 4e200), 5e200),
        ("gamma(x)/y", (201.0, 1e300), math.factorial(200) / 10**300),
        ("gamma(x)*y", (2.0**-1030, 2.0**-40), 2.0**990),
        ("x**2*(y + 1)/y", (1.3420999608898189e-155, 1.3420999608898189e-155), 1.3420999608898189e-155),
    ],
)
def test_numbers_out_of_range_on_the_way_do_no_harm(expression: str, argument: tuple[float, float], exact: float) -> None:
    """The value is a float though some power, product or exponential on the way is none."""
    value, again = counted(expression, POSITIVE, *([number, 1.5] for number in argument))
    assert value[0] == pytest.approx(exact, rel=1e-15)
    assert again <= 2


def test_ordinary_elements_are_computed_once() -> None:
    """One extreme element among many takes only few others with it."""
    x = np.full(5000, 2.0)
    x[777] = 1e200
    value, again = counted("x**2*y/(x + 1)", POSITIVE, x, np.full(5000, 3.0))
    assert value[777] == 3e200
    assert 1 <= again <= 4


def test_an_infinite_value_takes_none_with_it() -> None:
    """What is beyond the floats is infinite, and others, which are off by rounding alone, stay, where longer floats tell them apart."""
    x = np.concatenate([np.linspace(0.1, 5.0, 5000), [720.0, 900.0]])
    value, again = counted("exp(x)*(x**3 + 1)/(x + y)", POSITIVE, x, np.full(5002, 0.3))
    assert np.isinf(value[-2:]).all()
    assert np.isfinite(value[:-2]).all()
    assert again == 0 if np.finfo(np.longdouble).maxexp > 1024 else again <= 8


def test_a_harmless_underflow_changes_nothing() -> None:
    """Terms that vanish beside others leave the value right."""
    value, _ = counted("exp(x) + y", REAL, [-800.0, 0.0], [1.0, 1.0])
    assert value.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("expression", ["x*(exp(y) - 1)", "y - exp(x)", "log(x**2/3)*y"])
def test_a_sum_with_an_argument_of_its_own_needs_no_second_computation(expression: str) -> None:
    """Near its zero the value is as wrong as half an ulp in that argument makes it, not more."""
    x = np.linspace(-0.9, 0.9, 101) + 2.0
    y = np.exp(x) * (1 + 1e-9)
    value, again = counted(expression, REAL, x, y)
    assert again == 0
    for got, a, b in zip(value, x, y, strict=True):
        with mp.workdps(50):
            known = {"x": mp.mpf(a), "y": mp.mpf(b), "exp": mp.exp, "log": mp.log}
            exact = {
                "x*": known["x"] * (mp.exp(known["y"]) - 1),
                "y ": known["y"] - mp.exp(known["x"]),
                "lo": mp.log(known["x"] ** 2 / 3) * known["y"],
            }[expression[:2]]
            unavoidable = abs(b * 2.0**-52) + abs(float(exact)) * 2.0**-50 + abs(a * 2.0**-50) * abs(b)
            assert abs(mp.mpf(got) - exact) <= unavoidable


@pytest.mark.parametrize("expression", ["y - x + sin(y)*x", "y*cos(x) - y*(1 - x**2/2)", "x - sin(x) + 0*y"])
def test_a_sum_without_an_argument_of_its_own_is_watched(expression: str) -> None:
    """Where every argument stands in several terms, small sums are computed again."""
    x = np.linspace(1e-5, 1e-4, 50)
    value, again = counted(expression, REAL, x, x)
    assert again > 0
    assert np.isfinite(value).all()


def test_branches_that_are_not_chosen_mark_nothing() -> None:
    """The lost digits of x - sin x count for small x only if that branch is taken."""
    x, y = sp.symbols("x y", real=True)
    expression = sp.Piecewise((x - sp.sin(x), y > 0), (x, True))
    small = np.full(9, 1e-5)
    _, again = counted(expression, REAL, small, np.full(9, -1.0))
    assert again == 0
    value, again = counted(expression, REAL, small, np.ones(9))
    assert again == 9
    assert value[0] == pytest.approx(1e-15 / 6, rel=1e-9)


def test_the_boundary_of_a_type_is_decided_exactly() -> None:
    """A matrix whose pivot is lost in float arithmetic is positive definite, or not, by its exact entries."""
    module = load(kernel_source("log(det(C))", {"C": "spd[2]"}, Options("f")))
    tiny = 5e-324
    matrices = np.array([[[0.3, 1.1e-162], [1.1e-162, tiny]], [[0.2, 1.1e-162], [1.1e-162, tiny]]])
    value = module.f(matrices)
    assert np.isfinite(value[0])
    assert np.isnan(value[1])


def test_functions_without_any_precision_are_refused() -> None:
    """The path says no to a function that it does not know."""
    x = sp.Symbol("x")
    with pytest.raises(NotWrittenError, match="expected functions of any precision, got airyai"):
        SlowPath({x: 0}, {}).text([sp.airyai(x)])


@pytest.mark.parametrize(("scale", "most"), [(3.0, 0), (300.0, 0.05), (1e6, 0.01)])
def test_terms_that_vanish_are_not_computed_again(scale: float, most: float) -> None:
    """Probabilities too small for floats do not matter beside the others: longer floats confirm it for all elements at once."""
    z = np.random.default_rng(0).normal(scale=scale, size=(1000, 3))
    value, again = counted("hess(-logpdf(Categorical(logits=z), 0), z)", {"z": "real[3]"}, z)
    assert again <= most * len(z)
    assert np.isfinite(value).all()


def test_without_longer_floats_the_elements_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where long doubles are doubles, halves of the block are tried, and the same elements come out right."""
    x = np.full(2000, 2.0)
    x[[7, 1234]] = 1e200
    longest = np.finfo(np.longdouble)
    monkeypatch.setattr(np, "finfo", lambda kind: type("Range", (), {"maxexp": 1024})() if kind in (np.longdouble, np.float64) else longest)
    value, again = counted("x**2*y/(x + 1)", POSITIVE, x, np.full(2000, 3.0))
    assert value[[7, 1234]].tolist() == [3e200, 3e200]
    assert 2 <= again <= 8


@pytest.mark.parametrize(("units", "harmful"), [(20.0, False), (22.0, True)])
def test_harm_of_overflow_is_bounded_by_the_conditioning(units: float, harmful: bool) -> None:  # noqa: FBT001 - a column of the table
    """Where arguments off by half a unit move the value by three, an error of seven times that is excused, and no larger one."""
    module = load(kernel_source("x**2*y", POSITIVE, Options("f")))
    exact = np.array([[3.0]], np.longdouble)
    answers = iter([exact, exact, exact + 3 * np.spacing(3.0)])
    module.longer = lambda *_: next(answers)
    assert bool(module.beyond(one_element(3.0 + units * np.spacing(3.0)), ["overflow"])) is harmful


def test_longer_floats_that_lose_their_own_way_excuse_nothing() -> None:
    """Where they say that arguments off by half a unit move all digits, the element is computed again."""
    module = load(kernel_source("x**2*y", POSITIVE, Options("f")))
    answers = iter([np.zeros((1, 1), np.longdouble), *[np.full((1, 1), 336.0, np.longdouble)] * 2])
    module.longer = lambda *_: next(answers)
    assert module.beyond(one_element(336.0), ["overflow"])


def test_many_elements_far_apart_are_found_among_others() -> None:
    """Those that leave the range of floats are found in eighths of a block, one of them or half of all, and no other changes a bit."""
    ordinary = np.linspace(1.5, 2.5, 20_000)
    for places in ([0], [19_999], [63, 64, 8191, 16_383, 16_384], range(0, 20_000, 2)):
        x, expected = ordinary.copy(), ordinary**2 * 3.0 / (ordinary + 1)
        x[list(places)], expected[list(places)] = 1e200, 3e200
        value, again = counted("x**2*y/(x + 1)", POSITIVE, x, np.full(len(x), 3.0))
        np.testing.assert_allclose(value, expected, rtol=1e-15)
        assert again == len(places)


def one_element(entry: float) -> tuple[Any, ...]:
    """What a block of one element works with, once its entry is there."""
    return [np.ones(1), np.ones(1)], [], np.empty((0, 1)), [], [np.array([entry])]


@pytest.mark.parametrize(("in_branches", "again"), [(True, 9), (False, 0)])
def test_a_condition_is_watched_where_its_arguments_stand_in_the_branches(in_branches: bool, again: int) -> None:  # noqa: FBT001 - a column
    """The rounding of y - exp(x) > 0 is excused by y only if y stands nowhere else: branches without the sum stand beside it."""
    x, y, z = sp.symbols("x y z", real=True)
    branch = y if in_branches else z
    expression = sp.Piecewise((branch, sp.Gt(y - sp.exp(x), 0, evaluate=False)), (2 * branch, True))
    points = np.linspace(0.05, 0.4, 9)
    near = np.exp(points) * (1 + 1e-9)
    value, found = counted(expression, {"x": "real", "y": "real", "z": "real"}, points, near, near)
    assert found == again
    assert value.tolist() == near.tolist()
