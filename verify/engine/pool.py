"""Tasks in worker processes that can be killed.

Why a fork server: a plain fork would copy a process that has threads, and a fresh interpreter would import SymPy anew for every task. The
server imports it once, has one thread, and forks a clean worker for each task in a few milliseconds.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import tempfile
import time
from collections import Counter, deque
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pebble import CONSTS, ProcessPool

from verify.engine import worker
from verify.engine.failures import LOST, UNSTARTED, outcome
from verify.engine.results import Result, failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from threading import Event

    from verify.engine.limits import Limits

CONSTS.sleep_unit = 0.01  # pebble looks for ended workers this often; its own 0.1 s would be lost on every task
_TICK, _GRACE, _STALL, _ATTEMPTS = 0.1, 1.0, 60.0, 3  # seconds, seconds, seconds, times
_PRELOADED = [
    *("sympy", "flint", "mpmath", "verify.engine.worker", "verify.runs.warm"),
    *("pebble.pool.process", "multiprocessing.popen_forkserver", "multiprocessing.sharedctypes"),  # what a worker is started with
    "verify.cli",  # the main module of every process that `fisherproof` starts imports it
]


class Session:
    """One pool and the tasks that it has in hand."""

    def __init__(self, work: str, count: int, tasks: int, jobs: int, limits: Limits, modules: Sequence[str] = ()) -> None:  # noqa: PLR0913, PLR0917
        """Prepare a pool for ``tasks`` tasks with indices below ``count``, ``jobs`` at a time; processes start with the first task.

        One worker more than work at a time stands ready, so that no processor waits for the next one to be forked.
        """
        # One numerical thread a worker: claims are what runs in parallel, and thread stacks count as memory.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([*_PRELOADED, work.partition(":")[0], *modules])
        _start_server()
        self.work, self.limits, self.width = work, limits, jobs
        self.process_of = context.RawArray("i", count)
        self.directory = tempfile.TemporaryDirectory(prefix="fisherproof-")
        arguments = (self.process_of, self.directory.name, limits.memory)
        self.pool = ProcessPool(min(jobs + 1, tasks), max_tasks=1, initializer=worker.initialise, initargs=arguments, context=context)
        self.in_hand: dict[Future[str], int] = {}
        self.missed_since: dict[int, float] = {}
        self.moved = time.monotonic()

    def __enter__(self) -> Self:
        """Return the session itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill the workers and forget what they said."""
        self.pool.stop()  # type: ignore[no-untyped-call]
        self.pool.join()
        self.directory.cleanup()

    def start(self, index: int, payload: str) -> None:
        """Hand a task to the pool."""
        self.process_of[index] = 0
        elapsed = self.limits.elapsed_limit
        arguments = (self.work, index, payload, self.limits.timeout, elapsed)
        self.in_hand[self.pool.schedule(worker.execute, args=arguments, timeout=elapsed + _GRACE)] = index

    def finished(self) -> list[tuple[int, Result | None]]:
        """Wait a moment and return the tasks that ended; ``None`` where the pool, not the task, is to blame."""
        done, _ = wait(self.in_hand, timeout=_TICK, return_when=FIRST_COMPLETED)
        ended: list[tuple[int, Result | None]] = []
        for future in done:
            index = self.in_hand.pop(future)
            ended.append((index, outcome(future, self.limits, self.last_words(index))))
        ended += [(index, None) for index in self._missed()]
        if ended or any(future.running() for future in self.in_hand):
            self.moved = time.monotonic()
        return sorted(ended, key=lambda pair: pair[0])

    def broken(self) -> bool:
        """Tell whether the pool has given up, or no worker has taken a task for so long that none ever will."""
        try:
            return not self.pool.active or time.monotonic() - self.moved > _STALL
        except BrokenProcessPool:  # no process could be started
            return True

    def last_words(self, index: int) -> str:
        """What the worker printed, e.g. the reason for which a C library aborted."""
        with contextlib.suppress(OSError):
            return Path(self.directory.name, f"{index}.txt").read_bytes()[-4000:].decode(errors="replace")
        return ""

    def _missed(self) -> Iterator[int]:
        """Yield tasks whose process is gone while pebble waits on: it left with status 0, or died before it was noted down."""
        now = time.monotonic()
        for future, index in list(self.in_hand.items()):
            process = self.process_of[index]
            if not process or future.done() or _is_alive(process):
                self.missed_since.pop(index, None)
            elif now - self.missed_since.setdefault(index, now) > _GRACE:
                del self.in_hand[future], self.missed_since[index]
                future.cancel()
                yield index


def _start_server() -> None:
    """Start the fork server without standard error: a worker forked while the pool ends dies with a traceback that concerns nobody."""
    with contextlib.suppress(OSError), Path(os.devnull).open("wb") as nowhere:
        kept = os.dup(2)
        try:
            os.dup2(nowhere.fileno(), 2)
            forkserver.ensure_running()
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def execute(  # noqa: PLR0913 - the arguments of `run`
    payloads: Mapping[int, dict[str, Any]], work: str, *, jobs: int, limits: Limits, stop: Event, modules: Sequence[str] = ()
) -> Iterator[tuple[int, Result]]:
    """Yield ``(index, result)`` as tasks end, begun in the order of ``payloads``; if the pool breaks, another goes on where it stopped."""
    texts = {index: json.dumps(payload) for index, payload in payloads.items()}
    waiting, attempts, barren = deque(texts), Counter[int](), 0
    while waiting and not stop.is_set():
        barren += 1
        with Session(work, max(texts) + 1, len(waiting), jobs, limits, modules) as session:
            for pair in _drain(session, waiting, texts, attempts, stop):
                barren = 0
                yield pair
        if barren == _ATTEMPTS:
            yield from ((index, failure("error", UNSTARTED)) for index in waiting)
            return


def _drain(
    session: Session, waiting: deque[int], texts: Mapping[int, str], attempts: Counter[int], stop: Event
) -> Iterator[tuple[int, Result]]:
    """Feed the pool until nothing is left, the user stops it, or it breaks; whatever is unfinished goes back to ``waiting``."""
    while (waiting or session.in_hand) and not stop.is_set() and not session.broken():
        with contextlib.suppress(RuntimeError):  # the pool has just broken
            while waiting and len(session.in_hand) < session.width:
                session.start(waiting[0], texts[waiting[0]])
                waiting.popleft()
        for index, result in session.finished():
            attempts[index] += session.process_of[index] != 0  # a task that no worker has begun is not to blame
            if result is None and attempts[index] < _ATTEMPTS:
                waiting.appendleft(index)
            else:
                yield index, result or failure("crash", LOST, session.last_words(index))
    waiting.extendleft(sorted(session.in_hand.values(), reverse=True))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
