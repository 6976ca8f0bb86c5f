"""The program of plain NumPy that our kernels are compared with makes nan of the elements that ours make nan of, and of no others."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.kernels.contract import forget_outside
from derivations.codegen.request import read_request

OUTSIDE = {
    "real": (math.nan, math.inf, -math.inf),
    "positive": (math.nan, math.inf, 0.0, -1.0),
    "nonnegative": (math.nan, math.inf, -5e-324),
    "negative": (math.nan, -math.inf, 0.0, 1.0),
    "unit": (math.nan, 0.0, 1.0),
    "natural": (math.nan, math.inf, -1.0, 0.5),
}
INSIDE = {"real": -1.5, "positive": 1.5, "nonnegative": 0.0, "negative": -2.0, "unit": 0.25, "natural": 0.0}


@pytest.mark.parametrize("kind", OUTSIDE)
def test_only_what_lies_outside_is_forgotten(kind: str) -> None:
    """Both entries of an element whose argument lies outside its type are nan, those of others stay."""
    inputs = read_request("x", {"x": kind}).inputs
    column = np.full(9, INSIDE[kind])
    column[1 : 1 + len(OUTSIDE[kind])] = OUTSIDE[kind]
    result = np.arange(18.0).reshape(2, 9)
    forget_outside(result, [column], inputs, [])
    forgotten = np.isin(np.arange(9), np.arange(1, 1 + len(OUTSIDE[kind])))
    assert np.array_equal(np.isnan(result), [forgotten, forgotten])
    assert np.array_equal(result[:, ~forgotten], np.arange(18.0).reshape(2, 9)[:, ~forgotten])


def test_mirror_images_and_requirements_count() -> None:
    """A matrix that is not symmetric is forgotten, and so is what does not meet a requirement."""
    inputs = read_request("C[0, 1]", {"C": "spd[2]"}).inputs
    columns = [np.array([0.5, 0.5, 0.5]), np.array([0.5, 0.25, 0.5]), np.ones(3), np.ones(3)]
    result = np.ones((1, 3))
    forget_outside(result, columns, inputs, [np.array([True, True, False])])
    assert np.array_equal(np.isnan(result), [[False, True, True]])
