"""On a Dask cluster a bad task costs one result too, since it runs in a killable process inside the Dask worker."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from calling import begin, python

from derivations.errors import FisherproofError
from verify.engine import Limits, Task, run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""
CALLER = """
import json, sys
from verify.engine import Limits, Task, run
if __name__ == "__main__":
    tasks = [Task(action, action, {"do": action, "value": 1}) for action in sys.argv[2:]]
    done = run(tasks, "planted_work:misbehave", jobs=1, limits=Limits(2.0, memory=512 << 20), cluster=sys.argv[1])
    print(json.dumps([[result.accident, result.record["reason"]] for result in done.results]))
"""


def begin_cluster(folder: Path, *, daemon: bool) -> subprocess.Popen[str]:
    """Start a cluster that ends when its standard input does."""
    return begin("-c", CLUSTER, folder=folder, DASK_DISTRIBUTED__WORKER__DAEMON=str(daemon))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster whose workers may have children."""
    with begin_cluster(tmp_path_factory.mktemp("cluster"), daemon=False) as cluster:
        assert cluster.stdout is not None
        yield cluster.stdout.readline().strip()
        cluster.communicate()


def test_bad_tasks_on_a_cluster_cost_one_result_each(tmp_path: Path, address: str) -> None:
    """Hanging in C, crashing and eating memory leave the other results of the cluster intact, with the reasons known from home."""
    done = python("-c", CALLER, address, "answer", "loop_in_c", "crash", "eat_memory", "answer", folder=tmp_path)
    assert done.stdout == (
        '[["", ""], ["time", "stopped after 2 s of processor time"], ["crash", "worker killed by signal SIGSEGV"], '
        '["memory", "memory limit of 512 MiB reached"], ["", ""]]\n'
    )


def test_workers_that_may_not_have_children_are_told_how_to_start(tmp_path: Path) -> None:
    """A cluster with daemonic workers gives a tool error that names the setting."""
    with begin_cluster(tmp_path, daemon=True) as cluster:
        assert cluster.stdout is not None
        answer = python("-c", CALLER, cluster.stdout.readline().strip(), "answer", folder=tmp_path).stdout
        cluster.communicate()
    assert "DASK_DISTRIBUTED__WORKER__DAEMON=False" in answer


def test_nobody_at_the_address_is_a_clear_error() -> None:
    """An address at which no scheduler answers is refused with what to write instead."""
    with pytest.raises(
        FisherproofError, match=r"expected the address of a Dask scheduler, got 'tcp://127\.0\.0\.1:9' .* Write e\.g\. tcp://host:8786"
    ):
        run([Task("a", "a", {})], "planted_work:misbehave", jobs=1, limits=Limits(1.0), cluster="tcp://127.0.0.1:9")


def test_an_installation_without_dask_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Dask the error names the extra."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(FisherproofError, match=r"Install fisherproof\[cluster\]"):
        run([Task("a", "a", {})], "planted_work:misbehave", jobs=1, cluster="tcp://127.0.0.1:9")
