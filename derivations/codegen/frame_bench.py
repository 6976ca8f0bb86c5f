"""What one call of a generated kernel works with; the class is copied into the module."""

from __future__ import annotations

import contextvars
from typing import Any

import numpy as np

from derivations.codegen.frame_generated import FLAGS, INPUTS, NUMBERS, ORDER, ROWS, SCRATCH, SPANS

IDLE: list[Any] = []  # the benches of calls that are over: each call takes one, so that two at a time never share it


class Bench:
    """How floating-point errors are told, and the rows of the workspace, kept from call to call where a call has few elements."""

    def __init__(self) -> None:
        """A context of its own costs a call nothing to enter; setting the treatment of errors anew would cost more than most kernels."""
        strays: list[Any] = []  # an entry for every operation that left the range of floats
        self.context = contextvars.Context()
        self.context.run(np.seterr, divide="ignore", invalid="ignore", over="call", under="call")
        self.context.run(np.seterrcall, lambda *what: strays.append(what))
        self.strays = strays
        self.length = 0
        self.kept: Any = ()

    def views(self, length: int) -> Any:
        """The rows for few elements by their use."""
        if length != self.length:
            self.kept, self.length = split(np.empty((ROWS, length)), length), length
        return self.kept


def split(rows: Any, length: int) -> Any:
    """The rows of a workspace by their use, each of shape (length,): inputs, whole arguments, numbers, scratch, outputs, truths."""
    space = rows.reshape(-1)[: ROWS * length]
    rows = space.reshape(ROWS, length)
    numbers = ROWS - -(-FLAGS // 8)
    first, second = INPUTS + NUMBERS, INPUTS + NUMBERS + SCRATCH
    each = [rows[place] for place in range(numbers)]
    wholes = [space[start * length : stop * length] for start, stop in SPANS]
    marks = rows[numbers:].reshape(-1).view(np.bool_)  # eight a row
    truths = [marks[place * length : (place + 1) * length] for place in range(FLAGS)]
    return [each[place] for place in ORDER], wholes, each[INPUTS:first], rows[first:second], each[second:], truths
