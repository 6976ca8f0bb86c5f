"""Places at which a statement may fail and that no random point meets, one way of finding them a file. Each defines ``PROPOSER``.

Nothing here is trusted: a place is looked at like any other point, exactly or in balls (``verify/provers/proposed_points.py``).
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from derivations.balls.point import Point
    from verify.problem import Problem


def nothing(*_: object) -> str:
    """What a proposer says that leaves nothing out, or has no doubt."""
    return ""


@dataclass(frozen=True)
class Proposer:
    """One way of finding places.

    ``propose(problem, bases)`` gives points near some that were drawn from the domain. ``unseen(problem)`` tells, in words, of places that
    it did not look at though the statement may fail there; empty if it knows of none. What has support says so.
    ``doubt(problem, bases)`` tells, in words, what speaks against the statement without refuting it: what has a doubt has no support.
    """

    name: str
    propose: Callable[[Problem, Sequence[Point]], Iterator[Point]]
    unseen: Callable[[Problem], str] = nothing
    doubt: Callable[[Problem, Sequence[Point]], str] = nothing


@cache
def proposers() -> tuple[Proposer, ...]:
    """All proposers of this folder by name; two of one name are an error."""
    found = [importlib.import_module(f"{__name__}.{module.name}").PROPOSER for module in pkgutil.iter_modules(__path__)]
    names = [proposer.name for proposer in found]
    if len(set(names)) != len(names):
        message = f"Discovering proposers: expected distinct names, got {sorted(names)}. Rename one of them."
        raise RuntimeError(message)
    return tuple(sorted(found, key=lambda proposer: proposer.name))


def unseen(problem: Problem) -> str:
    """What no proposer looked at, in words; empty if there is nothing of that kind."""
    return "; ".join(filter(None, (proposer.unseen(problem) for proposer in proposers())))
