r"""The backward pass: what the parameters owe to directions of the outputs, :math:`J^\top u`, for k directions at once.

:math:`U_L = u`; then, layer by layer, :math:`U_i \gets U_i \circ \phi_i'`, the gradient :math:`\bar G_i = A_{i-1} U_i^\top`, and
:math:`U_{i-1} = W_i U_i`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numeric.layers.gemm import accumulate, inner_products, multiply
from numeric.layers.samples_first import SamplesFirst

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from numeric.layers.passes import Pass

    Array = NDArray[Any]
    Visitor = Callable[[int, Array], None]


def adjoint(  # noqa: PLR0913 - one pass serves all products
    run: Pass, U: Array, out: Sequence[Array | None], *, add: bool = False, visit: Visitor | None = None, top: int | None = None
) -> None:
    r"""Write (or add) the products ``(n_i + 1, n_{i+1}, k)`` into ``out``; ``U``, ``(n_out, k, N)``, is overwritten.

    Args:
        run: the forward pass.
        U: directions of the outputs, C-contiguous.
        out: for every layer an array to write to, C-contiguous; ``None`` leaves the layer out.
        add: whether to add to what ``out`` holds.
        visit: called with the number of a layer and its :math:`U_i` after the slope, ``(n_{i+1}, k, N)``; it may change it.
        top: the layer at whose outputs ``U`` stands; the last by default.
    """
    if isinstance(run, SamplesFirst) and U.shape[1] == 1 and visit is None and top is None:
        run.adjoint(U[:, 0], out, add=add)
        return
    lowest = 0
    while visit is None and lowest < len(out) and out[lowest] is None:
        lowest += 1
    for layer in range(len(out) - 1 if top is None else top, lowest - 1, -1):
        block = out[layer]
        run.slopes.scale(layer, U)
        if visit is not None:
            visit(layer, U)
        if block is not None:
            _gradient(run, layer, U, block, add=add)
        if layer > lowest:
            U = back(run, layer, U)


def back(run: Pass, layer: int, U: Array) -> Array:
    """``W U``: the directions ``(n_i, k, N)`` of the activations below a layer."""
    weight = run.blocks[layer][:-1]
    width, columns, samples = U.shape
    below = run.buffers.take(f"tangent {(layer + 1) % 2}", len(weight), columns, samples)
    multiply(weight, U.reshape(width, columns * samples), below.reshape(len(weight), columns * samples))
    return below


def _gradient(run: Pass, layer: int, U: Array, block: Array, *, add: bool) -> None:
    width, columns, samples = U.shape
    inputs, flat = run.inputs[layer], U.reshape(width * columns, samples)
    target = block.reshape(len(inputs), width * columns)
    if add:
        accumulate(inputs, flat.T, target, run.buffers)
    else:
        inner_products(inputs, flat, target, run.buffers)
