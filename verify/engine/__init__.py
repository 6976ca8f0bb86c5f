"""Runs claims in processes that can be killed, remembers what was decided, and survives its own death.

Tasks go in, records come out in the order of the tasks, whatever happens to a worker. Importing this package is cheap: the pool is
loaded when a task has to be computed, so a fully cached run never starts a process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verify.engine.interrupt import interruptible
from verify.engine.limits import Limits
from verify.engine.results import Result, Task, not_checked
from verify.missing import require_packages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from threading import Event

    from verify.engine.cache import Cache
    from verify.engine.journal import Journal

__all__ = ["Limits", "Result", "Run", "Task", "run"]


@dataclass(frozen=True)
class Run:
    """The results in the order of the tasks; ``interrupted`` tells that some of them were not checked."""

    results: tuple[Result, ...]
    interrupted: bool = False


def run(  # noqa: PLR0913 - one keyword a decision of the caller
    tasks: Sequence[Task],
    work: str,
    *,
    jobs: int,
    limits: Limits | None = None,
    cache: Cache | None = None,
    journal: Journal | None = None,
    cluster: str | None = None,
    on_result: Callable[[int, Result], None] | None = None,
) -> Run:
    """Decide every task in a process of its own and return the results in the order of the tasks.

    Args:
        tasks: what to decide; a payload is plain JSON.
        work: ``"module:function"``, a function from payload to record (both plain JSON); it is imported by the workers only.
        jobs: number of processes at a time.
        limits: processor time, memory and elapsed time per task.
        cache: records of earlier runs; only results that are no accident (time-out, crash, memory, tool error) enter it.
        journal: receives every result as it comes.
        cluster: address of a Dask scheduler whose workers do the work instead of this machine.
        on_result: called in this process with index and result, in the order in which they come.

    Returns:
        One result a task. After Ctrl-C the unfinished ones are ``inconclusive`` with the reason ``"not checked: interrupted"``.

    Raises:
        FisherproofError: this interpreter lacks a package that workers need.
    """
    limits = limits or Limits()
    results: dict[int, Result] = {}

    def keep(index: int, result: Result) -> None:
        results[index] = result
        if on_result is not None:
            on_result(index, result)

    with interruptible() as stop:
        for index, result in _remembered(tasks, cache, journal):
            keep(index, result)
        missing = {index: task for index, task in enumerate(tasks) if index not in results}
        if missing:
            if cluster is None:
                require_packages()
            for index, result in _computed(missing, work, jobs, limits, cluster, stop):
                _remember(tasks[index], result, cache, journal)
                keep(index, result)
        interrupted = len(results) < len(tasks)
    if journal is not None and not interrupted:
        journal.finish()
    return Run(tuple(results.get(index) or not_checked() for index in range(len(tasks))), interrupted)


def _remembered(tasks: Sequence[Task], cache: Cache | None, journal: Journal | None) -> Iterator[tuple[int, Result]]:
    """Yield what an earlier run decided: first from the cache, then from the journal of a run that did not end."""
    for index, task in enumerate(tasks):
        record = cache.get(task.key) if cache is not None else None
        source = "cache"
        if record is None and journal is not None:
            record, source = journal.earlier.get(task.key), "journal"
        if record is not None:
            yield index, Result(record, source=source)


def _remember(task: Task, result: Result, cache: Cache | None, journal: Journal | None) -> None:
    """Write a result down before anybody sees it."""
    if journal is not None:
        journal.append(task.key, task.identifier, result)
    if cache is not None and not result.accident:
        cache.put(task.key, result.record)


def _computed(  # noqa: PLR0913, PLR0917 - the arguments of `run`
    missing: Mapping[int, Task], work: str, jobs: int, limits: Limits, cluster: str | None, stop: Event
) -> Iterator[tuple[int, Result]]:
    """Yield results as they come, from the pool of this machine or from the cluster."""
    heaviest_first = sorted(missing, key=lambda index: (-missing[index].weight, index))
    payloads: dict[int, dict[str, Any]] = {index: missing[index].payload for index in heaviest_first}
    if cluster is not None:
        from verify.engine.cluster import execute_on_cluster

        return execute_on_cluster(payloads, work, address=cluster, limits=limits, stop=stop)
    from verify.engine.pool import execute

    modules = sorted({name for task in missing.values() for name in task.modules})
    return execute(payloads, work, jobs=jobs, limits=limits, stop=stop, modules=modules)
