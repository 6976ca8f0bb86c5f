r"""The linearised forward pass: what a direction of the parameters does to the outputs, :math:`J v`, for k directions at once.

:math:`\dot S_i = \bar V_i^\top A_{i-1} + W_i^\top \dot A_{i-1}`, :math:`\dot A_i = \phi_i'(S_i) \circ \dot S_i`. A block of columns
``(n, k)`` in C order is, layer by layer, a matrix ``(n_i + 1, n_{i+1} k)``: one matrix product serves all k.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.layers.gemm import accumulate, multiply
from numeric.layers.samples_first import SamplesFirst

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from numeric.layers.passes import Pass

    Array = NDArray[Any]
    Visitor = Callable[[int, Array], None]


def tangent(run: Pass, directions: Sequence[Array | None], columns: int, visit: Visitor | None = None) -> Array:
    r"""The derivative ``(n_out, k, N)`` of the outputs along ``directions``, in a buffer of ``run`` that the caller may overwrite.

    Args:
        run: the forward pass.
        directions: for every layer ``(n_i + 1, n_{i+1}, k)`` or, for one column, ``(n_i + 1, n_{i+1})``; ``None`` leaves the layer alone.
        columns: their number k.
        visit: called with the number of a layer and its :math:`\dot S_i`, ``(n_{i+1}, k, N)``, which it must not change.
    """
    if isinstance(run, SamplesFirst) and columns == 1 and visit is None:
        return run.tangent(directions)[:, None]
    before: Array | None = None
    for layer, direction in enumerate(directions):
        before = _layer(run, layer, direction, columns, before)
        if before is None:
            continue
        if visit is not None:
            visit(layer, before)
        slopes = run.slopes[layer]
        if slopes is not None:
            np.multiply(before, slopes[:, None], out=before)
    if before is None:
        return np.zeros((len(run.outputs), columns, run.samples), run.outputs.dtype)
    return before


def _layer(run: Pass, layer: int, direction: Array | None, columns: int, before: Array | None) -> Array | None:
    """The derivative of the argument of one layer, ``(n_{i+1}, k, N)``."""
    if direction is None and before is None:
        return None
    rows, width, samples = *run.blocks[layer].shape, run.samples
    result = run.buffers.take(f"tangent {layer % 2}", width, columns, samples)
    if direction is not None:
        multiply(direction.reshape(rows, width * columns).T, run.inputs[layer], result.reshape(width * columns, samples))
    if before is None:
        return result
    flat, wide, weight = before.reshape(rows - 1, columns * samples), result.reshape(width, columns * samples), run.blocks[layer][:-1]
    if direction is None:
        multiply(weight.T, flat, wide)
    else:
        accumulate(weight.T, flat, wide, run.buffers)
    return result
