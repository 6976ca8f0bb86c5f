"""Threads for the batches of a problem: NumPy gives up the interpreter's lock inside products, sums and functions entry by entry.

Which thread does a piece of work, and which ends first, changes neither the work nor where its result goes, so no bit depends on it.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import ContextVar, copy_context
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Result = TypeVar("Result")
    Item = TypeVar("Item")

_shared: ContextVar[bool] = ContextVar("shared", default=False)


def shared() -> bool:
    """Whether other threads compute at the same time, so that a routine that keeps the interpreter's lock would stop them."""
    return _shared.get()


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Threads that wait for work until the interpreter ends."""
    return ThreadPoolExecutor(threads, "fisherproof")


os.register_at_fork(after_in_child=_pool.cache_clear)  # a child has none of its parent's threads


def together(works: Sequence[Callable[[], Result]], threads: int) -> list[Result]:
    """What the calls return, in their order; with several threads and calls all of them are under way at once.

    Every call sees the context of the caller, such as ``numpy.errstate``. An exception is raised when all calls have ended: the
    first in their order.
    """
    if threads == 1 or len(works) == 1:
        return [work() for work in works]
    futures = [_pool(threads).submit(copy_context().run, _told, work) for work in works]
    wait(futures)
    return [future.result() for future in futures]


def _told(work: Callable[[], Result]) -> Result:
    """The work, in the knowledge that it is not alone."""
    _shared.set(True)
    return work()


def rounds(items: Iterable[Item], threads: int) -> Iterator[list[Item]]:
    """The items, as many at a time as there are threads."""
    source = iter(items)
    while some := list(islice(source, threads)):
        yield some


def in_order(function: Callable[..., Result], arguments: Iterable[tuple[Any, ...]], threads: int) -> Iterator[Result]:
    """What a function returns for every tuple of arguments, in their order; at most ``threads`` of them are held at a time."""
    for some in rounds(arguments, threads):
        yield from together([partial(function, *each) for each in some], threads)
