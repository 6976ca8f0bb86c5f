"""Progression of diabetes after a year, a regression: the set of Efron, Hastie, Johnstone and Tibshirani (2004)."""

from __future__ import annotations

from numeric.data.data_set import DataSet, standardised
from numeric.data.installed import table


def load(samples: int | None, seed: int) -> DataSet:
    """Ten standardised features, shape ``(442, 10)``, and the standardised progression, shape ``(442, 1)``."""
    features = standardised(table("diabetes_data_raw.csv.gz", delimiter=None))
    target = standardised(table("diabetes_target.csv.gz", delimiter=None))
    origin = "442 patients by 10 standardised features, shipped with scikit-learn."
    return DataSet("diabetes", features, target, origin).drawn(samples, seed)
