"""A run that is interrupted or killed leaves what it has, and the next run begins there."""

from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest
from calling import begin

from verify.engine import Result, Task, run
from verify.engine.journal import Journal
from verify.engine.results import failure

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

WORK = "planted_work:misbehave"
PROGRAM = """
import json, sys
from pathlib import Path
from verify.engine import Task, run
from verify.engine.journal import Journal
if __name__ == "__main__":
    payloads = json.loads(sys.argv[2])
    tasks = [Task(str(index), str(index), payload) for index, payload in enumerate(payloads)]
    with Journal(Path(sys.argv[1]), [task.key for task in tasks]) as journal:
        done = run(tasks, "planted_work:misbehave", jobs=2, journal=journal)
    print(json.dumps({"interrupted": done.interrupted, "reasons": [result.record["reason"] for result in done.results]}))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_with_what_it_has(tmp_path: Path, number: signal.Signals) -> None:
    """After Ctrl-C the run ends at once: finished tasks have their results, the others say that they were not checked."""
    running = start(tmp_path, [answering(tmp_path, 0), {"do": "loop_in_python"}, {"do": "loop_in_python"}, answering(tmp_path, 3)])
    wait_for(lambda: lines(tmp_path) >= 1)
    running.send_signal(number)
    output, errors = running.communicate(timeout=120)
    assert (running.returncode, errors) == (0, "")
    assert json.loads(output) == {"interrupted": True, "reasons": ["", *["not checked: interrupted"] * 3]}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_next_run_goes_on_where_a_run_stopped(tmp_path: Path, number: signal.Signals) -> None:
    """Results written before Ctrl-C or kill -9 are not computed again."""
    payloads = [answering(tmp_path, 0), answering(tmp_path, 1), {"do": "sleep", "value": 3}]
    running = start(tmp_path, payloads)
    wait_for(lambda: lines(tmp_path) >= 2)
    running.send_signal(number)
    running.communicate(timeout=120)
    output, _ = start(tmp_path, payloads).communicate(timeout=120)
    assert json.loads(output) == {"interrupted": False, "reasons": [""] * 3}
    assert sorted((tmp_path / "calls").read_text(encoding="utf-8").split()) == ["0", "1"]
    assert not list((tmp_path / "journal").iterdir())


def test_a_torn_last_line_is_ignored(tmp_path: Path) -> None:
    """A line that the death of a run cut short is dropped, and the next line does not run into it."""
    with Journal(tmp_path, ["a", "b"]) as journal:
        journal.append("a", "first", Result({"verdict": "proved"}))
        journal.append("b", "second", Result({"verdict": "refuted"}))
        journal.path.write_bytes(journal.path.read_bytes()[:-9])
    with Journal(tmp_path, ["a", "b"]) as journal:
        assert journal.earlier == {"a": {"verdict": "proved"}}
        journal.append("b", "second", Result({"verdict": "refuted"}))
    with Journal(tmp_path, ["a", "b"]) as journal:
        assert journal.earlier == {"a": {"verdict": "proved"}, "b": {"verdict": "refuted"}}


def test_accidents_of_an_interrupted_run_are_tried_again(tmp_path: Path) -> None:
    """The journal shows a time-out but does not hand it to the next run."""
    with Journal(tmp_path, ["a"]) as journal:
        journal.append("a", "first", failure("time", "stopped after 3 s of processor time"))
        assert "stopped after 3 s" in journal.path.read_text(encoding="utf-8")
    with Journal(tmp_path, ["a"]) as journal:
        assert journal.earlier == {}


def test_another_set_of_tasks_has_another_journal(tmp_path: Path) -> None:
    """A run does not resume from the journal of different tasks, nor, when it is to start afresh, from its own."""
    with Journal(tmp_path, ["a"]) as journal:
        journal.append("a", "first", Result({"verdict": "proved"}))
    with Journal(tmp_path, ["a", "b"]) as journal:
        assert journal.earlier == {}
    with Journal(tmp_path, ["a"], fresh=True) as journal:
        assert journal.earlier == {}


def test_two_runs_at_a_time_do_not_share_a_journal(tmp_path: Path) -> None:
    """While one run has the journal, a second run of the same tasks goes without."""
    with Journal(tmp_path, ["a"]) as first, Journal(tmp_path, ["a"]) as second:
        second.append("a", "first", Result({"verdict": "refuted"}))
        assert first.path.read_bytes() == b""


def test_a_complete_run_leaves_no_journal(tmp_path: Path) -> None:
    """A run that ends by itself deletes its journal."""
    tasks = [Task("a", "a", {"do": "answer", "value": 1})]
    with Journal(tmp_path, ["a"]) as journal:
        run(tasks, WORK, jobs=1, journal=journal)
    assert list(tmp_path.iterdir()) == []


def answering(folder: Path, value: int) -> dict[str, Any]:
    """The payload of a task that notes its call and answers."""
    return {"do": "answer", "value": value, "calls": str(folder / "calls")}


def start(folder: Path, payloads: list[dict[str, Any]]) -> subprocess.Popen[str]:
    """Start a run with a journal in the folder."""
    return begin("-c", PROGRAM, str(folder / "journal"), json.dumps(payloads), folder=folder)


def lines(folder: Path) -> int:
    """Number of results in the journal."""
    return sum(path.read_bytes().count(b"\n") for path in (folder / "journal").glob("*.jsonl"))


def wait_for(condition: Any, seconds: float = 120.0) -> None:
    """Wait until the condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
