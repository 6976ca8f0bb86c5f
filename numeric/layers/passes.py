"""What a forward pass leaves for later products, wherever the samples lie in memory; every array is indexed feature-major."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.layers.buffers import Buffers
    from numeric.layers.slopes import Slopes

    Array = NDArray[Any]

SAMPLES_LAST, SAMPLES_FIRST = ORDERS = ("samples last", "samples first")


class Pass(Protocol):
    """A network at fixed parameters on N samples.

    `numeric.layers.forward.SamplesLast` holds all of it; `numeric.layers.samples_first.SamplesFirst` makes ``inputs`` and ``slopes``, which
    only products of several columns and what looks into layers ask for, at the first such question.

    Attributes:
        blocks: weights over biases, ``(n_i + 1, n_{i+1})``, views into the parameters.
        buffers: work space of the products that follow.
    """

    blocks: list[Array]
    buffers: Buffers

    @property
    def outputs(self) -> Array:
        """Those of the network, ``(n_out, N)``, in C order."""

    @property
    def samples(self) -> int:
        """The number N of samples."""

    @property
    def nbytes(self) -> int:
        """The memory of activations and slopes."""

    @property
    def inputs(self) -> list[Array]:
        """Of every layer, ``(n_i + 1, N)``; the last row is one."""

    @property
    def slopes(self) -> Slopes:
        """Of every layer, ``(n_{i+1}, N)``."""

    def second_derivatives(self, layer: int) -> Array | None:
        """The second derivative of the activation of a layer at the samples, ``(n_{i+1}, N)``; ``None`` where it is linear."""
