r"""What a loss declares: its value, its derivatives in the outputs, the law it is the negative log-density of, and what is proved of it.

Arrays are feature-major: outputs ``z`` are ``(n_out, N)``, targets what :meth:`Loss.targets` makes of the data. Values are in nats.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from numeric.errors import DomainError, PrecisionError, ShapeError
from numeric.layers.blocking import row_blocks
from numeric.losses.blocks.diagonal import Diagonal

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from numeric.losses.blocks.blocks import Blocks

    Array = NDArray[Any]


class Loss(ABC):
    r"""A loss :math:`L(y, z)` and the law :math:`r(y | z) \propto e^{-L}` of the target.

    Attributes:
        name: as in the registry of derived losses.
        fisher_is_hessian: whether :math:`F_R = H_L` at every target and output, so that G = F.
        claim: the entry of the ledger that proves or refutes it.
        convex: whether L is convex in z, so that the generalised Gauss-Newton matrix is positive semidefinite.
    """

    name: ClassVar[str]
    fisher_is_hessian: ClassVar[bool]
    claim: ClassVar[str]
    convex: ClassVar[bool] = True

    def targets(self, Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
        """Targets ``(N, n_out)`` (or ``(N,)`` for one output) checked and feature-major, ``(n_out, N)``.

        Raises:
            ShapeError: another shape.
            DomainError: a value outside of the law's support.
        """
        return real_targets(Y, outputs, dtype)

    def check_outputs(self, outputs: int) -> None:  # noqa: B027 - most are defined for any number
        """Raise :class:`ShapeError` where the loss is not defined for so many outputs."""

    @abstractmethod
    def value(self, z: Array, y: Array) -> Array:
        """The loss of every sample, ``(N,)``."""

    @abstractmethod
    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """The gradient in the outputs, ``(n_out, N)``."""

    def weighted_gradient(self, z: Array, y: Array, weight: np.floating[Any], out: Array) -> Array:
        """The gradient in the outputs times a number, ``(n_out, N)``, written to ``out``."""
        result = self.gradient(z, y, out=out)
        result *= weight
        return result

    @abstractmethod
    def hessian(self, z: Array, y: Array) -> Blocks:
        """The Hessian in the outputs at every sample."""

    @abstractmethod
    def fisher(self, z: Array) -> Blocks:
        """The Fisher matrix of the law in its parameters z at every sample: the second moment of the score under the law."""

    @abstractmethod
    def sample(self, z: Array, generator: np.random.Generator) -> Array:
        """Targets drawn from the law at z, in the form of :meth:`targets`."""


class Generated(Loss):
    """A loss whose functions are generated from its derivation: a declaration of their module, the targets, and how these are drawn.

    Draws stay by hand: they call NumPy's generators, which no expression says.

    Attributes:
        formulas: the module, ``numeric/kernels/losses/NAME``; its ``OPTIONS`` name fields of the loss, and it knows the verdicts on
            convexity and on :math:`F_R = H_L`, which are none of the declaration.
    """

    formulas: ClassVar[ModuleType]

    def __init_subclass__(cls) -> None:
        """Take over what is proved of the curvature."""
        super().__init_subclass__()
        if "formulas" in vars(cls):
            cls.fisher_is_hessian, cls.convex = cls.formulas.FISHER_IS_HESSIAN, cls.formulas.CONVEX

    @cached_property
    def options(self) -> tuple[float, ...]:
        """What the formulas take after the arrays."""
        return tuple(float(getattr(self, name)) for name in self.formulas.OPTIONS)


class Separable(Generated):
    """A loss that is a sum over outputs of one loss of one output; so are the derivatives."""

    def terms(self, z: Array, y: Array) -> Array:
        """The loss of every output, ``(n_out, N)``."""
        result: Array = self.formulas.value(z, y, *self.options)
        return result

    def gradient(self, z: Array, y: Array, out: Array | None = None) -> Array:
        """The derivative in every output."""
        result: Array = self.formulas.gradient(z, y, *self.options, out=out)
        return result

    def second(self, z: Array, y: Array) -> Array:
        """The second derivative, ``(n_out, N)``."""
        result: Array = self.formulas.second(z, y, *self.options)
        return result

    def information(self, z: Array) -> Array:
        """The Fisher information of one target, ``(n_out, N)``."""
        result: Array = self.formulas.information(z, *self.options)
        return result

    @abstractmethod
    def draw(self, z: Array, generator: np.random.Generator) -> Array:
        """Targets of some of the outputs, drawn from the law at z."""

    def sample(self, z: Array, generator: np.random.Generator) -> Array:
        """Draws for a few outputs at a time."""
        result: Array | None = None
        for rows in row_blocks(*z.shape):
            drawn = self.draw(z[rows], generator)
            result = np.empty(z.shape, drawn.dtype) if result is None else result
            result[rows] = drawn
        assert result is not None  # noqa: S101 - a network has outputs
        return result

    def value(self, z: Array, y: Array) -> Array:
        """The sum over the outputs."""
        total: Array = self.terms(z, y).sum(axis=0)
        return total

    def weighted_gradient(self, z: Array, y: Array, weight: np.floating[Any], out: Array) -> Array:
        """The same, a few outputs at a time."""
        for rows in row_blocks(*z.shape):
            super().weighted_gradient(z[rows], y[rows], weight, out[rows])
        return out

    def hessian(self, z: Array, y: Array) -> Blocks:
        """Diagonal."""
        return Diagonal(self.second(z, y))

    def fisher(self, z: Array) -> Blocks:
        """Diagonal."""
        return Diagonal(self.information(z))


def real_targets(Y: Array, outputs: int, dtype: np.dtype[Any]) -> Array:
    """Finite real targets, feature-major and contiguous, ``(n_out, N)``."""
    array = np.asarray(Y)
    if array.ndim == 1 and outputs == 1:
        array = array[:, None]
    if array.ndim != 2 or array.shape[1] != outputs:  # noqa: PLR2004 - a matrix
        message = f"reading targets: expected shape (N, {outputs}), got {array.shape}. Give one row a sample and one column an output."
        raise ShapeError(message)
    if array.dtype.kind not in "fiub" or not np.isfinite(array).all():
        message = f"reading targets: expected finite numbers, got {array.dtype} with nan, infinity or no numbers. Clean the data."
        raise DomainError(message)
    with np.errstate(over="ignore"):
        result: Array = np.ascontiguousarray(array.T, dtype)
    if dtype.itemsize < array.dtype.itemsize and not np.isfinite(result).all():
        largest = f"{np.abs(array).max():.3g}"
        message = f"reading targets: expected numbers that fit into {dtype}, got up to {largest}. Rescale them, or give float64 samples."
        raise PrecisionError(message)
    return result


def positive(value: float, what: str) -> float:
    """The number, if it is positive and finite."""
    if not 0 < value < np.inf:
        message = f"making a loss: expected a positive {what}, got {value}. Give a positive number."
        raise DomainError(message)
    return float(value)
