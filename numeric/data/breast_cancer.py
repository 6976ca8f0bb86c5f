"""Diagnoses from cell nuclei, two classes: the Wisconsin Diagnostic set of UCI."""

from __future__ import annotations

from numeric.data.data_set import DataSet, standardised
from numeric.data.installed import table


def load(samples: int | None, seed: int) -> DataSet:
    """Thirty standardised features, shape ``(569, 30)``, and classes 0 (malignant) and 1 (benign)."""
    rows = table("breast_cancer.csv", skip=1)
    origin = "569 diagnoses by 30 standardised features, shipped with scikit-learn."
    return DataSet("breast-cancer", standardised(rows[:, :-1]), rows[:, -1].astype(int), origin).drawn(samples, seed)
