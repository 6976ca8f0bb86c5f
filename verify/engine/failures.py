"""From the ways in which a worker can end to the reason that the report gives."""

from __future__ import annotations

import json
import re
import signal
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from pebble import ProcessExpired

from verify.engine.results import Result, failure

if TYPE_CHECKING:
    from concurrent.futures import Future

    from verify.engine.limits import Limits

LOST = "worker ended before it returned a result"
UNSTARTED = "tool error: no worker process could be started"
_TIME_SIGNALS = frozenset({signal.SIGPROF, signal.SIGXCPU})
# What GMP ("Cannot allocate memory"), FLINT ("Unable to allocate memory") and libstdc++ ("std::bad_alloc") print before they abort.
_OUT_OF_MEMORY = re.compile(r"allocate|bad_alloc|out of memory|memory exhausted", re.IGNORECASE)


def outcome(future: Future[str], limits: Limits, last_words: str) -> Result | None:
    """Return the result of a task that ended; ``None`` if the pool broke under it, through no fault of its own."""
    try:
        answer = json.loads(future.result())
    except TimeoutError:
        return failure("time", limits.elapsed_reason, last_words)
    except ProcessExpired as expired:
        return _expired(expired.exitcode, limits, last_words)
    except MemoryError:  # before the worker could report on itself
        return failure("memory", limits.memory_reason, last_words)
    except (BrokenProcessPool, CancelledError, OSError, RuntimeError, EOFError):
        return None
    if "record" in answer:
        return Result(answer["record"])
    if answer["accident"] == "memory":
        return failure("memory", limits.memory_reason, answer["details"])
    return failure("error", answer["reason"], answer["details"])


def _expired(status: int, limits: Limits, last_words: str) -> Result:
    """Explain an exit status; it is minus the number of the signal for a process that was killed."""
    if status >= 0:
        return failure("crash", f"worker exited with status {status}", last_words)
    if -status in _TIME_SIGNALS:
        return failure("time", limits.timeout_reason, last_words, limits.timeout)
    if -status == signal.SIGALRM:
        return failure("time", limits.elapsed_reason, last_words)
    if -status == signal.SIGABRT and _OUT_OF_MEMORY.search(last_words):
        return failure("memory", limits.memory_reason, last_words)
    name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
    return failure("crash", f"worker killed by signal {name}", last_words)
