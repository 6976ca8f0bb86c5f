"""The command ``train``: its page and numbers, its errors, and going on from a saved state."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from numeric.data import data_set
from numeric.data import wine as wine_module
from numeric.optimizers import optimizers
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.hessian_free import HessianFree
from verify.cli import run
from verify.training import session

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _wine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small data set in place of the one that another package ships."""
    generator = np.random.default_rng(0)
    inputs = generator.standard_normal((30, 5))
    made = data_set.DataSet("wine", inputs, (inputs[:, 0] > 0).astype(int) + (inputs[:, 1] > 0), "planted")
    monkeypatch.setattr(wine_module, "load", made.drawn)


def test_all_methods_end_on_one_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every optimizer has a row in the JSON file and on the page; losses fall; results and messages stay apart."""
    assert run(["train", "wine", "--all", "--epochs", "2", "--out", str(tmp_path)]) == 0
    found = json.loads((tmp_path / "curves.json").read_text(encoding="utf-8"))
    names = {method["name"] for method in found["methods"]}
    assert names == {*optimizers(), "gradient-descent-momentum"}
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(name in page for name in names)
    for method in found["methods"]:
        assert method["rows"][-1]["loss"] < method["rows"][0]["loss"]
        assert method["rows"][-1]["cost"] >= 2
    assert {path.name for path in tmp_path.glob("*.svg")} == {"loss-per-iteration.svg", "loss-per-gradients.svg", "loss-per-seconds.svg"}
    printed = capsys.readouterr()
    assert "hessian-free" in printed.out
    assert "Wrote" in printed.err
    assert "Wrote" not in printed.out


def test_a_method_that_climbs_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ends above its start is called diverged, one that overflows stopped, one that descends nothing."""
    for rate, told in ((0.1, ""), (300.0, "diverged: the loss rose from "), (1e308, "stopped")):
        monkeypatch.setattr(session, "methods", lambda _, rate=rate: {"gradient-descent": GradientDescent(rate)})
        assert run(["train", "wine", "--quiet", "--all", "--epochs", "3", "--out", str(tmp_path)]) == 0
        reason = json.loads((tmp_path / "curves.json").read_text(encoding="utf-8"))["methods"][0]["reason"]
        assert reason.startswith(told)
        assert bool(reason) == bool(told)


def test_a_resumed_training_is_the_longer_one(tmp_path: Path) -> None:
    """Stopping after five gradients and going on to sixty gives the losses of going to sixty at once."""
    common = ["--quiet", "--optimizer", "hessian-free", "--optimizer", "kfac"]
    assert run(["train", "wine", "--epochs", "60", "--out", str(tmp_path / "a"), *common]) == 0
    assert run(["train", "wine", "--epochs", "5", "--out", str(tmp_path / "b"), *common]) == 0
    assert run(["train", "wine", "--epochs", "60", "--resume", "--out", str(tmp_path / "b"), *common]) == 0
    losses = [
        [[row["loss"] for row in method["rows"]] for method in json.loads((tmp_path / name / "curves.json").read_text())["methods"]]
        for name in ("a", "b")
    ]
    assert losses[0] == losses[1]
    assert len(losses[0][0]) > 2


def test_threads_are_told_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page and its command name them; losses are those of one thread to rounding, and resuming with another number is refused."""
    call = ["train", "wine", "--quiet", "--optimizer", "hessian-free", "--epochs", "20"]
    losses = []
    for number in (1, 2):
        assert run([*call, "--threads", str(number), "--out", str(tmp_path / str(number))]) == 0
        found = json.loads((tmp_path / str(number) / "curves.json").read_text(encoding="utf-8"))
        losses.append([row["loss"] for row in found["methods"][0]["rows"]])
        assert found["facts"]["threads"] == str(number)
        assert ("--threads 2" in found["command"]) == (number == 2)
    assert losses[0] == pytest.approx(losses[1], rel=1e-6)
    assert run([*call, "--resume", "--out", str(tmp_path / "2")]) == 2
    assert "expected 2 threads as before, got 1" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "layout"), [("last", "samples last"), ("first", "samples first"), ("tuned", "samples first")])
def test_a_layout_is_told_and_kept(option: str, layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says what was chosen and that it was measured, its command what was asked for; going on takes the saved one."""
    monkeypatch.setattr("numeric.problem.faster", lambda _: "samples first")
    call = ["train", "wine", "--quiet", "--optimizer", "hessian-free", "--layout", option, "--out"]
    assert run([*call, str(tmp_path / "a"), "--epochs", "60"]) == 0
    assert run([*call, str(tmp_path / "b"), "--epochs", "5"]) == 0
    monkeypatch.setattr("numeric.problem.faster", lambda _: "samples last")
    assert run([*call, str(tmp_path / "b"), "--epochs", "60", "--resume"]) == 0
    straight, again = (json.loads((tmp_path / name / "curves.json").read_text(encoding="utf-8")) for name in ("a", "b"))
    for found in (straight, again):
        assert found["facts"]["layout"].startswith(layout)
        assert ("faster when measured" in found["facts"]["layout"]) == (option == "tuned")
        assert (f"--layout {option}" in found["command"]) == (option != "last")
    assert [row["loss"] for row in straight["methods"][0]["rows"]] == [row["loss"] for row in again["methods"][0]["rows"]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mnist"], "Choosing a task: expected one of autoencoder, .*, got 'mnist'"),
        (["wine", "--optimizer", "adam"], "Choosing a method: expected one of .*, got 'adam'"),
        (["wine", "--samples", "99"], "Drawing samples: expected 1 to 30 of 'wine', got 99"),
        (["curves", "--samples", "2", "--optimizer", "newton"], "expected one that fits the problem, got 'newton'"),
        (["wine", "--epochs", "nan"], "Reading --epochs: expected a finite number, got nan. Leave the option away for its default."),
        (["wine", "--seconds", "inf"], "Reading --seconds: expected a finite number, got inf."),
        (["wine", "--epochs", "0"], "Reading the call: expected a number >0 as --epochs, got 0"),
    ],
)
def test_wrong_calls_end_with_2(arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be trained is told with what can, and the code is that of a wrong call."""
    assert run(["train", *arguments, "--out", str(tmp_path)]) == 2
    assert re.search(message, capsys.readouterr().err.replace("\n", " "))


def test_a_folder_that_is_a_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A place that cannot be written is an error before any training."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run(["train", "wine", "--out", str(tmp_path / "file" / "x")]) == 2
    assert "Choose another place" in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was trained is shown and saved, the error names the file, and it is the call's, not the tool's."""
    (tmp_path / "index.html").mkdir()
    assert run(["train", "wine", "--epochs", "2", "--out", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert "hessian-free" in told.out
    assert "index.html (Is a directory). Make room there and call again with --resume." in told.err.replace("\n", " ")
    assert (tmp_path / "states" / "hessian-free.npz").is_file()


def test_interrupting_keeps_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in a method ends the run with the page of what was done, and the code says that it is not all."""
    steps = HessianFree.step
    monkeypatch.setattr(HessianFree, "step", lambda self, state: steps(self, state) if state.steps < 2 else _interrupt())
    assert run(["train", "wine", "--quiet", "--epochs", "900", "--out", str(tmp_path)]) == 1
    found = json.loads((tmp_path / "curves.json").read_text(encoding="utf-8"))
    assert (len(found["methods"][0]["rows"]), found["methods"][0]["reason"]) == (3, "interrupted")


def _interrupt() -> None:
    raise KeyboardInterrupt
