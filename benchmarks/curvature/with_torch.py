"""What is timed of PyTorch: products composed of its function transforms, from nothing and with what is linear kept, and gradients."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import torch
from torch.func import functional_call, grad, jvp, linearize, vjp

from benchmarks.curvature import torch_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.curvature.problems import Case

    Action = Callable[[], Any]

flat = torch_model.flat


def actions(case: Case) -> dict[str, Action]:
    """Results are tensors in PyTorch's order of parameters."""
    at = torch_model.modelled(case)
    names = [name for name, _ in at.model.named_parameters()]
    parameters = {name: value.detach() for name, value in at.model.named_parameters()}
    ordered = operator.itemgetter(*names)
    direction = dict(zip(names, at.directions, strict=True))

    def network(values: Any) -> Any:
        return functional_call(at.model, values, (at.X,))

    def loss(z: Any) -> Any:
        return at.loss(z, at.Y) * at.scale

    def product() -> Any:
        z, dz = jvp(network, (parameters,), (direction,))
        return ordered(vjp(network, parameters)[1](jvp(grad(loss), (z,), (dz,))[1])[0])

    outputs, forward = linearize(network, parameters)
    backward = vjp(network, parameters)[1]

    def kept() -> Any:
        return ordered(backward(jvp(grad(loss), (outputs,), (forward(direction),))[1])[0])

    leaves = list(at.model.parameters())
    return {
        "torch.func product": product,
        "torch.func product, kept": kept,
        "torch.func gradient": lambda: ordered(grad(lambda values: loss(network(values)))(parameters)),
        "torch gradient": lambda: torch.autograd.grad(loss(at.model(at.X)), leaves),
    }
