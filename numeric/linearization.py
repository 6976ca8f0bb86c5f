r"""A problem at fixed parameters: everything that later products reuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import DomainError, PrecisionError, ShapeError
from numeric.layers.adjoint import adjoint
from numeric.layers.tangent import tangent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from numeric.layers.forward import Pass
    from numeric.losses.blocks.blocks import Blocks
    from numeric.losses.loss import Loss
    from numeric.problem import Problem

    Array = NDArray[Any]


@dataclass(eq=False, slots=True)
class Piece:
    """One batch at fixed parameters.

    Args:
        index: its place among the batches.
        run: the forward pass on it.
        targets: as the loss made them.
        loss: the loss.
        weight: of every sample in the sum over all batches: one over N for a mean, one for a sum.
    """

    index: int
    run: Pass
    targets: Array
    loss: Loss
    weight: float
    backward: Any = None  # what the Hessian keeps
    _blocks: dict[str, Blocks] = field(default_factory=dict)

    def value(self) -> float:
        """The weighted loss, summed in float64."""
        return self.weight * float(self.loss.value(self.run.outputs, self.targets).sum(dtype=np.float64))

    def residuals(self, out: Array | None = None) -> Array:
        """The weighted gradient in the outputs, ``(n_out, N)``, in ``out`` or in a buffer."""
        outputs = self.run.outputs
        result = self.run.buffers.take("residuals", *outputs.shape) if out is None else out
        return self.loss.weighted_gradient(outputs, self.targets, outputs.dtype.type(self.weight), result)

    def blocks(self, name: str, make: Callable[[Piece], Blocks]) -> Blocks:
        """The curvature in the outputs of this name, weighted; made once.

        Raises:
            DomainError: it is not finite.
        """
        if name not in self._blocks:
            made, outputs = make(self).scaled(self.weight), self.run.outputs
            with np.errstate(all="ignore"):
                require_finite(made.product(np.ones((len(outputs), 1, self.run.samples), outputs.dtype)), "the curvature of the loss")
            self._blocks[name] = made
        return self._blocks[name]


class Linearization:
    r"""Activations and slopes of all samples at ``theta``, with the value, the gradient and the Jacobian's two products.

    Samples are rows, as in the data. Activations are kept up to ``problem.cache_bytes``; what does not fit is computed anew at
    each product. Not for two threads at once: products share buffers.
    """

    def __init__(self, problem: Problem, theta: Array) -> None:
        """Hold a copy of ``theta``, checked; nothing is computed before it is asked for."""
        self.problem = problem
        self.theta = problem.buffers.kept.take(problem.size)
        problem.network.layout.copy(theta, self.theta, "linearising a problem")
        self.theta.flags.writeable = False
        self._kept: list[Piece] = []
        self._kept_bytes = 0
        self._complete = False

    @property
    def size(self) -> int:
        """The number n of parameters."""
        return self.problem.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """The precision of all results."""
        return self.problem.dtype

    def pieces(self) -> Iterator[Piece]:
        """The batches one after the other; kept ones are reused."""
        yield from self._kept
        if self._complete:
            return
        problem = self.problem
        for index, (first, targets) in enumerate(problem.batches()):
            if index < len(self._kept):
                continue
            run = problem.network.run(self.theta, first, problem.buffers)
            piece = Piece(index, run, targets, problem.loss, problem.weight)
            held = self._kept_bytes + problem.network.held * run.samples * self.dtype.itemsize
            if index == len(self._kept) and held <= problem.cache_bytes:
                self._kept.append(piece)
                self._kept_bytes = held
                self._complete = len(self._kept) == problem.batch_count
            yield piece

    def keeps(self, piece: Piece) -> bool:
        """Whether the batch is kept between products."""
        return piece.index < len(self._kept)

    @cached_property
    def value(self) -> float:
        """The loss in nats, mean or sum as the problem says.

        Raises:
            DomainError: it is not finite.
        """
        value = sum(piece.value() for piece in self.pieces())
        require_finite(np.array(value), "the loss")
        return value

    @cached_property
    def gradient(self) -> Array:
        """The gradient ``(n,)``; read-only.

        Raises:
            DomainError: what comes back to the first layer is not finite, as it is where outputs or residuals are not; every entry is
                looked at by :meth:`numeric.problem.Problem.gradient`.
        """
        result = self.problem.buffers.kept.take(self.size)
        blocks = self.problem.network.layout.blocks(result)
        for piece in self.pieces():
            adjoint(piece.run, piece.residuals()[:, None], blocks, add=piece.index > 0)
        require_finite(blocks[0][-1], "the gradient")
        result.flags.writeable = False
        return result

    @property
    def outputs(self) -> Array:
        """The outputs of the network, ``(N, n_out)``."""
        return np.concatenate([piece.run.outputs.T for piece in self.pieces()])

    def jvp(self, v: Array) -> Array:
        """The derivative ``(N, n_out)`` of the outputs along ``v``, ``(n,)``; for ``(n, k)`` it is ``(N, n_out, k)``."""
        columns = as_columns(v, self.size, self.dtype, "multiplying by the Jacobian")
        blocks = self.problem.network.layout.blocks(columns)
        parts = [tangent(piece.run, blocks, columns.shape[1]).transpose(2, 0, 1).copy() for piece in self.pieces()]
        result = np.concatenate(parts)
        return result[:, :, 0] if np.ndim(v) == 1 else result

    def vjp(self, U: Array) -> Array:
        """The transposed Jacobian times ``U``, ``(N, n_out)`` or ``(N, n_out, k)``: ``(n,)`` or ``(n, k)``, unweighted."""
        array = np.asarray(U, self.dtype)
        expected = (self.problem.samples, self.problem.network.sizes[-1])
        if array.shape[:2] != expected or array.ndim not in {2, 3}:
            message = f"multiplying by the transposed Jacobian: expected shape {expected}, got {array.shape}. Samples are rows."
            raise ShapeError(message)
        block = array if array.ndim == 3 else array[:, :, None]  # noqa: PLR2004 - with k directions
        result = np.zeros((self.size, block.shape[2]), self.dtype)
        out = list(self.problem.network.layout.blocks(result))
        start = 0
        for piece in self.pieces():
            stop = start + piece.run.samples
            adjoint(piece.run, np.ascontiguousarray(block[start:stop].transpose(1, 2, 0)).copy(), out, add=piece.index > 0)
            start = stop
        return result[:, 0] if array.ndim == 2 else result  # noqa: PLR2004 - one direction


def require_finite(array: Array, what: str) -> None:
    """Raise :class:`DomainError` for nan and infinities; a finite sum of squares, found in one pass, has none."""
    flat = array.ravel()
    if not isfinite(np.vdot(flat, flat)) and not np.isfinite(array).all():
        message = f"computing {what}: expected finite numbers, got nan or infinity. Shorten the step or rescale the data."
        raise DomainError(message)


def as_columns(v: Array, size: int, dtype: np.dtype[Any], doing: str) -> Array:
    """A vector ``(n,)`` or columns ``(n, k)`` as a C-contiguous ``(n, k)`` of ``dtype``."""
    array = np.asarray(v)
    if array.ndim not in {1, 2} or len(array) != size:
        message = f"{doing}: expected shape ({size},) or ({size}, k), got {array.shape}. Ravel the layers in the order of `views`."
        raise ShapeError(message)
    if array.dtype.kind not in "fiub":
        message = f"{doing}: expected real numbers, got {array.dtype}. Multiply the real and the imaginary part."
        raise PrecisionError(message)
    return np.ascontiguousarray(array[:, None] if array.ndim == 1 else array, dtype)
