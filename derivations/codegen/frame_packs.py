"""Calls that a generated kernel makes at once where elements are few; the function is copied into the module."""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.codegen.frame_generated import FEWEST


def together(function: Any, operands: list[Any], targets: list[Any], s: Any) -> None:
    """Apply a function as often as there are targets: by one call side by side where elements are few, else one after another.

    The first operands of all calls come first, then the second ones.
    """
    count, length = len(targets), len(targets[0])
    if count * length > FEWEST:
        for place, target in enumerate(targets):
            function(*operands[place::count], target, s)
        return
    results = np.empty((count, length), targets[0].dtype)
    scratch = np.empty((len(s), count * length), s.dtype)
    function(*np.concatenate(operands).reshape(len(operands) // count, count * length), results.reshape(-1), scratch)
    for target, result in zip(targets, results, strict=True):
        target[...] = result
