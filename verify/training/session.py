"""Run the chosen methods on a task, show progress, save states, and make the record."""

from __future__ import annotations

import math
import sys
from dataclasses import asdict, dataclass, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from numeric.errors import DomainError, NumericError
from numeric.layers.passes import SAMPLES_FIRST, SAMPLES_LAST
from numeric.optimizers import optimizers
from numeric.tasks import methods, task
from numeric.training import Budget, Run, begin, resume, save, saved_layout, train
from numeric.tuning import TUNED
from reports.training import MethodRecord, TrainingRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numeric.optimizers.protocol import Optimizer
    from numeric.tasks import Task
    from verify.console import Console

LAYOUTS = {"last": SAMPLES_LAST, "first": SAMPLES_FIRST, "tuned": TUNED}
LEAST_STEPS = 20
SAVE_EVERY = 10.0  # seconds of steps


@dataclass(frozen=True)
class Choice:
    """The options of the command."""

    problem: str
    names: tuple[str, ...]
    everything: bool
    data: str | None
    epochs: float | None
    seconds: float | None
    samples: int | None
    seed: int
    threads: int
    layout: str
    folder: Path
    resume: bool


def run_training(choice: Choice, console: Console) -> tuple[TrainingRecord, bool]:
    """Train; the record, and whether every method ran to its end (Ctrl-C ends the run with what there is).

    Raises:
        NumericError: the problem, a method or the data are not there.
    """
    options: dict[str, Any] = {"samples": choice.samples, "seed": choice.seed, "threads": choice.threads, "layout": _layout(choice)}
    chosen = task(choice.problem, data=choice.data, **options)
    picked = _picked(choice, methods(chosen))
    budget = Budget(choice.epochs or chosen.epochs, LEAST_STEPS if choice.epochs is None else 1, seconds=choice.seconds or math.inf)
    console.message(f"{chosen.title}: {chosen.objective.size:,} parameters, {chosen.objective.samples:,} samples.")
    records: list[MethodRecord] = []
    complete = True
    with _progress(console) as show:
        for name, method in picked.items():
            if isinstance(method, str):
                records.append(MethodRecord(name, "", reason=method))
                continue
            record, complete = _trained(choice, chosen, name, method, budget, show)
            records.append(record)
            if not complete:
                break
    return TrainingRecord(chosen.title, chosen.error_name, _facts(choice, chosen, budget), records, _command(choice)), complete


def _layout(choice: Choice) -> str:
    """The layout that was asked for; one that was measured before an interruption is not measured again."""
    states = sorted((choice.folder / "states").glob("*.npz")) if choice.resume and choice.layout == "tuned" else []
    return next(filter(None, map(saved_layout, states)), LAYOUTS[choice.layout])


def _picked(choice: Choice, table: Mapping[str, Optimizer | str]) -> dict[str, Optimizer | str]:
    """The methods that were asked for.

    Raises:
        DomainError: a method is unknown, or one that was named does not fit.
    """
    if choice.everything:
        return dict(table)
    found: dict[str, Optimizer | str] = {}
    for name in choice.names or ("hessian-free",):
        if name not in table:
            message = f"Choosing a method: expected one of {', '.join(table)}, got {name!r}. Choose one of them."
            raise DomainError(message)
        method = table[name]
        if isinstance(method, str):
            message = f"Choosing a method: expected one that fits the problem, got {name!r}, which {method}. Choose hessian-free or kfac."
            raise DomainError(message)
        found[name] = method
    return found


def _trained(  # noqa: PLR0913, PLR0917 - the setting of one run
    choice: Choice, chosen: Task, name: str, method: Optimizer, budget: Budget, show: Callable[[str, Run, Budget], None]
) -> tuple[MethodRecord, bool]:
    """One method's record, and whether it ran to its end."""
    path = choice.folder / "states" / f"{name}.npz"
    there = choice.resume and path.is_file()
    run = resume(path, method, chosen.objective) if there else begin(method, chosen.objective, chosen.theta)
    saved, latest = run.history[-1].seconds, run

    def watch(now: Run) -> None:
        nonlocal saved, latest
        latest = now
        show(name, now, budget)
        if now.history[-1].seconds - saved > SAVE_EVERY:
            save(path, now, method)
            saved = now.history[-1].seconds

    reason, complete = "", True
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # a loss that is not finite is told below
            run = train(method, run, budget, watch)
        reason = _doubt(run)
    except NumericError as error:
        run, reason = latest, f"stopped: {error}"
    except KeyboardInterrupt:
        run, reason, complete = latest, "interrupted", False
    save(path, run, method)
    finite = math.isfinite(run.history[-1].loss)
    return MethodRecord(name, changed_settings(method), _rows(run), chosen.error(run.state.theta) if finite else None, reason), complete


def _doubt(run: Run) -> str:
    """What a reader must know of a run that went wrong, or nothing."""
    first, last = run.history[0].loss, run.history[-1].loss
    if not math.isfinite(last):
        return f"stopped at iteration {run.history[-1].step}: the loss is not finite"
    return f"diverged: the loss rose from {first:.4g} to {last:.4g}" if last > first else ""


def _rows(run: Run) -> list[dict[str, float]]:
    """The history as plain rows; the loss on the whole data replaces that of the step's batch."""
    return [asdict(each.report) | {name: getattr(each, name) for name in ("step", "cost", "seconds", "loss")} for each in run.history]


def changed_settings(method: Any) -> str:
    """The settings that differ from the defaults of a method, or of a setting that has some of its own, as text."""
    default = type(method)()
    changed = {name: value for name, value in vars(method).items() if not _same(value, getattr(default, name))}
    return ", ".join(f"{name} {_shown(value)}" for name, value in changed.items())


def _shown(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.shape[0]} x {value.shape[1]}"
    return f"({changed_settings(value)})" if is_dataclass(value) else f"{value}"


def _same(value: Any, default: Any) -> bool:
    return value is default or (not isinstance(value, np.ndarray) and bool(value == default))


def _facts(choice: Choice, chosen: Task, budget: Budget) -> dict[str, str]:
    from verify.training.machine import blas

    objective = chosen.objective
    budget_text = f"{budget.cost:g} gradient equivalents, at least {budget.least} iterations"
    return {
        "data": f"{chosen.data.origin} {objective.samples:,} samples used.",
        "network": " - ".join(f"{size}" for size in objective.problem.network.sizes) + f", {objective.size:,} parameters",
        "loss": f"{objective.problem.loss.name}, mean over samples, {objective.problem.dtype}",
        "budget of a method": budget_text + ("" if math.isinf(budget.seconds) else f", {budget.seconds:g} seconds"),
        "seed": str(choice.seed),
        "threads": str(choice.threads),
        "layout": objective.layout + (", which was faster when measured" if choice.layout == TUNED else " in memory"),
        "methods known": str(len(optimizers())),
        "software": f"Python {sys.version.split()[0]}, NumPy {np.__version__}, SciPy {scipy.__version__}",
        "linear algebra": blas(),
    }


def _command(choice: Choice) -> str:
    """The call that does the same again."""
    words = ["fisherproof train", choice.problem, *(f"--optimizer {name}" for name in choice.names)]
    words += ["--all"] if choice.everything else []
    for name in ("data", "epochs", "seconds", "samples", "seed"):
        value = getattr(choice, name)
        if value:
            words.append(f"--{name} {value:g}" if isinstance(value, float) else f"--{name} {value}")
    words += [f"--threads {choice.threads}"] if choice.threads > 1 else []
    words += [f"--layout {choice.layout}"] if choice.layout != "last" else []
    return " ".join(words)


def _progress(console: Console) -> Any:
    from verify.training.progress import Live

    return Live(console)
