"""Ctrl-C in the middle of a measurement of a kernel: the regimes that have ended are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from verify import engine
from verify.cli import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def kernel(tmp_path: Path) -> str:
    """A small kernel."""
    path = str(tmp_path / "twice.py")
    assert run(["kernel", "2*x", "--let", "x=real", "--name", "twice", "-o", path]) == 0
    return path


def stopped(monkeypatch: pytest.MonkeyPatch, ended: int) -> None:
    """Let the engine be interrupted after some regimes."""
    whole = engine.run

    def some(tasks: list[Any], work: str, **options: Any) -> engine.Run:
        done = whole(tasks, work, **options)
        rest = tuple(engine.Result({"verdict": "inconclusive", "reason": "not checked: interrupted"}) for _ in done.results[ended:])
        return engine.Run((*done.results[:ended], *rest), interrupted=True)

    monkeypatch.setattr(engine, "run", some)


def test_what_was_measured_is_told(kernel: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A table of the regimes that ended, a word about the others, and the exit code of what is not whole."""
    stopped(monkeypatch, 1)
    capsys.readouterr()
    assert run(["accuracy", kernel, "--regimes", "ordinary,extreme", "--points", "5", "--jobs", "1"]) == 1
    out, err = capsys.readouterr()
    assert ("\nordinary" in out, "\nextreme" in out) == (True, False)
    assert err == "Interrupted: 1 of 2 regimes were measured.\n"


def test_nothing_measured_is_said_so(kernel: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """No empty table."""
    stopped(monkeypatch, 0)
    capsys.readouterr()
    assert run(["accuracy", kernel, "--regimes", "ordinary", "--points", "5", "--jobs", "1"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.strip()) == ("", "Interrupted.")
