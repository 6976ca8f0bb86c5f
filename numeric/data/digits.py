"""Handwritten digits, 8 x 8 pixels, ten classes: the test part of the Optical Recognition set of UCI."""

from __future__ import annotations

from numeric.data.data_set import DataSet
from numeric.data.installed import table

GREYS = 16.0


def load(samples: int | None, seed: int) -> DataSet:
    """Pixels in [0, 1], shape ``(1797, 64)``, and classes 0 to 9."""
    rows = table("digits.csv.gz")
    origin = "1,797 handwritten digits of 8 x 8 pixels, shipped with scikit-learn."
    return DataSet("digits", rows[:, :-1] / GREYS, rows[:, -1].astype(int), origin).drawn(samples, seed)
