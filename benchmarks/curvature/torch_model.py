"""A case as a PyTorch model, for the libraries that build on it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

if TYPE_CHECKING:
    from benchmarks.curvature.problems import Case


@dataclass(frozen=True)
class Modelled:
    """Layers of `torch.nn` at the parameters of the case; ``loss`` times ``scale`` is the mean over samples.

    ``directions`` has the shapes of the parameters.
    """

    model: Any
    loss: Any
    X: Any
    Y: Any
    scale: float
    directions: list[Any]


def modelled(case: Case) -> Modelled:
    """The model, on as many threads as the environment says."""
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    modules: list[Any] = []
    for i, block in enumerate(case.blocks):
        layer = torch.nn.Linear(len(block) - 1, block.shape[1], dtype=getattr(torch, case.X.dtype.name))
        layer.weight.data, layer.bias.data = torch.tensor(block[:-1].T.copy()), torch.tensor(block[-1])
        modules.append(layer)
        if i + 1 < len(case.blocks):
            modules.append(torch.nn.Tanh() if case.setting.activation == "tanh" else torch.nn.Sigmoid())
    soft = case.setting.loss == "softmax"
    loss = torch.nn.CrossEntropyLoss(reduction="mean") if soft else torch.nn.BCEWithLogitsLoss(reduction="sum")
    Y = torch.tensor(case.Y.argmax(axis=1)) if soft else torch.tensor(case.Y)
    directions = [torch.tensor(np.ascontiguousarray(part)) for block in case.directions for part in (block[:-1].T, block[-1])]
    return Modelled(torch.nn.Sequential(*modules), loss, torch.tensor(case.X), Y, 1.0 if soft else 1 / len(case.X), directions)


def flat(case: Case, result: Any) -> Any:
    """PyTorch's order of parameters, one after the other or a tensor each, as ours."""
    sizes = [part for block in case.blocks for part in (block[:-1].size, block.shape[1])]
    numbers = [np.asarray(each.detach()) for each in (torch.split(result, sizes) if isinstance(result, torch.Tensor) else result)]
    pairs = zip(numbers[::2], numbers[1::2], case.blocks, strict=True)
    return np.concatenate([np.concatenate([w.reshape(b.shape[1], -1).T.ravel(), bias.ravel()]) for w, bias, b in pairs])
