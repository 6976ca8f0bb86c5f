"""What is timed of BackPACK: the product of its Hessian-free module with the Gauss-Newton matrix, from a forward pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backpack.hessianfree.ggnvp import ggn_vector_product

from benchmarks.curvature import torch_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.curvature.problems import Case

    Action = Callable[[], Any]

flat = torch_model.flat


def actions(case: Case) -> dict[str, Action]:
    """Results are tensors in PyTorch's order of parameters."""
    at = torch_model.modelled(case)

    def product() -> Any:
        outputs = at.model(at.X)
        return ggn_vector_product(at.loss(outputs, at.Y) * at.scale, outputs, at.model, at.directions)

    return {"backpack product": product}
