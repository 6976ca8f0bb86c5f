"""What a task may use, and how a worker process enforces it on itself.

The kernel enforces every limit, so a loop inside C code stops as surely as one in Python, and no library can swallow it as an exception.
"""

from __future__ import annotations

import contextlib
import math
import mmap
import os
import resource
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

GIBIBYTE = 1 << 30


@dataclass(frozen=True)
class Limits:
    """Limits of one task: ``timeout`` in seconds of processor time, ``memory`` in bytes of data, ``elapsed`` in seconds by the clock.

    Processor time is what counts: it does not depend on what else the machine does. The clock only catches a task that waits for
    something that never comes; by default it allows the task a sixth of a processor.

    >>> Limits(timeout=60.0).elapsed_limit
    370.0
    """

    timeout: float = 60.0
    memory: int = GIBIBYTE
    elapsed: float | None = None

    @property
    def elapsed_limit(self) -> float:
        """Seconds by the clock after which the watchdog outside the worker kills it."""
        return self.elapsed if self.elapsed is not None else 6 * self.timeout + 10

    @property
    def timeout_reason(self) -> str:
        """The reason a record gives after the processor time is spent."""
        return f"stopped after {self.timeout:g} s of processor time"

    @property
    def elapsed_reason(self) -> str:
        """The reason a record gives after the watchdog has struck."""
        return f"stopped after {self.elapsed_limit:g} s by the clock, before its {self.timeout:g} s of processor time were used"

    @property
    def memory_reason(self) -> str:
        """The reason a record gives after an allocation failed."""
        return f"memory limit of {size(self.memory)} reached"


def size(count: int) -> str:
    """Write a number of bytes in the largest binary unit that it reaches.

    >>> size(1 << 30), size(3 << 19), size(100)
    ('1 GiB', '1.5 MiB', '100 B')
    """
    for exponent, unit in ((30, "GiB"), (20, "MiB"), (10, "KiB")):
        if count >= 1 << exponent:
            return f"{count / (1 << exponent):.4g} {unit}"
    return f"{count} B"


def limit_memory(count: int) -> None:
    """Let allocations beyond ``count`` bytes of data fail in this process, and let it leave no core file.

    The limit is on data, not on address space: libraries reserve address space that they never use.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (count if hard == resource.RLIM_INFINITY else min(count, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def require_room() -> None:
    """Refuse a limit that is used up already; what a process has freed before would else decide how far it gets.

    Raises:
        MemoryError: the limit leaves no room for a fresh page.
    """
    try:
        mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    except OSError as error:
        raise MemoryError from error


@contextlib.contextmanager
def limited_time(seconds: float, elapsed: float) -> Iterator[None]:
    """Let the kernel kill this process once the block has used ``seconds`` of processor time or has lasted ``elapsed`` by the clock.

    SIGPROF ends the time; SIGXCPU follows should that be blocked; SIGALRM ends a worker whose run was killed and watches it no more.
    """
    for number in (signal.SIGPROF, signal.SIGXCPU, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    second_line = math.ceil(usage.ru_utime + usage.ru_stime + seconds) + 2
    if hard == resource.RLIM_INFINITY or second_line < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (second_line, hard))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, elapsed)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))


def processors() -> int:
    """Number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
