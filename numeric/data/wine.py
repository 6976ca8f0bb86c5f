"""Chemical analyses of wines, three classes: the Wine set of UCI."""

from __future__ import annotations

from numeric.data.data_set import DataSet, standardised
from numeric.data.installed import table


def load(samples: int | None, seed: int) -> DataSet:
    """Thirteen standardised features, shape ``(178, 13)``, and classes 0 to 2."""
    rows = table("wine_data.csv", skip=1)
    origin = "178 wines by 13 standardised features, shipped with scikit-learn."
    return DataSet("wine", standardised(rows[:, :-1]), rows[:, -1].astype(int), origin).drawn(samples, seed)
