"""Directions are taken relative to that of the likeliest class of their own sample: a mistake planted there once passed by."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.losses.blocks.softmax import Softmax


@pytest.mark.parametrize("columns", [1, 2])
def test_each_sample_has_a_likeliest_class_of_its_own(columns: int) -> None:
    """With p = (1, e) up to e^2, diag(p) - p p^T takes (a, b) to e (a - b) (1, -1); relative to another sample all digits would go."""
    small = 1e-20
    p = np.array([[0.25, 1.0, 1.0], [0.75, small, small]])
    v = np.array([[7.0, 3.0, -2.0], [9.0, 5.0, 11.0]])
    got = Softmax(p, 2.0).product(np.repeat(v[:, None], columns, axis=1).copy())
    slope = 2 * np.array([0.25 * 0.75, small, small]) * (v[0] - v[1])
    for column in range(columns):
        assert got[:, column] == pytest.approx(np.array([slope, -slope]), rel=1e-15, abs=0.0)
