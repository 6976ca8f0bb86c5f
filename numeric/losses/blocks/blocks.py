r"""What all of them can do. Arrays are feature-major: ``(n_out, N)``, or ``(n_out, k, N)`` for k directions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


class Blocks(ABC):
    """One symmetric matrix :math:`B_n`, ``(n_out, n_out)``, at each of N samples."""

    outputs: int
    samples: int

    @abstractmethod
    def product(self, V: Array) -> Array:
        """``B_n v_n`` for directions ``V``, ``(n_out, k, N)``, which are overwritten and returned."""

    @abstractmethod
    def factor(self, first: int = 0, last: int | None = None) -> Array:
        r"""The columns ``first:last`` of a factor ``(R, n_out, N)`` with :math:`\sum_r S_{r n} S_{r n}^\top = B_n`.

        The array is new: a backward pass overwrites it.

        Raises:
            CurvatureError: the matrices are not positive semidefinite.
        """

    @property
    @abstractmethod
    def rank(self) -> int:
        """The number R of columns of the factor."""

    @abstractmethod
    def scaled(self, weight: float) -> Blocks:
        """The matrices times a number."""

    def dense(self, dtype: type[np.floating[Any]] = np.float64) -> Array:
        """The matrices themselves, ``(N, n_out, n_out)``: for tests and small outputs."""
        unit = np.eye(self.outputs, dtype=dtype)
        return self.product(np.repeat(unit[:, :, None], self.samples, axis=2)).transpose(2, 0, 1)
