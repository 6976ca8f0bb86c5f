"""Work functions that misbehave in every way that a claim can; the engine imports them by name inside its workers."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any


def misbehave(payload: dict[str, Any]) -> dict[str, Any]:
    """Do what ``payload["do"]`` names; note the call in the file ``payload["calls"]``, if there is one."""
    if "calls" in payload:
        with Path(payload["calls"]).open("a", encoding="utf-8") as calls:
            calls.write(f"{payload['value']}\n")
    return ACTIONS[payload["do"]](payload.get("value"))


def answer(value: Any) -> dict[str, Any]:
    """Decide at once."""
    return {"verdict": "proved", "grade": "exact", "reason": "", "value": value}


def print_and_answer(value: Any) -> dict[str, Any]:
    """Print on standard output as a chatty library does."""
    print("chatter", flush=True)  # noqa: T201
    os.write(1, b"more chatter\n")
    return answer(value)


def loop_in_python(_: Any) -> dict[str, Any]:
    """Never come back, and swallow every exception as some libraries do."""
    while True:
        with contextlib.suppress(BaseException):
            sum(range(1000))


def loop_in_c(_: Any) -> dict[str, Any]:
    """Never come back from one call into C."""
    return {"length": (3 ** (10**7)) ** (10**3)}


def sleep(seconds: Any) -> dict[str, Any]:
    """Use no processor time."""
    time.sleep(seconds or 1e6)
    return answer(seconds)


def be_killed(_: Any) -> dict[str, Any]:
    """Be killed from outside, as by a system that runs out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def note_process_and_hang(path: Any) -> dict[str, Any]:
    """Write the number of this process to a file, then never come back."""
    Path(path).write_text(f"{os.getpid()}", encoding="utf-8")
    return loop_in_python(None)


def crash(_: Any) -> dict[str, Any]:
    """Read address zero."""
    return {"text": ctypes.string_at(0)}


def abort_for_memory(_: Any) -> dict[str, Any]:
    """Abort as GMP does when an allocation fails."""
    os.write(2, b"GNU MP: Cannot allocate memory (size=4294967312)\n")
    os.abort()


def abort(_: Any) -> dict[str, Any]:
    """Abort for a reason of its own."""
    os.abort()


def eat_memory(_: Any) -> dict[str, Any]:
    """Allocate without end."""
    blocks = []
    while True:
        blocks.append(bytearray(1 << 24))


def fail(_: Any) -> dict[str, Any]:
    """Raise an exception whose class cannot cross the process border."""

    class LocalError(Exception):
        """Cannot be pickled."""

    message = "planted"
    raise LocalError(message)


def leave(_: Any) -> dict[str, Any]:
    """Ask the interpreter to exit."""
    sys.exit(5)


def leave_at_once(status: Any) -> dict[str, Any]:
    """Exit behind the interpreter's back."""
    os._exit(status)


def answer_an_object(_: Any) -> dict[str, Any]:
    """Return what is no plain JSON."""
    return {"value": object()}


def answer_nan(_: Any) -> dict[str, Any]:
    """Return a number that JSON does not have."""
    return {"value": float("nan")}


def count_modules(_: Any) -> dict[str, Any]:
    """Tell whether SymPy, and the experiments, were there before the task began."""
    return {"sympy": "sympy" in sys.modules, "experiments": "verify.experiments.table" in sys.modules, "process": os.getpid()}


ACTIONS = {
    action.__name__: action
    for action in (
        be_killed, note_process_and_hang,
        answer, print_and_answer, loop_in_python, loop_in_c, sleep, crash, abort_for_memory, abort, eat_memory, fail, leave,
        leave_at_once, answer_an_object, answer_nan, count_modules,
    )
}  # fmt: skip
