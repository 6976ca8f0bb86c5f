"""A C kernel computes rightful infinities and nan itself; only elements in which floats may have left their range are asked again."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from target_samples import HAS_COMPILER, SAMPLES, WITHOUT_COMPILER

from derivations.codegen import Options, kernel, kernel_source
from derivations.codegen.assemble import assemble
from derivations.codegen.catalogue import catalogue
from derivations.codegen.kernel import load
from derivations.codegen.passes import stabilised
from derivations.codegen.program import Literal
from derivations.codegen.request import read_request
from derivations.codegen.targets.branches import values
from derivations.codegen.targets.c_reach import sound

WITH_COMPILER = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
WISHART = ([0.5, 3.0, 3.0], [[[2.0, 0.5], [0.5, 1.0]]] * 3, [2.5, 0.25, 2.5], [[[1.0, 0.25], [0.25, 1.0]]] * 3)
# Arguments at which the catalogue has poles, infinite divergences, and values that are defined nowhere.
SETTLED = {
    "kl_uniform": ([0.0, 1.0, 0.0], [1.0, 0.5, 1.0], [0.5, 0.0, -1.0], [2.0, 1.0, 2.0]),
    "kl_wishart": WISHART,
    "kl_inverse_wishart": WISHART,
    "kl_truncated_normal": ([0.0] * 3, [1.0] * 3, [-1.0, 1.0, -1.0], [1.0, -1.0, 1.0], [0.5] * 3, [2.0] * 3, [0.0, -1.0, -3.0], [2.0] * 3),
    "inverse_fisher_binomial": ([0, 3, 0], [0.25, 0.5, 0.75]),
    "inverse_fisher_multinomial": ([0, 3], [[0.25, 0.5, 0.25], [0.5, 0.25, 0.25]]),
    "loss_cross_entropy_on_probabilities_value": ([[0.5, 0.75], [0.5, 0.25], [0.25, 0.75]], [2, 1, 2]),
    "loss_cross_entropy_on_probabilities_factor": ([[0.5, 0.75], [0.5, 0.25], [0.25, 0.75]],),
    "fisher_uniform": ([0.0, 1.0], [1.0, 1.0]),
}
# An overflow, an underflow, and a pivot of which the sign is lost on the way, at arguments of ordinary sizes.
ASKED = {
    "overflow": ("exp(x) / exp(y)", {"x": "real", "y": "real"}, (800.0, 799.0)),
    "underflow": ("1 / (x*y*z*x*y*z*x*y*z)", {"x": "positive", "y": "positive", "z": "positive"}, (1e-38, 1e-38, 1e-38)),
    "negligible": ("x / (y*y)", {"x": "real", "y": "real"}, (1e-200, 1e-170)),
}


def both(name: str) -> tuple[Any, Any]:
    """The modules of a kernel of the catalogue for NumPy and C."""
    entry = catalogue()[name]
    ours, other = (
        load(kernel_source(entry.expression, entry.let, Options(name, target, suffix=".py")), target) for target in ("numpy", "c")
    )
    return ours, other


def counted(names: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """How many elements each later call gives to the NumPy kernel, and how many to its second way alone."""
    found: dict[str, list[int]] = {"cut": [], "mended": []}
    cut, mended = names["cut"], names["mended"]

    def whole(strays: Any, given: Any, *rest: Any) -> None:
        found["cut"].append(len(given[0]))
        cut(strays, given, *rest)

    def second(given: Any, *rest: Any) -> None:
        found["mended"].append(len(given[0]))
        mended(given, *rest)

    monkeypatch.setitem(names, "cut", whole)
    monkeypatch.setitem(names, "mended", second)
    return found


@WITH_COMPILER
@pytest.mark.parametrize("name", SETTLED)
def test_rightful_values_that_are_no_numbers_cost_no_second_way(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """C has some at these arguments, the same as NumPy, alone and in a block, and asks for none."""
    ours, other = both(name)
    arguments = [np.array(argument, float) for argument in SETTLED[name]]
    found = counted(vars(other), monkeypatch)
    expected, got = getattr(ours, name)(*arguments), getattr(other, name)(*arguments)
    assert not np.isfinite(got).all()
    assert np.array_equal(np.isfinite(got), np.isfinite(expected))
    assert np.array_equal(got[~np.isfinite(got)], expected[~np.isfinite(got)], equal_nan=True)
    tall = [np.repeat(argument, 400, axis=0) for argument in arguments]
    assert np.array_equal(np.isfinite(getattr(other, name)(*tall)), np.repeat(np.isfinite(expected), 400, axis=0))
    assert found == {"cut": [], "mended": []}


@WITH_COMPILER
@pytest.mark.parametrize("name", ASKED)
def test_what_floats_may_have_lost_is_asked_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one element is given to the NumPy kernel, not the 99 beside it, and has its value."""
    expression, let, point = ASKED[name]
    function = kernel(expression, let, target="c")
    arguments = [np.full(100, 1.5) for _ in point]
    for argument, number in zip(arguments, point, strict=True):
        argument[37] = number
    expected = kernel(expression, let)(*arguments)
    found = counted(function.__globals__, monkeypatch)
    assert function(*arguments)[37] == expected[37]
    assert found == {"cut": [1], "mended": []}


@WITH_COMPILER
def test_lost_digits_are_computed_again_without_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only digits cancel, the elements concerned go to the second way at once; the others keep their bits."""
    function = kernel("exp(x) - cos(y)", {"x": "real", "y": "real"}, target="c")
    x = np.linspace(0.1, 0.2, 50)
    y = np.full(50, 3.0)
    x[7] = y[7] = 1e-5
    found = counted(function.__globals__, monkeypatch)
    got = function(x, y)
    assert found == {"cut": [], "mended": [1]}
    assert got[7] == kernel("exp(x) - cos(y)", {"x": "real", "y": "real"})(x, y)[7]
    monkeypatch.setitem(function.__globals__, "mended", lambda *_: None)
    assert np.array_equal(np.flatnonzero(function(x, y) != got), [7])


@WITH_COMPILER
def test_matrices_are_mended_in_every_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of entries follow, with any leading axes or none."""
    name, expression, let = "hessian", "hess((cos(x) - 1 + x**2/2)*y, [x, y])", {"x": "real", "y": "positive"}
    texts = ((kernel_source(expression, let, Options(name, target, suffix=".py")), target) for target in ("numpy", "c"))
    ours, other = (vars(load(*each)) for each in texts)
    x, y = np.linspace(0.01, 3.0, 40), np.full((3, 40), 2.0)
    found = counted(other, monkeypatch)
    expected, got = ours[name](x, y), other[name](x, y)
    assert found["cut"] == []
    assert 0 < sum(found["mended"]) < y.size
    np.testing.assert_allclose(got, expected, rtol=1e-14)
    monkeypatch.setitem(other, "mended", lambda *_: None)
    changed = np.flatnonzero((other[name](x, 2.0) != got[0]).any(axis=(-2, -1)))
    monkeypatch.undo()
    assert changed.size
    for place in changed:
        assert np.array_equal(other[name](x[place], 2.0), got[1, place])
        assert np.array_equal(got[1, place], expected[1, place])


@WITH_COMPILER
@pytest.mark.parametrize("count", [1500, 6000])
def test_only_elements_concerned_are_asked_for_in_any_block(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mark is forgotten when the next block begins: of many blocks with one overflow, one element is given to the NumPy kernel."""
    function = kernel("exp(x) / exp(y)", {"x": "real", "y": "real"}, target="c")
    x, y = np.full(count, 1.5), np.full(count, 1.5)
    x[37], y[37] = 800.0, 799.0
    found = counted(function.__globals__, monkeypatch)
    assert function(x, y)[37] == pytest.approx(np.e, rel=1e-15)
    assert found == {"cut": [1], "mended": []}


@WITH_COMPILER
def test_marks_that_come_with_the_values_are_those_of_a_second_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where elements are many, kernels that mark do so at once; the elements are the same as those of a call for marks alone."""
    function = kernel("exp(x) - cos(y)", {"x": "real", "y": "real"}, target="c")
    x, y = np.full(5000, 0.5), np.full(5000, 3.0)
    x[77:4900:100] = y[77:4900:100] = 1e-5
    found = counted(function.__globals__, monkeypatch)
    at_once = function(x, y)
    monkeypatch.setitem(function.__globals__, "MARKED", not function.__globals__["MARKED"])
    assert np.array_equal(function(x, y), at_once)
    assert found == {"cut": [], "mended": [49, 49]}


@pytest.mark.parametrize("name", SAMPLES)
def test_sound_values_stay_in_their_reach(name: str) -> None:
    """At random inputs up to the bound every finite value that is called sound is nothing or of a size within its reach."""
    request = read_request(SAMPLES[name].expression, SAMPLES[name].let)
    program = assemble(request, stabilised(request))
    generator = random.Random(1)  # noqa: S311 - points must be reproducible, not secret
    for power in (4, 128):
        reaches = sound(program, request.inputs, power)
        assert len(reaches) >= len(program.inputs)
        for _ in range(100):
            point = [number(row, power, generator) for row in request.inputs.rows]
            with np.errstate(all="ignore"):
                found = values(program, point)
            for place, reach in reaches.items():
                size = abs(float(found[place]))
                assert not 0.0 < size < math.inf or reach == (0, 0) or 2.0**reach.low <= size <= 2.0**reach.high


def number(row: Any, power: int, generator: random.Random) -> float:
    """A number of the type of a row, of a size within the bound, often an end of it."""
    size: float = 2.0 ** generator.choice([-power, power, 0, generator.uniform(-power, power)])
    size = math.floor(size) if row.whole else size
    size = min(size, 0.75) if row.high == 1.0 else size
    return size if row.low >= -1.0 else generator.choice([-1, 1]) * size


@pytest.mark.parametrize(
    ("expression", "wanted"), [("x / y", True), ("exp(x)", False), ("exp(log(y))", True), ("x*x*x*x*x*x*x*x*x", False), ("log(y*y)", True)]
)
def test_reach_tells_what_leaves_the_range(expression: str, wanted: bool) -> None:  # noqa: FBT001 - a column
    """Quotients of numbers up to 2^128 do not; exponentials of them, and ninth powers, do."""
    request = read_request(expression, {"x": "real", "y": "positive"})
    program = assemble(request, stabilised(request))
    assert all(isinstance(entry, Literal) or entry in sound(program, request.inputs, 128) for entry in program.outputs) is wanted
