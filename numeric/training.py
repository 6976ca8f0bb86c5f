"""The training loop: a budget, a history, and states that are saved atomically and resume bit for bit."""

from __future__ import annotations

import io
import json
import os
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import DomainError, NumericError
from numeric.layers.passes import ORDERS, SAMPLES_LAST
from numeric.optimizers.protocol import Report, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numeric.objective import Objective
    from numeric.optimizers.protocol import Optimizer

FORMAT = 1
ROUNDING = 1e-12  # relative: of a sum of costs


class CheckpointError(NumericError):
    """A saved state does not belong to this run, or is damaged: start anew or name the right file."""


@dataclass(frozen=True)
class Budget:
    """Where training ends: at ``cost`` gradients of the data, not before ``least`` steps, at the latest at ``steps`` or ``seconds``.

    After the least number of steps none is taken that would pass the cost: one that turns out to is dropped, with what it computed.
    Seconds are those of steps alone; watching and saving are not counted. The steps of a method that cuts them to what is left depend on
    the budget: going on with a larger one is not, bit for bit, the run that had it from the start, as it is with all others.
    """

    cost: float
    least: int = 0
    steps: int = 1_000_000
    seconds: float = float("inf")

    def spent(self, moment: Moment) -> bool:
        """Whether training ends here."""
        return (moment.cost >= self.cost and moment.step >= self.least) or moment.step >= self.steps or moment.seconds >= self.seconds

    def holds(self, state: State) -> bool:
        """Whether a step that led to a state may be taken: it is one of the least number, or the cost, but for rounding, is not passed."""
        return state.steps <= self.least or state.cost <= self.cost * (1 + ROUNDING)

    def allowance(self, moment: Moment) -> float:
        """Gradients that the next step may be worth: what is left, shared with the steps that come before the least number is reached."""
        return (self.cost - moment.cost) / max(1, self.least - moment.step)


@dataclass(frozen=True)
class Moment:
    """One row of the history: step, gradients and seconds so far, the loss on the whole data and the report of the step."""

    step: int
    cost: float
    seconds: float
    loss: float
    report: Report


@dataclass(frozen=True)
class Run:
    """A state with the history that led to it."""

    state: State
    history: tuple[Moment, ...]

    @property
    def best(self) -> float:
        """The least loss met."""
        return min(moment.loss for moment in self.history)


def begin(optimizer: Optimizer, problem: Objective, theta: Any) -> Run:
    """A run before its first step."""
    state = optimizer.init(problem, theta)
    return Run(state, (Moment(0, 0.0, 0.0, state.report.loss, state.report),))


def train(optimizer: Optimizer, run: Run, budget: Budget, watch: Callable[[Run], None] | None = None) -> Run:
    """Step until the budget is spent, or holds no further step, or the loss stops being finite.

    Args:
        optimizer: the method.
        run: where to go on.
        budget: when to stop.
        watch: called after every step, e.g. to show progress or to save.
    """
    whole = getattr(optimizer, "batch", None) is None
    shortest: Callable[[State], float] = getattr(optimizer, "shortest", lambda _: 0.0)
    while not budget.spent(run.history[-1]):
        began, allowance = time.perf_counter(), budget.allowance(run.history[-1])
        if run.state.steps >= budget.least and shortest(run.state) > allowance:
            break
        state = optimizer.step(replace(run.state, allowance=allowance))
        if not budget.holds(state):
            break
        seconds = run.history[-1].seconds + time.perf_counter() - began
        loss = state.report.loss if whole else state.problem.value(state.theta)
        run = Run(state, (*run.history, Moment(state.steps, state.cost, seconds, loss, state.report)))
        if watch is not None:
            watch(run)
        if not np.isfinite(loss):
            break
    return run


def save(path: Path, run: Run, optimizer: Optimizer) -> None:
    """Write a run so that others see the whole file or the former one; no number loses a digit.

    Raises:
        OSError: the folder cannot be written.
    """
    arrays: dict[str, Any] = {f"memory.{name}": value for name, value in run.state.memory.items() if isinstance(value, np.ndarray)}
    header = {
        "format": FORMAT,
        "optimizer": repr(optimizer),
        "threads": _threads(run.state.problem),
        "layout": str(getattr(run.state.problem, "layout", SAMPLES_LAST)),
        "arrays": sorted(arrays),
        "numbers": {name: float(value) for name, value in run.state.memory.items() if not isinstance(value, np.ndarray)},
        "steps": run.state.steps,
        "cost": run.state.cost,
        "history": [asdict(moment) for moment in run.history],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            np.savez(file, allow_pickle=False, theta=run.state.theta, header=np.array(json.dumps(header)), **arrays)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def resume(path: Path, optimizer: Optimizer, problem: Objective) -> Run:
    """Read a saved run of the same method on the same problem; its next step is the one the saved run would have taken.

    Raises:
        CheckpointError: the file is damaged, or belongs to another method, problem, number of threads or layout.
    """
    try:
        header, history, theta, memory = _stored(path)
    except Exception as error:  # damaged bytes raise whatever the readers of archives, headers and numbers come upon
        message = f"Resuming: expected a state saved by this version in {path.name}, got something else ({error}). Start anew."
        raise CheckpointError(message) from error
    if header["optimizer"] != repr(optimizer) or theta.shape != (problem.size,):
        got = f"one of {header['optimizer']} with {theta.size}"
        message = f"Resuming: expected a state of {optimizer!r} with {problem.size} parameters, got {got}. Start anew."
        raise CheckpointError(message)
    saved = header["threads"]
    if saved != _threads(problem):
        message = f"Resuming: expected {saved} threads as before, got {_threads(problem)}: sums would be rounded otherwise. Use {saved}."
        raise CheckpointError(message)
    layout, settled = header["layout"], _settled(problem, header["layout"])
    if settled != layout:
        message = f"Resuming: expected {layout} in memory as before, got {settled}: sums would be rounded otherwise. Use that layout."
        raise CheckpointError(message)
    if not history or not np.isclose(problem.value(theta), history[-1].loss, rtol=1e-9, equal_nan=True):
        last = history[-1].loss if history else None
        message = f"Resuming: expected the saved loss {last}, got another on these data. Use the same data."
        raise CheckpointError(message)
    return Run(State(problem, theta, header["steps"], header["cost"], memory, history[-1].report), history)


def saved_layout(path: Path) -> str | None:
    """Where samples lay in memory in a saved run; nothing for a damaged file, which :func:`resume` refuses."""
    try:
        return str(_stored(path)[0]["layout"])
    except Exception:  # noqa: BLE001 - whatever the readers come upon
        return None


def _stored(path: Path) -> tuple[dict[str, Any], tuple[Moment, ...], Any, dict[str, Any]]:
    """The header of a file, with numbers as numbers, history, parameters and memory; any error where it holds something else."""
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
        header = json.loads(str(stored["header"]))
        arrays = {name: stored[name] for name in stored.files if name != "header"}
    if header["format"] != FORMAT:
        message = f"format {header['format']}, not {FORMAT}"
        raise ValueError(message)
    if sorted(arrays) != sorted([*header.get("arrays", arrays.keys() - {"theta"}), "theta"]):  # the archive's own list may be damaged
        message = f"the arrays {', '.join(arrays)}"
        raise ValueError(message)
    known = {
        "optimizer": str(header["optimizer"]),
        "steps": int(header["steps"]),
        "cost": float(header["cost"]),
        "threads": int(header.get("threads", 1)),
        "layout": ORDERS[ORDERS.index(header.get("layout", SAMPLES_LAST))],
    }
    history, theta = tuple(_moment(row) for row in header["history"]), arrays.pop("theta")
    memory = {name.removeprefix("memory."): value for name, value in arrays.items()}
    if any(value.dtype.kind not in "fiub" for value in (theta, *memory.values())):
        message = "arrays of something else than real numbers"
        raise ValueError(message)
    return {**header, **known}, history, theta, memory | {name: float(value) for name, value in header["numbers"].items()}


def _threads(problem: Objective) -> int:
    """How many share the samples of a problem, if it has any: rounding depends on it."""
    return int(getattr(problem, "threads", 1))


def _settled(problem: Objective, layout: str) -> str:
    """Where samples lie in memory: so, if that is still to be measured, or if there are none."""
    settle = getattr(problem, "settle", None)
    return layout if settle is None else str(settle(layout))


def _moment(row: dict[str, Any]) -> Moment:
    report: dict[str, Any] = {name: int(value) if name == "cg_iterations" else float(value) for name, value in row["report"].items()}
    return Moment(int(row["step"]), float(row["cost"]), float(row["seconds"]), float(row["loss"]), Report(**report))


def settings(optimizer: type[Optimizer], **changes: Any) -> Optimizer:
    """A method with some settings changed.

    Raises:
        DomainError: a setting is unknown.
    """
    try:
        return optimizer(**changes)
    except TypeError as error:
        message = f"Setting up {optimizer.name}: expected its settings, got {sorted(changes)} ({error}). Look at its documentation."
        raise DomainError(message) from error
