"""The Python module around a C kernel computes again, as the NumPy kernel does, what left the range of floats, and nothing else."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from kernel_sample import FOLDER, sample
from target_samples import HAS_COMPILER, SAMPLES, WITHOUT_COMPILER

from derivations.codegen import Options, kernel, kernel_source
from derivations.codegen.catalogue import catalogue
from derivations.codegen.kernel import load
from verify.accuracy.measure import called
from verify.accuracy.problem import problem_of
from verify.accuracy.provenance import read_provenance
from verify.accuracy.regimes import regimes

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
DIVERGENCE = ("kl(Normal(a, b), Normal(c, d))", {"a": "real", "b": "positive", "c": "real", "d": "positive"})
FAR = (1e200, 1e200, 2e200, 3e200)  # (a - c)^2 and b^2 are no floats, their quotients are
ALWAYS = {"kl_normal", "kl_multivariate_normal", "fisher_gamma"}
NAMES = sorted({*ALWAYS, *sample((path.stem for path in FOLDER.glob("*.py") if path.stem in catalogue()), 4)})


@cache
def made(target: str) -> Callable[..., Any]:
    """The divergence in a target."""
    return kernel(*DIVERGENCE, target=target)


def asked(function: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many elements each later call gives to the NumPy kernel."""
    found: list[int] = []
    own = function.__globals__["cut"]
    monkeypatch.setitem(
        function.__globals__, "cut", lambda strays, arrays, *rest: (found.append(len(arrays[0])), own(strays, arrays, *rest))
    )
    return found


def test_a_value_beyond_the_range_on_the_way_is_that_of_numpy() -> None:
    """Alone, among others, and as float32, the element has the digits of the NumPy kernel, bit by bit; nan stays where it was given."""
    ours, other = made("numpy"), made("c")
    assert math.isfinite(ours(*FAR))
    assert other(*FAR) == ours(*FAR)
    many = [np.full((25, 40), number) for number in FAR]
    many[1][::2] = math.nan
    many[0][1, :] = many[2][1, :] = 0.5
    got = other(*many)
    assert np.isnan(got[::2]).all()
    assert np.array_equal(got[1::2], ours(*many)[1::2])
    single = [np.float32(number) for number in (1e30, 1e30, 2e30, 3e30)]
    assert other(*single) == ours(*single)


def test_without_it_c_has_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """What C itself computes there is no number: the element is computed again because of that, and only there."""
    function = made("c")
    monkeypatch.setitem(function.__globals__, "again", lambda *_: None)
    assert not math.isfinite(function(*FAR))
    monkeypatch.undo()
    found = asked(function, monkeypatch)
    assert np.isfinite(function(np.array([1.0, *[FAR[0]] * 3]), *FAR[1:])).all()
    assert np.isfinite(function(np.ones(3000), 1.0, np.linspace(0.0, 5.0, 3000), 2.0)).all()
    assert sum(found) <= len(FAR)


def test_a_finite_value_that_floats_have_spoilt_is_that_of_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A square below the least float leaves a zero that shows nothing: elements with arguments beyond 2^128 are computed again."""
    expression = ("x**2 / y", {"x": "real", "y": "positive"})
    function = kernel(*expression, target="c")
    x, y = np.array([1e-170, 1.0, 1e170]), np.array([1e-200, 2.0, 1e200])
    np.testing.assert_allclose(function(x, y), [1e-140, 0.5, 1e140], rtol=1e-15)
    assert np.array_equal(function(x, y), kernel(*expression)(x, y))
    found = asked(function, monkeypatch)
    assert np.isfinite(function(np.linspace(-1e38, 1e38, 999), np.geomspace(1e-38, 1e38, 999))).all()
    assert found == []
    monkeypatch.setitem(function.__globals__, "again", lambda *_: None)
    assert function(x, y)[0] == 0.0


@pytest.mark.parametrize("strided", [False, True])
def test_every_layout_is_written(*, strided: bool) -> None:
    """Strided and broadcast arguments, and an ``out`` of any strides, also one that is an argument."""
    a = np.linspace(1.0, 2.0, 12).reshape(3, 4)
    a[1, ::2] = FAR[0]
    expected = made("numpy")(a, *FAR[1:])
    given = np.asfortranarray(a) if strided else a
    out = np.zeros((3, 8))[:, ::2] if strided else np.zeros((3, 4))
    assert made("c")(given, *FAR[1:], out=out) is out
    assert np.array_equal(out, expected)
    assert np.array_equal(made("c")(given, *FAR[1:], out=given), expected)


def test_what_is_settled_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elements outside their types, infinities that a choice says, and poles cost no second way."""
    density = kernel(SAMPLES["density"].expression, SAMPLES["density"].let, target="c")
    found = asked(density, monkeypatch)
    y = np.linspace(0.6, 0.7, 700)
    y[::3] = -0.5
    assert (density(2.0, 1.0, y)[::3] == -math.inf).all()
    y[::3] = math.nan
    assert np.isnan(density(2.0, 1.0, y)[::3]).all()
    assert np.isnan(density(-2.0, 1.0, y)).all()
    assert found == []
    limit = kernel("logpdf(InverseGamma(a, b), y)", {"a": "positive", "b": "positive", "y": "real"}, target="c")
    found = asked(limit, monkeypatch)
    assert (limit(2.0, 1.0, np.array([0.0, -1.0])) == -math.inf).all()
    assert found == []
    pole = kernel("1 / x", {"x": "real"}, target="c")
    found = asked(pole, monkeypatch)
    assert pole(np.array([0.0, 2.0]))[0] == math.inf
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_a_kernel_in_c_has_values_where_that_in_numpy_has(name: str) -> None:
    """At extreme, boundary and nearly equal arguments both are finite, infinite or nan at the same places."""
    entry = catalogue()[name]
    text = kernel_source(entry.expression, entry.let, Options(name, "c", suffix=".py"))
    modules = (load((FOLDER / f"{name}.py").read_text(encoding="utf-8")), load(text, "c"))
    problem = problem_of(read_provenance(text, name), "float64")
    for regime in regimes():
        point = regimes()[regime].draw(problem, np.random.default_rng(3), 20)
        if point is not None:
            ours, other = (called(problem, module, point) for module in modules)
            at = ~np.isfinite(other)
            assert np.array_equal(ours[at], other[at], equal_nan=True)


def test_c_alone_says_so() -> None:
    """The comment of the standalone file says what is not computed again there."""
    text = " ".join(kernel_source(*DIVERGENCE, Options("alone", "c", suffix=".c")).split())
    assert "leaves the range of floats, an entry is an infinity or nan inside the types too, or has lost digits" in text
