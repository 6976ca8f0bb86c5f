"""The scalar definitions of the primitives, from which JAX and C are written, keep the promises of the NumPy implementations."""

from __future__ import annotations

import ast
import inspect
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from primitive_points import blocks
from test_primitives_are_accurate import promised
from ulps import worst

from derivations.codegen.primitives import primitives
from derivations.codegen.targets.scalar_text import PREFIX, definition, with_calls

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from derivations.codegen.primitives import Primitive

ALL = pytest.mark.parametrize("primitive", primitives().values(), ids=list(primitives()))


def one_by_one(scalar: Callable[..., Any]) -> Callable[..., None]:
    """A scalar function with the signature of an implementation on blocks."""

    def implementation(*arrays: Any) -> None:
        *columns, out, _ = arrays
        out[:] = [scalar(*(np.float64(number) for number in row)) for row in zip(*columns, strict=True)]

    return implementation


@ALL
def test_scalar_keeps_the_promise(primitive: Primitive) -> None:
    """In every regime the worst error is within the number of ulps that the docstring of the primitive states."""
    regimes = {regime: arguments for regime, arguments in blocks(primitive).items() if regime != "mixed"}
    measured = {regime: worst(primitive, *arguments, implementation=one_by_one(primitive.scalar)) for regime, arguments in regimes.items()}
    assert {regime: found for regime, found in measured.items() if found[0] > promised(primitive)} == {}


@ALL
def test_scalar_passes_nan_on(primitive: Primitive) -> None:
    """A nan in an argument that counts gives nan, so that a choice never hides one."""
    count = 2 if primitive.name.endswith("_given") else len(primitive.domain)
    point = [np.float64(column[0]) for column in blocks(primitive)["mixed"]]
    with np.errstate(all="ignore"):
        for position in range(count):
            changed = [np.float64(np.nan) if place == position else value for place, value in enumerate(point)]
            if primitive.name.endswith("_given"):
                changed[2] = changed[0] - changed[1]
            assert np.isnan(primitive.scalar(*changed))


@pytest.mark.parametrize("name", [name for name in primitives() if name.startswith("bregman") or name == "log_ratio"])
def test_scalar_at_equality_is_zero(name: str) -> None:
    """A divergence of a number from itself is exactly zero."""
    primitive = primitives()[name]
    for x in blocks(primitive)["mixed"][1][::7]:
        x = np.float64(x)  # noqa: PLW2901 - the number itself
        zero = np.float64(0.0)
        arguments = ((x, x + 1, x, x + 1, zero, zero) if len(primitive.domain) >= 4 else (x, x, zero))[: len(primitive.domain)]
        with np.errstate(all="ignore"):
            assert primitive.scalar(*arguments) == 0.0


def test_a_lossy_definition_is_noticed() -> None:
    """The textbook formula of x - log(1 + x) breaks the promise, so the measure sees what it is there to see."""
    primitive = primitives()["excess_log"]
    arguments = blocks(primitive)["below zero"]
    assert worst(primitive, *arguments, implementation=one_by_one(lambda x: x - np.log1p(x)))[0] > promised(primitive)


def statements(function: Callable[..., Any]) -> set[tuple[str, int]]:
    """The statements of a scalar definition: its name and the lines at which they begin in its file."""
    first = inspect.getsourcelines(function)[1]
    nodes = (node for statement in definition(function).body for node in ast.walk(statement))
    return {(function.__name__, first + node.lineno - 1) for node in nodes if isinstance(node, ast.stmt)}


def test_every_statement_is_measured() -> None:
    """The points reach every statement of every scalar definition, but two that no ball can follow: the next test has them by hand."""
    seen: set[tuple[str, int]] = set()

    def watch(frame: FrameType, event: str, _: Any) -> Any:
        if not frame.f_code.co_name.startswith(PREFIX):
            return None
        if event == "line":
            seen.add((frame.f_code.co_name, frame.f_lineno))
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        with np.errstate(all="ignore"):
            for primitive in primitives().values():
                for point in zip(*blocks(primitive)["mixed"], strict=True):
                    primitive.scalar(*map(np.float64, point))
    finally:
        sys.settrace(before)
    unread = set().union(*(statements(each.function) for each in with_calls(one.scalar for one in primitives().values()))) - seen
    assert sorted(name for name, _ in unread) == ["scalar_normal_hazard", "scalar_truncated_normal_variance_given_reach"]


@pytest.mark.parametrize("mode", [2e8, 7e11, 1e60])
def test_far_out_a_normal_law_is_exponential(mode: float) -> None:
    """Above a bound m the law has the rate m nearly: hazard m, mean step 1 / m, variance 1 / m^2, covariance with the square 2 / m."""
    side = np.float64(mode)
    bounds = (side * 2, side, side)
    far = {"hazard": side, "step": 1 / side, "variance": 1 / side**2, "covariance": 2 / side}
    assert primitives()["normal_hazard"].scalar(side * 1e60) == pytest.approx(mode * 1e60, rel=1e-15)
    for word, value in far.items():
        found = primitives()[f"truncated_normal_{word}_given"].scalar(*bounds)
        assert found == pytest.approx(value, rel=2e-15), word
