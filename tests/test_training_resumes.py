"""A training run that is saved and resumed takes the steps of the uninterrupted one, bit for bit; damaged states are refused."""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from small_objectives import network

from numeric import batches, training
from numeric.layers.passes import ORDERS
from numeric.layers.samples_first import SamplesFirst
from numeric.optimizers import optimizers
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.hessian_free import HessianFree
from numeric.training import Budget, CheckpointError, Moment, begin, resume, save, settings, train

if TYPE_CHECKING:
    from pathlib import Path

    from numeric.optimizers.protocol import Optimizer

SETTINGS: dict[str, dict[str, Any]] = {"natural-gradient": {"damping": 0.5, "adaptive": True}, "natural-gradient-flow": {"damping": 0.1}}


def made(name: str) -> Optimizer:
    """An optimizer with batches where it has them."""
    maker = optimizers()[name]
    fields = {field.name for field in dataclasses.fields(maker)}  # type: ignore[arg-type]
    options = SETTINGS.get(name, {}) | ({"batch": 8, "seed": 3} if "batch" in fields and name != "natural-gradient" else {})
    return settings(maker, **options)


@pytest.mark.parametrize("layout", ORDERS)
@pytest.mark.parametrize("name", optimizers())
def test_a_resumed_run_is_the_same_run(name: str, layout: str, tmp_path: Path) -> None:
    """Two steps, a file, a fresh problem and two more steps give the bits of four steps: parameters, memory and history."""
    optimizer = made(name)
    loss = "squared" if name == "newton" else "cross_entropy_logits"
    problem, theta = network(loss, layout=layout)
    whole = train(optimizer, begin(optimizer, problem, theta), Budget(1e9, steps=4))
    half = train(optimizer, begin(optimizer, problem, theta), Budget(1e9, steps=2))
    save(tmp_path / "state.npz", half, optimizer)
    fresh, _ = network(loss, layout=layout)
    again = train(optimizer, resume(tmp_path / "state.npz", optimizer, fresh), Budget(1e9, steps=4))
    assert np.array_equal(again.state.theta, whole.state.theta)
    assert not np.array_equal(again.state.theta, half.state.theta)
    for key, value in whole.state.memory.items():
        assert np.array_equal(again.state.memory[key], value)
    assert [(row.step, row.cost, row.loss) for row in again.history] == [(row.step, row.cost, row.loss) for row in whole.history]
    assert repr([row.report for row in again.history]) == repr([row.report for row in whole.history])


def test_a_failed_save_leaves_the_former_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails half-way the former state is still there, and nothing else is left in the folder."""
    optimizer = GradientDescent()
    problem, theta = network()
    run = begin(optimizer, problem, theta)
    path = tmp_path / "state.npz"
    save(path, run, optimizer)
    before = path.read_bytes()

    def fails(*_: object, **__: object) -> None:
        message = "disk full"
        raise OSError(message)

    monkeypatch.setattr(training.os, "fsync", fails)
    with pytest.raises(OSError, match="disk full"):
        save(path, train(optimizer, run, Budget(1e9, steps=1)), optimizer)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["state.npz"]


def test_a_state_is_whole_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is handed to the disk is the whole file, and the former state is there until it is."""
    problem, theta = network()
    optimizer, path, seen = HessianFree(), tmp_path / "state.npz", []
    handed = os.fsync

    def watched(descriptor: int) -> None:
        seen.append((os.fstat(descriptor).st_size, path.exists()))
        handed(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    save(path, begin(optimizer, problem, theta), optimizer)
    assert seen == [(path.stat().st_size, False)]


def test_states_of_another_run_are_refused(tmp_path: Path) -> None:
    """A damaged file, another method and other data are told apart from a state to go on from."""
    problem, theta = network()
    optimizer, path = HessianFree(), tmp_path / "state.npz"
    save(path, train(optimizer, begin(optimizer, problem, theta), Budget(1e9, steps=1)), optimizer)
    with pytest.raises(CheckpointError, match=r"expected a state of GradientDescent\(.*got one of HessianFree"):
        resume(path, GradientDescent(), problem)
    with pytest.raises(CheckpointError, match="got another on these data"):
        resume(path, optimizer, network(seed=9)[0])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(CheckpointError, match="expected a state saved by this version"):
        resume(path, optimizer, problem)


def test_every_damaged_state_is_told(tmp_path: Path) -> None:
    """Each byte with one bit turned, and each beginning of the file: the run that was saved, or a state that is refused; nothing else."""
    problem, theta = network()
    optimizer, path = GradientDescent(momentum=0.5), tmp_path / "state.npz"
    run = train(optimizer, begin(optimizer, problem, theta), Budget(1e9, steps=1))
    save(path, run, optimizer)
    whole, refused = path.read_bytes(), 0
    damaged = [whole[:i] + bytes([whole[i] ^ 1 << i % 8]) + whole[i + 1 :] for i in range(len(whole))]
    for content in [*damaged, *(whole[:i] for i in range(0, len(whole), 17))]:
        path.write_bytes(content)
        try:
            found = resume(path, optimizer, problem)
        except CheckpointError:
            refused += 1
        else:  # a date or an attribute of the archive
            assert np.array_equal(found.state.theta, run.state.theta)
            assert np.array_equal(found.state.memory["velocity"], run.state.memory["velocity"])
    assert refused > len(damaged) * 3 / 4


@pytest.mark.parametrize(
    ("key", "value"), [("optimizer", None), ("steps", "x"), ("cost", []), ("format", 2), ("history", [{}]), ("numbers", 1)]
)
def test_headers_of_other_versions_are_told(key: str, value: object, tmp_path: Path) -> None:
    """Without a field, or with something else in it, a state is refused by its name."""
    problem, theta = network()
    optimizer, path = GradientDescent(), tmp_path / "state.npz"
    save(path, begin(optimizer, problem, theta), optimizer)
    with np.load(path) as stored:
        arrays = dict(stored)
    header = json.loads(str(arrays.pop("header")))
    for changed in ({**header, key: value}, {name: each for name, each in header.items() if name != key}):
        np.savez(path, header=np.array(json.dumps(changed)), **arrays)
        with pytest.raises(CheckpointError, match="Resuming: expected a state"):
            resume(path, optimizer, problem)


def test_threads_resume_bit_for_bit_and_in_their_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads go on as two; with another number sums would be rounded otherwise, and a file that names none is of one."""
    monkeypatch.setattr(batches, "LEAST", {"d": 1})
    optimizer, path = HessianFree(), tmp_path / "state.npz"
    (problem, theta), (fresh, _) = network(threads=2), network(threads=2)
    whole = train(optimizer, begin(optimizer, problem, theta), Budget(1e9, steps=4))
    save(path, train(optimizer, begin(optimizer, problem, theta), Budget(1e9, steps=2)), optimizer)
    again = train(optimizer, resume(path, optimizer, fresh), Budget(1e9, steps=4))
    assert np.array_equal(again.state.theta, whole.state.theta)
    alone, _ = network()
    with pytest.raises(CheckpointError, match=r"expected 2 threads as before, got 1: .* Use 2\."):
        resume(path, optimizer, alone)


def test_a_tuned_run_resumes_as_it_was_tuned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine finds faster the second time does not matter, a layout that is asked for must be that of the file, bit for bit."""
    optimizer, path = HessianFree(), tmp_path / "state.npz"
    monkeypatch.setattr("numeric.problem.faster", lambda _: "samples first")
    (problem, theta), (fresh, _), (last, _) = network(layout="tuned"), network(layout="tuned"), network()
    whole = train(optimizer, begin(optimizer, problem, theta), Budget(1e9, steps=4))
    save(path, train(optimizer, begin(optimizer, problem, theta), Budget(1e9, steps=2)), optimizer)
    monkeypatch.setattr("numeric.problem.faster", lambda _: "samples last")
    again = train(optimizer, resume(path, optimizer, fresh), Budget(1e9, steps=4))
    assert np.array_equal(again.state.theta, whole.state.theta)
    assert fresh.layout == problem.layout == "samples first"
    assert all(isinstance(piece.run, SamplesFirst) for piece in fresh.problem.at(again.state.theta).pieces())
    tuned, _ = network(layout="tuned")
    assert tuned.layout == "samples last"
    for other in (tuned, last):
        with pytest.raises(CheckpointError, match=r"expected samples first in memory as before, got samples last: .* Use that layout\."):
            resume(path, optimizer, other)


def test_a_file_without_a_layout_has_samples_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of former versions; one that names something else is damaged."""
    optimizer, path = GradientDescent(), tmp_path / "state.npz"
    problem, theta = network()
    straight = json.dumps
    for change, told in (
        ({}, "expected samples last in memory as before, got samples first"),
        ({"layout": "sideways"}, "saved by this version"),
    ):

        def changed(header: dict[str, Any], change: dict[str, str] = change) -> str:
            return straight({key: value for key, value in header.items() if key != "layout"} | change)

        monkeypatch.setattr(training.json, "dumps", changed)
        save(path, begin(optimizer, problem, theta), optimizer)
        monkeypatch.undo()
        if not change:
            assert np.array_equal(resume(path, optimizer, problem).state.theta, theta)
        with pytest.raises(CheckpointError, match=told):
            resume(path, optimizer, network(layout="samples first")[0])


def test_the_budget_ends_a_run() -> None:
    """A run ends with the step that spends its gradients, not before the least number of steps, and at the latest at the most."""
    problem, theta = network()
    optimizer = GradientDescent()
    counts = [
        train(optimizer, begin(optimizer, problem, theta), each).state.steps
        for each in (Budget(3), Budget(3, least=7), Budget(99, steps=5))
    ]
    assert counts == [3, 7, 5]


def test_a_run_whose_loss_overflows_stops() -> None:
    """The loop ends with the step whose loss is not finite; it does not go on with nan."""
    problem, theta = network("squared")
    optimizer = GradientDescent(1e200)
    run = train(optimizer, begin(optimizer, problem, theta), Budget(50))
    assert not np.isfinite(run.history[-1].loss)
    assert run.state.steps < 50


def test_unknown_settings_are_named() -> None:
    """A setting that a method does not have is an error that names the method."""
    with pytest.raises(ValueError, match="Setting up gradient-descent: expected its settings, got \\['speed'\\]"):
        settings(GradientDescent, speed=1)


def test_the_best_of_a_run_is_its_least_loss() -> None:
    """Also where a later step climbed."""
    problem, theta = network()
    optimizer = GradientDescent()
    run = train(optimizer, begin(optimizer, problem, theta), Budget(1e9, steps=2))
    losses = [3.0, 1.0, 2.0]
    assert dataclasses.replace(run, history=tuple(map(with_loss, run.history, losses))).best == 1.0


def with_loss(moment: Moment, loss: float) -> Moment:
    """The moment with another loss."""
    return dataclasses.replace(moment, loss=loss)


def test_seconds_are_those_of_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that moves by one whenever it is read: what watching takes is not counted."""
    clock = itertools.count(100)
    monkeypatch.setattr(training, "time", SimpleNamespace(perf_counter=lambda: float(next(clock))))
    problem, theta = network()
    optimizer = GradientDescent()
    run = train(optimizer, begin(optimizer, problem, theta), Budget(1e9, steps=3), watch=lambda _: next(clock))
    assert [moment.seconds for moment in run.history] == [0, 1, 2, 3]
    assert len(train(optimizer, run, Budget(1e9, seconds=5)).history) == 6
