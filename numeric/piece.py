"""One batch of a problem at fixed parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.checks import require_finite

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from numeric.layers.passes import Pass
    from numeric.losses.blocks.blocks import Blocks
    from numeric.losses.loss import Loss

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
