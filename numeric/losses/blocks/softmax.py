r"""The covariance of one draw from each of N categorical laws, :math:`w (\mathrm{diag}(p) - p p^\top)`, without ever forming 1 - p."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.largest import largest
from numeric.losses.blocks.blocks import Blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Softmax(Blocks):
    """Multinomial covariances.

    Args:
        probabilities: ``(K, N)``, columns that sum to one.
        weight: w, a number for all samples.

    Accuracy: a product is right to a few ulps of the largest term even where one probability is within an ulp of one, since directions
    are first taken relative to that of the likeliest class.
    """

    probabilities: Array
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Read the shape."""
        outputs, samples = self.probabilities.shape
        object.__setattr__(self, "outputs", outputs)
        object.__setattr__(self, "samples", samples)

    @cached_property
    def _likeliest(self) -> Array:
        """Where the likeliest class of each sample lies in the ravelled probabilities."""
        result: Array = largest(self.probabilities) * self.samples + np.arange(self.samples)
        return result

    def product(self, V: Array) -> Array:
        """``w p (v - <p, v>)`` in O(K) a sample."""
        classes, columns, samples = V.shape
        if columns == 1:
            flat = V.reshape(classes, samples)
            flat -= flat.ravel()[self._likeliest]
            flat -= np.einsum("cn,cn->n", self.probabilities, flat)
            flat *= self.probabilities
            flat *= self.probabilities.dtype.type(self.weight)
            return V
        best, each = self._likeliest // samples, np.arange(samples)
        V -= V[best, :, each].T
        V -= np.einsum("cn,ckn->kn", self.probabilities, V)
        V *= self.probabilities[:, None]
        V *= self.probabilities.dtype.type(self.weight)
        return V

    @property
    def rank(self) -> int:
        """One less than there are classes."""
        return len(self.probabilities) - 1

    def factor(self, first: int = 0, last: int | None = None) -> Array:
        r"""The Cholesky factor in closed form (Tanabe and Sagae 1992), K - 1 columns.

        With the tails :math:`q_j = p_{j+1} + \dots + p_K`: :math:`L_{jj} = \sqrt{p_j q_j / q_{j-1}}`, :math:`L_{ij} = -L_{jj} p_i / q_j`.
        """
        p = self.probabilities
        tails = np.zeros((len(p) + 1, self.samples), p.dtype)
        tails[:-1] = np.cumsum(p[::-1], axis=0)[::-1]  # tails[j] = p_j + ... + p_K
        chosen = range(self.rank)[first:last]
        columns = np.zeros((len(chosen), *p.shape), p.dtype)
        for place, j in enumerate(chosen):  # over classes, not samples
            ratio = np.divide(p[j:], tails[j + 1], out=np.zeros_like(p[j:]), where=tails[j + 1] > 0)
            pivot = np.sqrt(
                p[j] * np.divide(tails[j + 1], tails[j], out=np.zeros_like(p[j]), where=tails[j] > 0) * p.dtype.type(self.weight)
            )
            columns[place, j] = pivot
            columns[place, j + 1 :] = -pivot * ratio[1:]
        return columns

    def scaled(self, weight: float) -> Softmax:
        """The covariances times a number."""
        return Softmax(self.probabilities, self.weight * weight)
