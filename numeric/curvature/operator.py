"""What every curvature matrix is: a symmetric linear operator on the parameters of a problem at fixed parameters."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from scipy.sparse.linalg import LinearOperator

from numeric.checks import as_columns
from numeric.errors import DeterminismError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from numeric.linearization import Linearization

    Array = NDArray[Any]

FLOOR = 1 << 25  # bytes of work space that are taken for granted, however small the problem
ALLOWANCE = 2  # beyond that, work space in units of the activations


class Curvature(LinearOperator):  # type: ignore[misc]
    """A symmetric matrix ``(n, n)`` that is never formed; ``@`` takes vectors ``(n,)`` and blocks ``(n, k)``.

    Products are computed and returned in the precision of the problem. Not for two callers at once: products share buffers.

    Attributes:
        name: of the file that holds it.
        claim: entries of the ledger that justify it.
        positive: whether it is positive semidefinite for every loss and network.

    Args:
        linearization: the problem at fixed parameters.
    """

    name: ClassVar[str]
    claim: ClassVar[str]
    positive: ClassVar[bool] = True

    def __init__(self, linearization: Linearization) -> None:
        """Hold the problem at fixed parameters."""
        super().__init__(linearization.dtype, (linearization.size, linearization.size))
        self.linearization = linearization

    @abstractmethod
    def product(self, V: Array, out: Array) -> Array:
        """The product with C-contiguous columns ``V``, ``(n, k)``, written to ``out``, ``(n, k)``, C-contiguous and not ``V``."""

    @property
    def columns_at_once(self) -> int:
        """How many columns are multiplied at a time, so that the work space stays within twice the activations or 32 MiB."""
        problem = self.linearization.problem
        samples = problem.batch_samples * min(problem.threads, problem.batch_count)
        column = (self.features_at_once * samples + (problem.threads - 1) * problem.size) * self.dtype.itemsize
        activations = 2 * sum(problem.network.sizes[1:]) * samples * self.dtype.itemsize
        number: int = max(1, max(FLOOR, ALLOWANCE * activations) // column)
        return number

    @property
    def features_at_once(self) -> int:
        """How many features of one column a product holds at a time: two layers and a scratch."""
        return 3 * max(self.linearization.problem.network.sizes)

    def _matvec(self, v: Array) -> Array:
        columns = as_columns(v.reshape(-1), self.shape[0], self.dtype, f"multiplying by the {self.name}")
        return self.product(columns, self.linearization.problem.buffers.kept.take(*columns.shape))[:, 0]

    def _matmat(self, V: Array) -> Array:
        result, step = np.empty(V.shape, self.dtype), self.columns_at_once
        for first in range(0, V.shape[1], step):
            columns = as_columns(V[:, first : first + step], self.shape[0], self.dtype, f"multiplying by the {self.name}")
            result[:, first : first + step] = self.product(columns, np.empty_like(columns))
        return result

    def _adjoint(self) -> Curvature:
        return self

    def _transpose(self) -> Curvature:
        return self

    def unit_blocks(self) -> Iterator[tuple[slice, Array]]:
        """Columns of the identity, a few at a time, with their places."""
        for first in range(0, self.shape[0], self.columns_at_once):
            place = slice(first, min(first + self.columns_at_once, self.shape[0]))
            units = np.zeros((self.shape[0], place.stop - first), self.dtype)
            units[np.arange(first, place.stop), np.arange(place.stop - first)] = 1
            yield place, units

    def to_dense(self) -> Array:
        """The matrix ``(n, n)`` itself, exactly symmetric: the mean of what the products give and its transpose."""
        result = np.empty(self.shape, self.dtype)
        for place, units in self.unit_blocks():
            result[:, place] = self.product(units, np.empty_like(units))
        return (result + result.T) / 2

    def diagonal(self) -> Array:
        """The exact diagonal ``(n,)``, at the cost of n products; subclasses know cheaper ways."""
        result = np.empty(self.shape[0], self.dtype)
        for place, units in self.unit_blocks():
            product = self.product(units, np.empty_like(units))
            result[place] = product[np.arange(place.start, place.stop), np.arange(product.shape[1])]
        return result

    def check_deterministic(self, seed: int = 0) -> None:
        """Multiply one random vector twice.

        Raises:
            DeterminismError: the two products differ in any bit.
        """
        v = np.random.default_rng(seed).standard_normal(self.shape[0]).astype(self.dtype)
        if not np.array_equal(self @ v, self @ v):
            message = (
                f"multiplying twice by the {self.name}: expected equal products, got different ones. Make the data and seeds repeatable."
            )
            raise DeterminismError(message)
