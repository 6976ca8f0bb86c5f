"""The same tasks on the workers of a Dask cluster.

A Dask worker cannot kill what it runs, so each task runs in a pool of one process inside it, with the same limits as at home. For that a
Dask worker must be allowed to have children: start it with ``DASK_DISTRIBUTED__WORKER__DAEMON=False`` in its environment.
"""

from __future__ import annotations

import queue
import socket
import threading
from typing import TYPE_CHECKING, Any

from derivations.errors import FisherproofError
from verify.engine.limits import Limits
from verify.engine.pool import execute
from verify.engine.results import Result, failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from threading import Event

_CONNECT = 15  # seconds
_TICK = 0.2  # seconds


def isolated(payload: dict[str, Any], work: str, timeout: float, memory: int, elapsed: float) -> dict[str, Any]:
    """Run one task in a killable process of the Dask worker that calls this; plain JSON in and out."""
    limits = Limits(timeout, memory, elapsed)
    try:
        _, result = next(execute({0: payload}, work, jobs=1, limits=limits, stop=threading.Event()))
    except AssertionError as error:  # multiprocessing: "daemonic processes are not allowed to have children"
        reason = f"tool error: {error}; start the Dask workers with DASK_DISTRIBUTED__WORKER__DAEMON=False"
        result = failure("error", reason)
    return {"record": result.record, "accident": result.accident, "details": result.details}


def execute_on_cluster(
    payloads: Mapping[int, dict[str, Any]], work: str, *, address: str, limits: Limits, stop: Event
) -> Iterator[tuple[int, Result]]:
    """Yield ``(index, result)`` as the cluster returns them.

    Raises:
        FisherproofError: Dask is not installed, or nobody answers at ``address``.
    """
    client = _client(address)
    ended: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
    try:
        bounds = (limits.timeout, limits.memory, limits.elapsed_limit)
        futures = {index: client.submit(isolated, payload, work, *bounds, pure=False) for index, payload in payloads.items()}
        for index, future in futures.items():
            future.add_done_callback(lambda done, index=index: ended.put((index, done)))
        left = len(futures)
        while left and not stop.is_set():
            try:
                index, future = ended.get(timeout=_TICK)
            except queue.Empty:
                continue
            left -= 1
            yield index, _result(future)
        client.cancel(list(futures.values()))
    finally:
        client.close()


def _result(future: Any) -> Result:
    error = future.exception()
    if error is not None:
        return failure("crash", f"tool error: the cluster lost the task: {type(error).__name__}: {error}"[:500])
    answer = future.result()
    return Result(answer["record"], answer["accident"], answer["details"], source="cluster")


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        message = f"Connecting to a cluster: expected Dask, got an installation without it ({address}). Install fisherproof[cluster]."
        raise FisherproofError(message) from None
    try:
        _knock(address)
        return Client(address, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        message = (
            f"Connecting to a cluster: expected the address of a Dask scheduler, got {address!r} ({error}). Write e.g. tcp://host:8786."
        )
        raise FisherproofError(message) from error


def _knock(address: str) -> None:
    """Connect once without Dask, whose client tries for long and complains at length when nobody is there."""
    _, _, place = address.rpartition("://")
    host, _, port = place.rpartition(":")
    if not host or not port.isdigit():
        message = "no host and port"
        raise ValueError(message)
    socket.create_connection((host.strip("[]"), int(port)), timeout=_CONNECT).close()
