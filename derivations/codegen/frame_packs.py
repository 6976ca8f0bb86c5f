"""Calls that a generated kernel makes at once where elements are few; the function is copied into the module."""

from __future__ import annotations

from typing import Any

import numpy as np

from derivations.codegen.frame_generated import FEWEST


def together(function: Any, calls: list[tuple[Any, ...]], targets: list[Any], s: Any) -> None:
    """Apply a function to several operands: by one call side by side where elements are few, else one after another."""
    count, length = len(targets), len(targets[0])
    if count * length > FEWEST:
        for operands, target in zip(calls, targets, strict=True):
            function(*operands, target, s)
        return
    results = np.empty((count, length), targets[0].dtype)
    scratch = np.empty((len(s), count * length), s.dtype)
    function(*[np.concatenate(rows) for rows in zip(*calls, strict=True)], results.reshape(-1), scratch)
    for place, target in enumerate(targets):
        target[...] = results[place]
