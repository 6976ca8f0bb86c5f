"""What is timed of curvlinops: the product of its Gauss-Newton operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from curvlinops import GGNLinearOperator

from benchmarks.curvature import torch_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.curvature.problems import Case

    Action = Callable[[], Any]

flat = torch_model.flat


def actions(case: Case) -> dict[str, Action]:
    """Results are vectors in PyTorch's order of parameters."""
    at = torch_model.modelled(case)
    operator = GGNLinearOperator(at.model, at.loss, list(at.model.parameters()), [(at.X, at.Y)], check_deterministic=False)
    direction = torch.cat([part.reshape(-1) for part in at.directions])
    return {"curvlinops product": lambda: (operator @ direction) * at.scale}
