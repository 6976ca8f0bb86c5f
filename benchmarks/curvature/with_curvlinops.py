"""What is timed of curvlinops: the product of its Gauss-Newton operator, and PyTorch's gradient."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from curvlinops import GGNLinearOperator

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.curvature.problems import Case

    Action = Callable[[], Any]


def actions(case: Case) -> dict[str, Action]:
    """The model as `torch.nn` layers; results are vectors in PyTorch's order of parameters."""
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    modules: list[Any] = []
    for i, block in enumerate(case.blocks):
        layer = torch.nn.Linear(len(block) - 1, block.shape[1], dtype=getattr(torch, case.X.dtype.name))
        layer.weight.data, layer.bias.data = torch.tensor(block[:-1].T.copy()), torch.tensor(block[-1])
        modules.append(layer)
        if i + 1 < len(case.blocks):
            modules.append(torch.nn.Tanh() if case.setting.activation == "tanh" else torch.nn.Sigmoid())
    model, X = torch.nn.Sequential(*modules), torch.tensor(case.X)
    soft = case.setting.loss == "softmax"
    loss = torch.nn.CrossEntropyLoss(reduction="mean") if soft else torch.nn.BCEWithLogitsLoss(reduction="sum")
    Y = torch.tensor(case.Y.argmax(axis=1)) if soft else torch.tensor(case.Y)
    parameters = list(model.parameters())
    operator = GGNLinearOperator(model, loss, parameters, [(X, Y)], check_deterministic=False)
    parts = [torch.tensor(np.ascontiguousarray(part)) for block in case.directions for part in (block[:-1].T, block[-1])]
    direction = torch.cat([part.reshape(-1) for part in parts])
    scale = 1.0 if soft else 1 / len(case.X)
    return {
        "curvlinops product": lambda: (operator @ direction) * scale,
        "torch gradient": lambda: torch.autograd.grad(loss(model(X), Y) * scale, parameters),
    }


def flat(case: Case, result: Any) -> Any:
    """PyTorch's order of parameters as ours."""
    pieces = result if isinstance(result, tuple) else torch.split(result, [len(p) for p in _lengths(case)])
    numbers = [np.asarray(each.detach()) for each in pieces]
    pairs = zip(numbers[::2], numbers[1::2], case.blocks, strict=True)
    return np.concatenate([np.concatenate([w.reshape(b.shape[1], -1).T.ravel(), bias.ravel()]) for w, bias, b in pairs])


def _lengths(case: Case) -> list[range]:
    return [range(count) for block in case.blocks for count in (block[:-1].size, block[-1].size)]
