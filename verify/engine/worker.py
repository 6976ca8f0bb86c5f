"""The code that runs inside a worker process. A worker does one task and ends: no claim can leave traces in the next one's caches."""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import signal
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.engine.limits import limit_memory, limited_time, require_room

if TYPE_CHECKING:
    from collections.abc import Callable

# Process numbers by task, in memory shared with the process that runs the pool; 0: not begun. Set when the worker starts.
_process_of: Any = None
_last_words = Path()


def initialise(process_of: Any, directory: str, memory: int) -> None:
    """Prepare a worker before it takes a task: limits, and its output goes to files."""
    global _process_of, _last_words
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the pool need not wait for a worker that is deep in C code
    _process_of, _last_words = process_of, Path(directory)
    limit_memory(memory)
    require_room()


def execute(work: str, index: int, payload: str, timeout: float, elapsed: float) -> str:
    """Run one task and return its record, or what it raised, as JSON: objects of the libraries never cross the process border."""
    _process_of[index] = os.getpid()
    try:
        _write_to(_last_words / f"{index}.txt")
        function = function_named(work)
        with limited_time(timeout, elapsed):
            return json.dumps({"record": function(json.loads(payload))}, allow_nan=False)
    except MemoryError:
        return json.dumps({"accident": "memory", "details": traceback.format_exc(limit=-20)})
    except BaseException as error:  # noqa: BLE001 - whatever a library raises becomes the reason of one inconclusive claim
        reason = f"tool error: {type(error).__name__}: {error}"
        return json.dumps({"accident": "error", "reason": reason[:500], "details": traceback.format_exc(limit=-50)})


def function_named(work: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Import ``"module:function"``."""
    module, _, name = work.partition(":")
    function: Callable[[dict[str, Any]], dict[str, Any]] = getattr(importlib.import_module(module), name)
    return function


def _write_to(path: Path) -> None:
    """Send what libraries print, and the stack of a crash, to a file: standard output belongs to the results."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
    faulthandler.enable(file=2)
