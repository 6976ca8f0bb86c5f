"""KFAC: every layer's Fisher block as a Kronecker product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from scipy.linalg import cho_solve

from numeric.curvature.fisher import Fisher
from numeric.curvature.inverses import check_damping, factored
from numeric.curvature.kronecker import Factors, Spectral, SpectralCurvature, factors, inverted, sandwich
from numeric.curvature.operator import Curvature
from numeric.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from numeric.curvature.output import OutputCurvature
    from numeric.linearization import Linearization

    Array = NDArray[Any]


class KroneckerFactoredFisher(Curvature):
    r"""The blocks :math:`F_i \approx E[\bar a \bar a^\top] \otimes E[g g^\top]` (Martens and Grosse 2015) of the Fisher matrix.

    Exact for one sample, and where g does not depend on the sample (deep linear networks under the squared error). The weights of the
    reduction stand in the second factor alone, so the matrix is on the scale of :class:`Fisher` for means and for sums.

    Args:
        linearization: the problem at fixed parameters.
        fisher: the matrix whose root gives g; the exact Fisher matrix by default, or one with drawn or given targets.
    """

    name: ClassVar[str] = "kronecker_factored_fisher"
    claim: ClassVar[str] = "M8.2, M8.7"

    def __init__(self, linearization: Linearization, fisher: OutputCurvature | None = None) -> None:
        """Compute all factors."""
        super().__init__(linearization)
        self.factors: list[Factors] = factors(Fisher(linearization) if fisher is None else fisher)

    def product(self, V: Array, out: Array) -> Array:
        """Two small matrix products a layer."""
        layout = self.linearization.problem.network.layout
        for factor, direction, target in zip(self.factors, layout.blocks(V), layout.blocks(out), strict=True):
            target[...] = sandwich(factor.inputs, direction, factor.outputs)
        return out

    def diagonal(self) -> Array:
        """Products of the diagonals of the factors."""
        return np.concatenate([np.outer(np.diagonal(each.inputs), np.diagonal(each.outputs)).ravel() for each in self.factors])

    def inverse(self, damping: float, rule: Literal["exact", "factored"] = "exact") -> Curvature:
        r"""The damped inverse.

        ``"exact"`` is :math:`(A \otimes G + \lambda I)^{-1}` by the bases of the factors. ``"factored"`` is
        :math:`(A + \pi \sqrt\lambda I)^{-1} \otimes (G + \sqrt\lambda / \pi\, I)^{-1}` with :math:`\pi^2` the ratio of the mean
        eigenvalues: cheaper, but it adds more than lambda to the identity's part.

        Raises:
            DomainError: an unknown rule or a negative damping.
            SingularError: no damping, and a factor without inverse.
        """
        shift = check_damping(damping)
        if rule == "factored":
            return FactoredInverse(self.linearization, self.factors, shift)
        if rule != "exact":
            message = f"inverting Kronecker factors: expected rule 'exact' or 'factored', got {rule!r}. Say which damping is meant."
            raise DomainError(message)
        return SpectralCurvature(self.linearization, [inverted(spectral(each), shift) for each in self.factors])


def spectral(factor: Factors) -> Spectral:
    """A Kronecker product in the bases of its factors."""
    (a, left), (g, right) = np.linalg.eigh(factor.inputs), np.linalg.eigh(factor.outputs)
    return Spectral(left, right, np.outer(np.maximum(a, 0), np.maximum(g, 0)))


class FactoredInverse(Curvature):
    """The inverses of Kronecker factors that were damped one by one.

    Args:
        linearization: the problem at fixed parameters.
        layers: the factors.
        damping: split between the two in proportion to their scales.
    """

    name: ClassVar[str] = "factored_inverse"
    claim: ClassVar[str] = "M9.7"

    def __init__(self, linearization: Linearization, layers: Sequence[Factors], damping: float) -> None:
        """Factor both of every layer."""
        super().__init__(linearization)
        self._factors = []
        for index, each in enumerate(layers):
            left, right = float(np.trace(each.inputs)) / len(each.inputs), float(np.trace(each.outputs)) / len(each.outputs)
            ratio = (left / right) ** 0.5 if right > 0 else 1.0
            self._factors.append(
                (
                    factored(each.inputs.copy(), ratio * damping**0.5, f"the first Kronecker factor of layer {index}"),
                    factored(each.outputs.copy(), damping**0.5 / ratio, f"the second Kronecker factor of layer {index}"),
                )
            )

    def product(self, V: Array, out: Array) -> Array:
        """Four triangular solves a layer."""
        layout = self.linearization.problem.network.layout
        for (first, second), direction, target in zip(self._factors, layout.blocks(V), layout.blocks(out), strict=True):
            rows, width, columns = direction.shape
            half = cho_solve(first, direction.reshape(rows, width * columns), check_finite=False).reshape(rows, width, columns)
            turned = np.ascontiguousarray(half.transpose(1, 0, 2)).reshape(width, rows * columns)
            target[...] = cho_solve(second, turned, check_finite=False).reshape(width, rows, columns).transpose(1, 0, 2)
        return out


MATRIX = KroneckerFactoredFisher
