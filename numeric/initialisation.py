"""Sparse initialisation: few strong connections a unit, so that deep networks of saturating units neither die nor saturate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import DomainError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.network import Network

CONNECTIONS = 15


def sparse(network: Network, generator: np.random.Generator, connections: int = CONNECTIONS) -> NDArray[Any]:
    """Standard normal weights on ``connections`` inputs of every unit, zero elsewhere and in the biases (Martens 2010, Section 5).

    Args:
        network: the network.
        generator: where the numbers come from.
        connections: at least 1; a unit with fewer inputs has all of them.

    Returns:
        The parameters, shape ``(n,)``.
    """
    if connections < 1:
        message = f"Initialising a network: expected at least one connection a unit, got {connections}. Ask for more."
        raise DomainError(message)
    theta = np.zeros(network.size)
    for view in network.views(theta):
        inputs, units = view.weight.shape
        count = min(connections, inputs)
        ranks = generator.random((inputs, units)).argsort(axis=0)
        view.weight[...] = np.where(ranks < count, generator.standard_normal((inputs, units)), 0)
    return theta
