"""Whatever a task does to its worker, its reason is exact and every other result is intact."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from calling import begin, python

from verify.engine import Limits, Task, run
from verify.engine.failures import outcome
from verify.engine.limits import size
from verify.engine.pool import _PRELOADED, execute

WORK = "planted_work:misbehave"
MEBIBYTE = 1 << 20


def tasks(*actions: str | tuple[str, Any]) -> list[Task]:
    """One task for each action, or pair of action and value."""
    pairs = [(action, index) if isinstance(action, str) else action for index, action in enumerate(actions)]
    return [Task(action, f"{index}", {"do": action, "value": value}) for index, (action, value) in enumerate(pairs)]


LIMITS = Limits(timeout=30.0, memory=512 * MEBIBYTE, elapsed=120.0)
SHORT = Limits(timeout=1.0, memory=512 * MEBIBYTE, elapsed=60.0)


@pytest.mark.parametrize(
    ("action", "limits", "accident", "reason"),
    [
        ("loop_in_python", SHORT, "time", "stopped after 1 s of processor time"),
        ("loop_in_c", SHORT, "time", "stopped after 1 s of processor time"),
        (("sleep", 1000.0), Limits(1.0, elapsed=2.0), "time", "stopped after 2 s by the clock, before its 1 s of processor time were used"),
        ("crash", LIMITS, "crash", "worker killed by signal SIGSEGV"),
        ("abort", LIMITS, "crash", "worker killed by signal SIGABRT"),
        ("eat_memory", LIMITS, "memory", "memory limit of 512 MiB reached"),
        ("abort_for_memory", LIMITS, "memory", "memory limit of 512 MiB reached"),
        ("fail", LIMITS, "error", "tool error: LocalError: planted"),
        ("leave", LIMITS, "error", "tool error: SystemExit: 5"),
        (("leave_at_once", 3), LIMITS, "crash", "worker exited with status 3"),
        (("leave_at_once", 0), LIMITS, "crash", "worker ended before it returned a result"),
        ("answer_an_object", LIMITS, "error", "tool error: TypeError: Object of type object is not JSON serializable"),
        ("no_such_action", LIMITS, "error", "tool error: KeyError: 'no_such_action'"),
    ],
)
def test_one_bad_task_costs_one_result(action: str, limits: Limits, accident: str, reason: str) -> None:
    """A task that hangs, crashes, eats memory, raises or exits is inconclusive with the exact reason, its neighbours are decided."""
    results = run(tasks("answer", action, "answer", "answer"), WORK, jobs=2, limits=limits).results
    assert [result.record.get("value") for result in results] == [0, None, 2, 3]
    assert [result.accident for result in results] == ["", accident, "", ""]
    spent = limits.timeout if reason.endswith("processor time") else 0.0
    assert results[1].record == {"verdict": "inconclusive", "grade": "", "reason": reason, "seconds": spent}


def test_a_memory_limit_too_small_to_start_is_reported() -> None:
    """Workers that cannot even start end the run with a reason instead of holding it up for ever."""
    results = run(tasks("answer", "answer"), WORK, jobs=2, limits=Limits(memory=MEBIBYTE)).results
    assert {result.accident for result in results} <= {"error", "memory", "crash"}
    assert all(result.record["verdict"] == "inconclusive" for result in results)


def test_memory_that_runs_out_before_the_worker_can_say_so_is_reported() -> None:
    """A worker without the memory to set itself up hands over the bare exception: it becomes the reason of one claim."""
    future: Future[str] = Future()
    future.set_exception(MemoryError())
    result = outcome(future, LIMITS, "its last words")
    assert result is not None
    assert (result.accident, result.record["reason"]) == ("memory", "memory limit of 512 MiB reached")


def test_workers_that_cannot_start_end_the_run(tmp_path: Path) -> None:
    """A program from standard input is none that workers can import: hundreds of tasks get that reason."""
    program = (
        "from verify.engine import Task, run\n"
        f"done = run([Task('a', 'a', {{'do': 'answer', 'value': 1}})] * 300, {WORK!r}, jobs=2)\n"
        "print({result.record['reason'] for result in done.results})\n"
    )
    output, _ = begin("-", folder=tmp_path).communicate(program, timeout=120)
    assert output == "{'tool error: no worker process could be started'}\n"


def test_results_stand_in_the_order_of_the_tasks() -> None:
    """Results come in the order of the tasks although the first task ends last, and are reported as they come."""
    came: list[int] = []
    order = tasks(("sleep", 1.5), "answer", "answer")
    results = run(order, WORK, jobs=3, limits=LIMITS, on_result=lambda index, _: came.append(index)).results
    assert [result.record["value"] for result in results] == [1.5, 1, 2]
    assert came[-1] == 0


def test_every_task_has_a_process_of_its_own() -> None:
    """No two tasks share a process, and SymPy is there before a task begins."""
    results = run(tasks(*["count_modules"] * 6), WORK, jobs=2, limits=LIMITS).results
    assert len({result.record["process"] for result in results}) == 6
    assert all(result.record["sympy"] for result in results)


@pytest.mark.parametrize("modules", ["('verify.runs.warm_experiments',)", "('verify.no_such_module',)", "()"])
def test_what_the_first_tasks_ask_for_is_loaded_once_for_all(tmp_path: Path, modules: str) -> None:
    """The server imports what a task of its first run wants to find, and every worker has it; a module that is not there harms nobody."""
    program = (
        "from verify.engine import Task, run\n"
        "if __name__ == '__main__':\n"
        f"    tasks = [Task('a', 'a', {{'do': 'count_modules'}}, modules={modules}), Task('b', 'b', {{'do': 'count_modules'}})]\n"
        "    print([result.record['experiments'] for result in run(tasks, 'planted_work:misbehave', jobs=1).results])\n"
    )
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    assert python("program.py", folder=tmp_path).stdout == f"{['experiments' in modules] * 2}\n"


def test_details_of_an_error_are_kept() -> None:
    """The traceback of a tool error, and the stack of a crash, are kept beside the short reason."""
    failed, crashed = run(tasks("fail", "crash"), WORK, jobs=1, limits=LIMITS).results
    assert "planted_work.py" in failed.details
    assert "Segmentation fault" in crashed.details


def test_a_killed_worker_is_named() -> None:
    """A worker that something outside kills is reported with its signal."""
    stop = threading.Event()
    stream = execute({0: {"do": "be_killed", "value": None}, 1: {"do": "answer", "value": 1}}, WORK, jobs=2, limits=LIMITS, stop=stop)
    results = dict(stream)
    assert results[1].record["value"] == 1
    assert results[0].record["reason"] == "worker killed by signal SIGKILL"


def test_what_a_worker_prints_stays_off_standard_output(tmp_path: Path) -> None:
    """Neither `print` nor a C library's write in a worker reaches the standard output of the run."""
    program = (
        "from verify.engine import Task, run\n"
        "if __name__ == '__main__':\n"
        f"    done = run([Task('a', 'a', {{'do': 'print_and_answer', 'value': 7}})], {WORK!r}, jobs=1)\n"
        "    print(done.results[0].record['value'])\n"
    )
    done = python("-c", program, folder=tmp_path)
    assert (done.stdout, done.stderr) == ("7\n", "")


def test_a_killed_run_leaves_no_orphans(tmp_path: Path) -> None:
    """After kill -9 of the run its hanging workers still end at their limits."""
    calls = tmp_path / "calls"
    payload = {"do": "note_process_and_hang", "value": str(calls)}
    program = (
        "from verify.engine import Limits, Task, run\n"
        "if __name__ == '__main__':\n"
        f"    run([Task('a', 'a', {payload!r})], {WORK!r}, jobs=1, limits=Limits(2.0))\n"
    )
    running = begin("-c", program, folder=tmp_path)
    process = int(wait_for(lambda: calls.exists() and calls.read_text(encoding="utf-8")))
    running.kill()
    running.communicate()
    assert wait_for(lambda: not is_running(process))


def test_sizes_are_written_in_binary_units() -> None:
    """A reason states a memory limit in the unit a person would choose."""
    assert [size(count) for count in (1 << 30, 512 << 20, 1000)] == ["1 GiB", "512 MiB", "1000 B"]


def is_running(process: int) -> bool:
    """Tell whether a process exists and is no zombie."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait_for(condition: Any, seconds: float = 120.0) -> Any:
    """Wait until the condition holds and return its value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    pytest.fail("waited in vain")


def test_heavy_tasks_begin_first() -> None:
    """Tasks begin by falling weight, and by their place where it is equal; results keep the order of the tasks."""
    came: list[int] = []
    order = [Task("answer", f"{index}", {"do": "answer", "value": index}, weight) for index, weight in enumerate((1.0, 5.0, 1.0, 9.0))]
    results = run(order, WORK, jobs=1, limits=LIMITS, on_result=lambda index, _: came.append(index)).results
    assert came == [3, 1, 0, 2]
    assert [result.record["value"] for result in results] == [0, 1, 2, 3]


@pytest.mark.parametrize("name", _PRELOADED)
def test_what_the_server_is_to_load_exists(name: str) -> None:
    """Every module that the fork server loads for the workers can be imported: of one that cannot, it would say nothing."""
    assert import_module(name).__name__ == name
