"""The divergences of the logarithm that C has by hand keep the promises of their primitives where their parts meet, and in vector loops."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import pytest
from target_samples import HAS_COMPILER, WITHOUT_COMPILER
from test_c_elementary_functions_are_accurate import BUILDS, called, rows_of
from test_primitives_are_accurate import promised

from derivations.codegen.primitives import primitives
from derivations.codegen.targets import c_elementary
from derivations.codegen.targets.c_elementary import HELPERS, LOG_SERIES

if TYPE_CHECKING:
    from pathlib import Path

FUNCTIONS = {"stable_excess_log": 1, "stable_bregman_log_given": 3}
pytestmark = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)


@pytest.fixture(scope="module", params=list(BUILDS))
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Both functions over rows, without and with vector instructions."""
    return rows_of(FUNCTIONS, tmp_path_factory.mktemp("divergences"), BUILDS[request.param])


def steps() -> Any:
    """Arguments above -1, dense where the power of two changes, with 26 bits so that sums of them and one are exact."""
    random = np.random.default_rng(3)
    ends = [(-0.999, 1.2), (-0.35, -0.25), (0.35, 0.45), (-0.72, -0.6), (-0.56, -0.44), (1.7, 2.0)]
    dense = np.concatenate([random.uniform(low, high, 300) for low, high in ends])
    return np.concatenate(
        [np.round(dense * 2.0**26) / 2.0**26, 10.0 ** random.uniform(-20, 0, 200), -(10.0 ** random.uniform(-20, -1, 200))]
    )


def worst(values: Any, truths: list[Any]) -> float:
    """The largest error in units in the last place of the truth."""
    return max(float(abs(float(value) - truth) / np.spacing(float(truth))) for value, truth in zip(values, truths, strict=True))


def truths(x: Any) -> list[Any]:
    """X - log(1 + x) with 100 digits."""
    with mpmath.workdps(100):
        return [mpmath.mpf(float(each)) - mpmath.log1p(mpmath.mpf(float(each))) for each in x]


def test_excess_log_where_parts_meet(library: Any) -> None:
    """No step is off by more than the primitive promises."""
    x = steps()
    with mpmath.workdps(100):
        assert worst(called(library, "stable_excess_log", x), truths(x)) <= promised(primitives()["excess_log"])


def test_bregman_log_given_where_parts_meet(library: Any) -> None:
    """Exact differences of 1 + step and 1, at every size of the numbers: no value is off by more than the primitive promises."""
    x = steps()
    x = x[(1.0 + x) - 1.0 == x]
    for scale in (1.0, 2.0**1000, 2.0**-1000):
        values = called(library, "stable_bregman_log_given", (1.0 + x) * scale, np.full_like(x, scale), x * scale)
        with mpmath.workdps(100):
            assert worst(values, truths(x)) <= promised(primitives()["bregman_log_given"])


def test_quotients_beyond_the_range(library: Any) -> None:
    """Where y / x underflows or loses digits, subnormal numbers included, the logarithm keeps its digits; where it overflows, infinity."""
    y = np.array([1e-200, 1e-300, 1e-320, 5e-324, 3e-310])
    x = np.array([1e200, 1e10, 1e300, 1e308, 1.0])
    values = called(library, "stable_bregman_log_given", y, x, y - x)
    with mpmath.workdps(60):
        expected = [mpmath.mpf(a) / mpmath.mpf(b) - 1 - mpmath.log(mpmath.mpf(a) / mpmath.mpf(b)) for a, b in zip(y, x, strict=True)]
        assert worst(values, expected) <= promised(primitives()["bregman_log_given"])
    assert called(library, "stable_bregman_log_given", x, y, x - y)[0] == math.inf


def test_special_values(library: Any) -> None:
    """Exactly zero at equality, infinite at the ends, nan outside."""
    x = np.array([0.0, -1.0, math.inf, -2.0, math.nan])
    assert np.array_equal(called(library, "stable_excess_log", x), [0.0, math.inf, math.inf, math.nan, math.nan], equal_nan=True)
    y, x = np.array([3.0, 0.0, math.inf, -1.0, math.nan]), np.array([3.0, 1.0, 1.0, 1.0, 1.0])
    expected = [0.0, math.inf, math.inf, math.nan, math.nan]
    assert np.array_equal(called(library, "stable_bregman_log_given", y, x, y - x), expected, equal_nan=True)


def test_a_wrong_coefficient_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A coefficient that is wrong in its sixth digit breaks the promise."""
    text = HELPERS["log_series"].replace(repr(LOG_SERIES[3]), repr(LOG_SERIES[3] * 1.00002))
    monkeypatch.setattr(c_elementary, "HELPERS", {**HELPERS, "log_series": text})
    x = steps()
    values = called(rows_of(FUNCTIONS, tmp_path, BUILDS["plain"]), "stable_excess_log", x)
    with mpmath.workdps(100):
        assert worst(values, truths(x)) > promised(primitives()["excess_log"])
