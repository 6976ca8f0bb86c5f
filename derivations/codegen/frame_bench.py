"""What one call of a generated kernel works with; the class is copied into the module."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from derivations.codegen.frame import cut
from derivations.codegen.frame_few import Desk, few
from derivations.codegen.frame_generated import FEWEST

DESKS: int = 8  # that one bench keeps at most
IDLE: list[Any] = []  # the benches of calls that are over: each call takes one, so that two at a time never share it


class Bench:
    """How floating-point errors are told, and the desks of calls with few elements, by the shapes of their arguments."""

    def __init__(self) -> None:
        """The treatment of errors is a decorator: one that is entered anew costs a call twice as much."""
        strays: list[Any] = []  # an entry for every operation that left the range of floats
        self.strays = strays
        telling: Any = np.errstate(divide="ignore", invalid="ignore", over="call", under="call", call=lambda *what: strays.append(what))
        self.few, self.cut = telling(few), telling(cut)
        self.desks: dict[tuple[tuple[int, ...], ...], Desk] = {}

    def desk(self, arrays: list[Any], lead: tuple[int, ...]) -> Any:
        """A new desk if there are few elements; it is kept."""
        if not 0 < math.prod(lead) <= FEWEST:
            return None
        if len(self.desks) >= DESKS:
            self.desks.clear()
        shapes = tuple([array.shape for array in arrays])
        self.desks[shapes] = Desk(shapes, lead)
        return self.desks[shapes]
