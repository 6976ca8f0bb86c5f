"""One regime of one kernel, measured in a worker process: from plain JSON to plain JSON."""

from __future__ import annotations

import importlib
import math
import os
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.balls.failures import CannotEncloseError
from derivations.codegen.kernel import load
from derivations.errors import ClaimError, FisherproofError
from verify.accuracy import ulps
from verify.accuracy.problem import Problem, exact, problem_of
from verify.accuracy.provenance import read_provenance
from verify.accuracy.regimes import regimes
from verify.accuracy.truth import truths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flint import arb
    from numpy.typing import NDArray

    from verify.accuracy.provenance import Provenance

    Array = NDArray[np.float64]
    Across = Callable[[Problem, Mapping[str, Array], int], float]

MEASURE = "verify.accuracy.measure:measure"
DIGITS = 20
EXAMPLES = 3


@dataclass(frozen=True)
class Measured:
    """One entry of the result at one point; ``place`` is the point, ``entry`` the entry."""

    place: int
    entry: int
    computed: float
    truth: arb
    ulps: float


def measure(payload: dict[str, Any]) -> dict[str, Any]:
    """Measure ``{"path", "regime", "points", "seed", "dtype"}``; a fault is ``{"fault", "message"}``."""
    try:
        text = Path(payload["path"]).read_text(encoding="utf-8")
        provenance = read_provenance(text, payload["path"])
        problem = problem_of(provenance, payload["dtype"] or provenance.dtype)
        random = np.random.default_rng([payload["seed"], *payload["regime"].encode()])
        point = regimes()[payload["regime"]].draw(problem, random, payload["points"])
        across = _distance if regimes()[payload["regime"]].by_distance else _magnitude
        if point is None:
            return {"regime": payload["regime"], "applies": False}
        results = called(problem, _loaded(text, provenance), point)
        return {"regime": payload["regime"], "applies": True, **_record(problem, point, results, across)}
    except FisherproofError as error:
        return {"fault": "input" if isinstance(error, ClaimError) else "derivation", "message": str(error)}


def _loaded(text: str, provenance: Provenance) -> Any:
    """The module; a function of JAX as it is used, compiled, and in 64-bit mode, which is switched on before JAX is imported."""
    if provenance.target != "jax":
        return load(text, provenance.target)
    os.environ["JAX_ENABLE_X64"] = "1"
    module = load(text, provenance.target)
    compiled = importlib.import_module("jax").jit(getattr(module, provenance.name))
    return SimpleNamespace(**{provenance.name: compiled})


def called(problem: Problem, module: Any, point: Mapping[str, Array]) -> Array:
    """The kernel's results, one row (entries,) a point."""
    arguments = [point[name].astype(problem.dtype) for name in problem.types]
    result = np.asarray(getattr(module, problem.provenance.name)(*arguments))
    count = len(arguments[0]) if arguments else 1
    if result.size != count * len(problem.entries):
        message = (
            f"Measuring a kernel: expected {len(problem.entries)} numbers a point, got the shape {result.shape}. Write the module anew."
        )
        raise ClaimError(message)
    return result.reshape(count, len(problem.entries)).astype(np.float64)


def _record(problem: Problem, point: Mapping[str, Array], results: Array, across: Across) -> dict[str, Any]:
    measured: list[Measured] = []
    counts = dict.fromkeys(("entries", "beyond_range", "no_value", "not_finite", "sign_errors"), 0)
    broken: list[dict[str, Any]] = []
    for place, row in enumerate(results):
        if not problem.admits(point, place):
            counts["entries"] += len(problem.entries)
            counts["no_value"] += len(problem.entries)
            continue
        for entry, truth in enumerate(_truth_at(problem, problem.numbers(point, place))):
            counts["entries"] += 1
            state = _state(float(row[entry]), truth, problem.dtype)
            if state:
                counts[state] += 1
            if truth is not None and state in ("not_finite", "sign_errors"):
                broken.append(_example(problem, point, Measured(place, entry, float(row[entry]), truth, ulps.LARGEST)))
            if truth is not None and state in ("", "sign_errors"):
                error = ulps.error(float(row[entry]), truth, problem.dtype)
                measured.append(Measured(place, entry, float(row[entry]), truth, error))
    return {**counts, **_summary(problem, point, measured, across), "across": ACROSS[across], "broken": broken[:EXAMPLES]}


def _truth_at(problem: Problem, numbers: Mapping[Any, float]) -> list[arb | None]:
    if not all(map(math.isfinite, numbers.values())):
        return [None] * len(problem.entries)
    try:
        return truths(problem.entries, {symbol: exact(number) for symbol, number in numbers.items()})
    except CannotEncloseError:
        return [None] * len(problem.entries)


def _state(computed: float, truth: arb | None, dtype: str) -> str:
    """What keeps an entry from counting, or is wrong with it; empty where all is well."""
    if truth is None:
        return "no_value"
    if not ulps.representable(truth, dtype):
        return "beyond_range"
    if not np.isfinite(computed):
        return "not_finite"
    return "sign_errors" if (computed < 0 and not truth < 0) or (computed > 0 and truth < 0) else ""


def _summary(problem: Problem, point: Mapping[str, Array], measured: list[Measured], across: Across) -> dict[str, Any]:
    """Worst and median, the conditioning at the worst, the largest error in units of what is unavoidable, and the points of the plot."""
    ordered = sorted(measured, key=lambda each: -each.ulps)
    if not ordered:
        return {"worst": None, "median": None, "conditioning": None, "excess": None, "example": None, "plot": []}
    excess, first = 0.0, None
    for each in ordered:
        if each.ulps <= excess:
            break
        own = conditioning(problem, point, each)
        first = own if first is None else first
        excess = max(excess, each.ulps / max(1.0, own))
    plot = [[across(problem, point, each.place), each.ulps] for each in sorted(measured, key=lambda each: (each.place, each.entry))]
    worst = {"worst": ordered[0].ulps, "median": median(each.ulps for each in ordered), "conditioning": first, "excess": excess}
    return {**worst, "example": _example(problem, point, ordered[0]), "plot": plot}


def conditioning(problem: Problem, point: Mapping[str, Array], measured: Measured) -> float:
    """The ulps that exact values would show whose arguments were off by half an ulp, added over the arguments."""
    numbers = problem.numbers(point, measured.place)
    expression = (problem.entries[measured.entry],)
    moved: list[arb | None] = []
    for symbol, number in numbers.items():
        half = exact(ulps.spacing(number, problem.dtype)) / 2
        nearby = {**{each: exact(value) for each, value in numbers.items()}, symbol: exact(number) + half}
        moved += _moved(expression, nearby)
    return ulps.shift(moved, measured.truth, problem.dtype)


def _moved(expression: tuple[Any], nearby: Mapping[Any, Any]) -> Iterator[arb | None]:
    try:
        yield from truths(expression, nearby)
    except CannotEncloseError:
        yield None


def _example(problem: Problem, point: Mapping[str, Array], measured: Measured) -> dict[str, Any]:
    """A point in full, so that it can be tried by hand."""
    arguments = {name: point[name][measured.place].tolist() for name in problem.types}
    truth = measured.truth.str(DIGITS, radius=False)
    return {"arguments": arguments, "entry": measured.entry, "computed": repr(measured.computed), "truth": truth, "ulps": measured.ulps}


def _magnitude(problem: Problem, point: Mapping[str, Array], place: int) -> float:
    """The size of the number farthest from one that the kernel reads at a point."""
    sizes = [abs(number) for number in problem.numbers(point, place).values() if number]
    return max(sizes, key=lambda size: abs(np.log10(size)), default=1.0)


def _distance(problem: Problem, point: Mapping[str, Array], place: int) -> float:
    """The largest relative distance between arguments that are compared; 1e-17 where they are equal."""
    found = 1e-17
    for first, second in problem.pairs:
        one, other = point[first][place], point[second][place]
        size = float(np.max(np.abs(one)))
        found = max(found, float(np.max(np.abs(one - other))) / size if size else found)
    return found


ACROSS: dict[Any, str] = {_magnitude: "magnitude of the argument farthest from one", _distance: "relative distance of the arguments"}
