"""The regimes in which kernels are measured: one a file, found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from derivations.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from verify.accuracy.problem import Problem

    Point = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Regime:
    """``draw(problem, random, count)`` gives for every argument an array (count, *shape); None if the regime means nothing for the kernel.

    ``by_distance`` plots errors against the relative distance of the arguments that are compared, not against their magnitude.
    """

    name: str
    draw: Callable[[Problem, np.random.Generator, int], Point | None]
    by_distance: bool = False


@cache
def regimes() -> Mapping[str, Regime]:
    """All regimes by name, in the order in which a table shows them.

    >>> list(regimes())
    ['ordinary', 'near-equal', 'extreme', 'boundary']
    """
    found: dict[str, Regime] = {}
    for module in pkgutil.iter_modules(__path__):
        regime = importlib.import_module(f"{__name__}.{module.name}").REGIME
        if regime.name in found:
            message = f"Discovering regimes: expected one file for each name, got a second {regime.name!r} in {module.name}. Rename one."
            raise ClaimError(message)
        found[regime.name] = regime
    first = ("ordinary", "near-equal", "extreme", "boundary")
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: (*(item[0] != name for name in first), item[0]))))
