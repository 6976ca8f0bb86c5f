"""Hazards of truncated normal laws, whose bounds round to one number in units of the scale, are those of the right end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from derivations.codegen.primitives import primitives

FAR, GAP = 4.275435535528957e20, 0.0038769


def hazard(y: float, x: float, difference: float, *, blocks: bool) -> float:
    """By the implementation on blocks, or by the scalar definition."""
    primitive = primitives()["truncated_normal_hazard_given"]
    if not blocks:
        return float(primitive.scalar(*map(np.float64, (y, x, difference))))
    out = np.empty(1)
    rows: list[Any] = [np.array([number]) for number in (y, x, difference)]
    with np.errstate(all="ignore"):
        primitive.implementation(*rows, out, np.empty((1, 1)))
    return float(out[0])


@pytest.mark.parametrize("blocks", [False, True])
def test_the_end_far_from_the_mode_has_no_density(*, blocks: bool) -> None:
    """The law decays by exp(-1.6e18) from one bound to the other: the hazard of this is nothing, that of the other one its slope."""
    assert hazard(-FAR, -FAR, GAP, blocks=blocks) == 0.0
    assert hazard(FAR, FAR, -GAP, blocks=blocks) == 0.0
    assert hazard(FAR, FAR, GAP, blocks=blocks) == pytest.approx(FAR, rel=1e-15)
    assert hazard(-FAR, -FAR, -GAP, blocks=blocks) == pytest.approx(-FAR, rel=1e-15)
