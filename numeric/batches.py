"""Batches as an iterable gives them: pairs, their precision, and what tells one from another when they are run through again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import DeterminismError, PrecisionError, ShapeError
from numeric.parameters import PRECISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Pair = tuple[Array, Array]


def pairs(source: Iterable[Pair]) -> Iterator[Pair]:
    """What a source gives, if it gives pairs.

    Raises:
        ShapeError: it gives something else.
    """
    for batch in source:
        if not isinstance(batch, tuple | list) or len(batch) != 2:  # noqa: PLR2004 - a pair
            message = f"reading batches: expected pairs (X, Y), got {type(batch).__name__}. Give X and Y, or batches of both."
            raise ShapeError(message)
        yield batch[0], batch[1]


def precision(X: Array) -> np.dtype[Any]:
    """The precision to work in: that of the samples, float64 for integers.

    Raises:
        PrecisionError: another floating type.
    """
    if X.dtype.kind in "iub":
        return np.dtype(np.float64)
    if X.dtype not in PRECISIONS:
        message = f"reading samples: expected float32 or float64, got {X.dtype}. Convert them with `astype`."
        raise PrecisionError(message)
    return X.dtype


def fingerprint(batch: Pair) -> tuple[int, float, float, float]:
    """What tells one batch from another: its size and sums, one of them sensitive to the order of the samples."""
    first, targets = batch
    order = np.arange(1, first.shape[1] + 1)
    return first.shape[1], float(first.sum(dtype=np.float64)), float(first.sum(axis=0) @ order), float(targets.sum(dtype=np.float64))


def changed(what: str) -> None:
    """Raise for batches that come out differently."""
    message = f"reading batches again: expected what they were at first, got {what}. Turn off shuffling, dropping and random augmentation."
    raise DeterminismError(message)
