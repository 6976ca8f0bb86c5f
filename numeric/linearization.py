r"""A problem at fixed parameters: everything that later products reuse."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.checks import as_columns, require_finite
from numeric.errors import ShapeError
from numeric.layers.adjoint import adjoint
from numeric.layers.blocking import row_blocks
from numeric.layers.passes import SAMPLES_FIRST
from numeric.layers.tangent import tangent
from numeric.layers.threads import in_order, rounds, together
from numeric.piece import Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from numeric.batches import Batch
    from numeric.problem import Problem

    Array = NDArray[Any]
    Work = Callable[..., None]  # of a batch, the blocks to write to, and whether to add to what they hold


class Linearization:
    r"""Activations and slopes of all samples at ``theta``, with the value, the gradient and the Jacobian's two products.

    Samples are rows, as in the data. Activations are kept up to ``problem.cache_bytes``; what does not fit is computed anew at
    each product. With `problem.threads` above one, as many batches are worked on at a time. Not for two callers at once: products share
    buffers.
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

    def rounds(self) -> Iterator[list[Piece]]:
        """The batches, as many at a time as there are threads; kept ones are reused."""
        problem, threads, place = self.problem, self.problem.threads, 0
        while place < len(self._kept):
            yield self._kept[place : place + threads]
            place += threads
        if self._complete:
            return
        for number, batches in enumerate(rounds(problem.batches(), threads)):
            first = number * threads
            if first < place:
                continue
            yield self._kept[first : first + threads] or self._made(first, batches)

    def _made(self, first: int, batches: list[Batch]) -> list[Piece]:
        """The pieces of one round, the first of which has this place among all; kept if they follow those that are, and fit."""
        works = [partial(self._piece, index, batch) for index, batch in enumerate(batches, first)]
        pieces = together(works, self.problem.threads)
        count = sum([piece.run.samples for piece in pieces])
        orders = 2 if self.problem.layout == SAMPLES_FIRST else 1  # the other may be asked for
        held = self._kept_bytes + orders * self.problem.network.held * count * self.problem.dtype.itemsize
        if first == len(self._kept) and held <= self.problem.cache_bytes:
            self._kept += pieces
            self._kept_bytes = held
            self._complete = len(self._kept) == self.problem.batch_count
        return pieces

    def _piece(self, index: int, batch: Batch) -> Piece:
        """The forward pass on one batch, in the work space of one thread."""
        first, targets = batch
        problem = self.problem
        run = problem.network.run(self.theta, first, problem.workspaces[index % problem.threads], problem.layout)
        return Piece(index, run, targets, problem.loss, problem.weight)

    def pieces(self) -> Iterator[Piece]:
        """The batches one after the other; kept ones are reused."""
        for some in self.rounds():
            yield from some

    def total(self, work: Work, out: Array) -> Array:
        """The sum over all batches of what ``work(piece, blocks, add)`` writes (or adds) to ``blocks``, in ``out``.

        The blocks are those of a vector ``(n,)`` or of columns ``(n, k)``, as ``out`` is. Every thread adds up its own batches in their
        order, and these sums are added in the order of the threads.
        """
        problem, sums = self.problem, [out]
        blocks = [problem.network.layout.blocks(out)]
        if problem.threads == 1:  # the same with fewer calls, which small problems feel
            for piece in self.pieces():
                work(piece, blocks[0], add=piece.index > 0)
            return out
        for pieces in self.rounds():
            for workspace in problem.workspaces[len(sums) : len(pieces)]:
                sums.append(workspace.take("sum", *out.shape))
                blocks.append(problem.network.layout.blocks(sums[-1]))
            pairs = zip(pieces, blocks, strict=False)  # the last round may have fewer
            works = [partial(work, piece, targets, add=piece.index >= problem.threads) for piece, targets in pairs]
            together(works, problem.threads)
        return added(sums, problem.threads)

    def keeps(self, piece: Piece) -> bool:
        """Whether the batch is kept between products."""
        return piece.index < len(self._kept)

    def _of_all(self, function: Callable[[Piece], Any]) -> Iterator[Any]:
        """What a function returns for every batch, in order."""
        return in_order(function, ((piece,) for piece in self.pieces()), self.problem.threads)

    @cached_property
    def value(self) -> float:
        """The loss in nats, mean or sum as the problem says.

        Raises:
            DomainError: it is not finite.
        """
        value = float(sum(self._of_all(Piece.value)))
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

        def part(piece: Piece, blocks: Sequence[Array], *, add: bool) -> None:
            adjoint(piece.run, piece.residuals()[:, None], blocks, add=add)

        self.total(part, result)
        require_finite(self.problem.network.layout.blocks(result)[0][-1], "the gradient")
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

        def part(piece: Piece) -> Array:
            return tangent(piece.run, blocks, columns.shape[1]).transpose(2, 0, 1).copy()

        result = np.concatenate(list(self._of_all(part)))
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
        ends = np.cumsum(self.problem.counts)

        def part(piece: Piece, blocks: Sequence[Array], *, add: bool) -> None:
            rows = block[ends[piece.index] - piece.run.samples : ends[piece.index]]
            adjoint(piece.run, np.ascontiguousarray(rows.transpose(1, 2, 0)).copy(), blocks, add=add)

        self.total(part, result)
        return result[:, 0] if array.ndim == 2 else result  # noqa: PLR2004 - one direction


def added(sums: list[Array], threads: int) -> Array:
    """The first of the arrays ``(n, ...)`` plus all others, one after the other, written to the first."""
    out = sums[0]
    if len(sums) == 1:
        return out

    def slice_of(rows: slice) -> None:
        for each in sums[1:]:
            np.add(out[rows], each[rows], out=out[rows])

    together([partial(slice_of, rows) for rows in row_blocks(len(out), 1, -(-len(out) // threads))], threads)
    return out
