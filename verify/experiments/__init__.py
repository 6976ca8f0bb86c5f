"""Experiments: claims about algorithms as Python functions that return evidence, one theme a file, or from installed plug-ins."""

from __future__ import annotations

import importlib
import importlib.metadata
import pkgutil
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from derivations.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from verify.verdict import Grade, Verdict

PLUGINS = "fisherproof.experiments"
# What finitely many runs can say. A proof has engines and mutants, a refutation an exact point: an experiment has neither.
VERDICTS = frozenset({("supported", "numeric"), ("supported", "certified"), ("inconclusive", "")})


@dataclass(frozen=True)
class Evidence:
    """What an experiment found.

    ``lines`` are the rows of its table as text, ``controls`` the number of runs that had to fail and ``controls_failed`` how many did: an
    experiment none of whose controls failed has no teeth, and its verdict does not count.
    """

    verdict: Verdict
    grade: Grade
    scope: str
    lines: tuple[str, ...]
    controls: int
    controls_failed: int
    reason: str = ""


_registered: dict[str, Callable[[], Evidence]] = {}


def experiment(name: str) -> Callable[[Callable[[], Evidence]], Callable[[], Evidence]]:
    """Register the decorated function as the experiment ``name``; a name that is taken is an error."""

    def register(function: Callable[[], Evidence]) -> Callable[[], Evidence]:
        if name in _registered and _registered[name].__module__ != function.__module__:
            message = f"Registering the experiment {name!r}: expected a new name, got one that is taken. Choose another."
            raise ClaimError(message)
        _registered[name] = function
        return function

    return register


@cache
def experiments() -> Mapping[str, Callable[[], Evidence]]:
    """All experiments: those of this folder, then those of installed plug-ins (entry points that name a module to import)."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    for entry in importlib.metadata.entry_points(group=PLUGINS):
        entry.load()
    return dict(sorted(_registered.items()))


def run_experiment(name: str) -> Evidence:
    """Run an experiment; one whose negative control does not fail, or that says more than runs can show, is inconclusive."""
    if name not in experiments():
        message = f"Running an experiment: expected one of {list(experiments())}, got {name!r}. Install the plug-in that registers it."
        raise ClaimError(message)
    found = experiments()[name]()
    if (found.verdict, found.grade) not in VERDICTS:
        reason = f"an experiment supports a claim or does not, got the verdict {found.verdict!r} of the grade {found.grade!r}"
        return replace(found, verdict="inconclusive", grade="", reason=reason)
    if not 0 < found.controls_failed <= found.controls:
        return replace(found, verdict="inconclusive", grade="", controls_failed=0, reason="no teeth: no negative control failed")
    return found
