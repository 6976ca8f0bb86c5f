"""Calls that a generated kernel makes at once where elements are few; the functions are copied into the module."""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.codegen.frame_generated import FEWEST
from derivations.codegen.frame_watch import Watched


def abreast(function: Any, operands: list[Any], targets: list[Any], s: Any) -> Any:
    """What a function gives as often as there are targets: new rows by one call where elements are few, else the targets.

    The first operands of all calls come first, then the second ones.
    """
    count, length = len(targets), len(targets[0])
    if count * length > FEWEST or isinstance(operands[0], Watched):
        for place, target in enumerate(targets):
            function(*operands[place::count], target, s)
        return targets
    scratch = np.empty((1 + len(s), count * length), s.dtype)
    function(*np.concatenate(operands).reshape(len(operands) // count, count * length), scratch[0], scratch[1:])
    return scratch[0].reshape(count, length)


def together(function: Any, operands: list[Any], targets: list[Any], s: Any) -> None:
    """The same, always in the targets."""
    for target, result in zip(targets, abreast(function, operands, targets, s), strict=True):
        if result is not target:
            target[...] = result
