"""Where samples lie in memory, measured on the problem at hand: a gradient and a product with curvature in either order, in turn."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.curvature.gauss_newton import GaussNewton
from numeric.errors import DomainError
from numeric.layers.passes import ORDERS, SAMPLES_FIRST, SAMPLES_LAST
from numeric.linearization import Linearization

if TYPE_CHECKING:
    from collections.abc import Callable

    from numeric.problem import Problem

    Action = Callable[[], Any]

TUNED = "tuned"
LAYOUTS = (*ORDERS, TUNED)
WORTH = 0.97  # of the time of the default: what saves less is left alone
LEAST, MOST, ENOUGH = 5, 101, 0.3  # turns, and seconds after which there is no further one


def require_layout(layout: object) -> None:
    """Raise :class:`DomainError` for what is no layout."""
    if layout not in LAYOUTS:
        message = f"making a problem: expected a layout of {', '.join(map(repr, LAYOUTS))}, got {layout!r}. Leave it out."
        raise DomainError(message)


def faster(make: Callable[[str], Problem], clock: Callable[[], float] = time.process_time) -> str:
    """The order in which a gradient and a product together take less time: the default unless the other saves 3 %.

    Parameters are drawn with a fixed seed, and the product is one with the classical Gauss-Newton matrix, which every loss has and which
    takes the way that others take, through the network or by the root.

    Args:
        make: the problem in an order of `numeric.layers.passes.ORDERS`, with data that are one batch.
        clock: seconds of the processor.
    """
    actions = {order: _actions(make(order)) for order in ORDERS}
    taken: dict[str, tuple[list[float], ...]] = {order: tuple([] for _ in each) for order, each in actions.items()}
    for each in (action for both in actions.values() for action in both):
        each()  # memory is mapped, and what is kept is made
    started = clock()
    for turn in range(MOST):
        for number in range(len(taken[SAMPLES_LAST])):
            for order in ORDERS:
                begun = clock()
                actions[order][number]()
                taken[order][number].append(clock() - begun)
        if turn + 1 >= LEAST and clock() - started >= ENOUGH:
            break
    seconds = {order: sum(median(each) for each in both) for order, both in taken.items()}
    return SAMPLES_FIRST if seconds[SAMPLES_FIRST] < WORTH * seconds[SAMPLES_LAST] else SAMPLES_LAST


def _actions(problem: Problem) -> tuple[Action, Action]:
    """A gradient from nothing, and a product at parameters where others were taken."""
    generator = np.random.default_rng(0)
    theta = problem.network.initialise(generator).astype(problem.dtype)
    direction = generator.standard_normal(problem.size).astype(problem.dtype)
    operator = GaussNewton(Linearization(problem, theta))
    return lambda: Linearization(problem, theta).gradient, lambda: operator @ direction
