"""What goes into the engine and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Accident = Literal["", "time", "memory", "crash", "error", "interrupted"]


@dataclass(frozen=True)
class Task:
    """One thing to decide: ``key`` names its content (see :mod:`verify.engine.cache`), ``payload`` is plain JSON.

    Tasks of greater ``weight`` begin first, so that no long one is left alone at the end; it is a guess, and changes no result.
    ``modules`` are worth importing once for all workers, before the first of them is there: of this task, or of those that come after it.
    """

    identifier: str
    key: str
    payload: dict[str, Any] = field(repr=False)
    weight: float = 0.0
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What came of a task.

    ``record`` is plain JSON. ``accident`` is empty for a decision; otherwise it names what befell the worker, and the record is
    ``inconclusive`` with the exact reason. ``details`` holds a traceback or the last words of a killed worker. ``source`` tells where the
    record comes from.
    """

    record: dict[str, Any]
    accident: Accident = ""
    details: str = ""
    source: str = "worker"


def failure(accident: Accident, reason: str, details: str = "", seconds: float = 0.0) -> Result:
    """Return the result of a task whose worker came to harm; ``seconds`` of processor time are known where they ran out.

    >>> failure("crash", "worker killed by signal SIGSEGV").record["reason"]
    'worker killed by signal SIGSEGV'
    """
    return Result({"verdict": "inconclusive", "grade": "", "reason": reason, "seconds": seconds}, accident, details)


def not_checked() -> Result:
    """Return the result of a task that the user's Ctrl-C left undone."""
    return failure("interrupted", "not checked: interrupted")
