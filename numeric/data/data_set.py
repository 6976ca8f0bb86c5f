"""Inputs and targets with a name, checked when they are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import DomainError, NumericError, ShapeError

if TYPE_CHECKING:
    from numpy.typing import NDArray


class DataError(NumericError):
    """A data set is not there: install what the message names."""


@dataclass(frozen=True)
class DataSet:
    """Inputs ``(N, n)`` and targets ``(N,)`` or ``(N, m)``.

    Args:
        name: as in the registry.
        inputs: finite numbers.
        targets: class numbers, or real values; the inputs themselves for an autoencoder.
        origin: one sentence on where the data come from.
    """

    name: str
    inputs: NDArray[Any]
    targets: NDArray[Any]
    origin: str

    def __post_init__(self) -> None:
        """Refuse data that no method can learn from."""
        if self.inputs.ndim != 2 or len(self.inputs) != len(self.targets) or not len(self.inputs):  # noqa: PLR2004 - a matrix
            message = f"Making a data set: expected N > 0 inputs and targets, got {self.inputs.shape}, {self.targets.shape}. Reshape them."
            raise ShapeError(message)
        if not (np.isfinite(self.inputs).all() and np.isfinite(self.targets).all()):
            message = f"Making a data set: expected finite numbers, got nan or infinity in {self.name!r}. Clean the data."
            raise DomainError(message)

    def drawn(self, samples: int | None, seed: int) -> DataSet:
        """As many samples drawn without replacement, in the data's order.

        Raises:
            DomainError: there are not so many.
        """
        if samples is None or samples == len(self.inputs):
            return self
        if not 1 <= samples <= len(self.inputs):
            message = f"Drawing samples: expected 1 to {len(self.inputs)} of {self.name!r}, got {samples}. Ask for fewer."
            raise DomainError(message)
        chosen = np.sort(np.random.default_rng(seed).choice(len(self.inputs), samples, replace=False))
        return DataSet(self.name, self.inputs[chosen], self.targets[chosen], self.origin)


def standardised(columns: NDArray[Any]) -> NDArray[Any]:
    """Columns of mean 0 and variance 1; constant columns become 0."""
    centred = columns - columns.mean(axis=0)
    scale = centred.std(axis=0)
    result: NDArray[Any] = centred / np.where(scale > 0, scale, 1)
    return result
