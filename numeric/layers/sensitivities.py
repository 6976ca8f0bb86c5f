r"""What a factor of the curvature in the outputs becomes at every layer: :math:`B_i = (\partial z / \partial s_i)^\top S`.

The row of sample n and column r of the root :math:`Q = S^\top J` is, layer by layer, the outer product of the input ``A_i[:, n]`` with
``B_i[:, r, n]``; so everything about :math:`Q^\top Q = J^\top S S^\top J` follows from the two, and J is never formed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.adjoint import adjoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from numeric.layers.adjoint import Visitor
    from numeric.layers.passes import Pass
    from numeric.losses.blocks.blocks import Blocks

    Array = NDArray[Any]

FLOOR = 1 << 22  # bytes of work space that are taken for granted, however small the problem
ALLOWANCE = 3 / 2  # beyond that, work space in units of the activations
COPIES = 4  # of the columns of the factor: as made, turned, and in the two buffers of the backward pass


def sensitivities(run: Pass, columns: Array) -> list[Array]:
    """``B_i``, ``(n_{i+1}, R, N)``, of every layer for the columns ``(R, n_out, N)`` of a factor."""
    found: list[Array] = [columns[:0]] * len(run.blocks)

    def keep(layer: int, U: Array) -> None:
        found[layer] = U.copy()

    _visited(run, columns, keep)
    return found


def _visited(run: Pass, columns: Array, visit: Visitor) -> None:
    adjoint(run, np.ascontiguousarray(columns.transpose(1, 0, 2)), [None] * len(run.blocks), visit=visit)


def visit_columns(run: Pass, blocks: Blocks, visit: Visitor) -> None:
    """Call ``visit(layer, B_i)``, ``(n_{i+1}, R, N)``, for a few columns of the factor at a time; no B outlives its call."""
    step = _at_once(run)
    for first in range(0, blocks.rank, step):
        _visited(run, blocks.factor(first, first + step), visit)


def column_chunks(run: Pass, blocks: Blocks) -> Iterator[list[Array]]:
    """The sensitivities for a few columns of the factor at a time, so that they stay within the activations and a half (or are one)."""
    step = _at_once(run)
    for first in range(0, blocks.rank, step):
        yield sensitivities(run, blocks.factor(first, first + step))


def _at_once(run: Pass) -> int:
    """How many columns fit into what a pass over them may hold."""
    widths = [block.shape[1] for block in run.blocks]
    column = (sum(widths) + COPIES * max(widths)) * run.samples * run.outputs.itemsize
    number: int = max(1, int(max(FLOOR, ALLOWANCE * run.nbytes)) // column)
    return number
