"""Calls on ten elements, for every kernel of the catalogue in NumPy and in C: ``python -m benchmarks.kernels.calls [--write]``.

Ten points of the ordinary regime, float64, checks included; medians of 41 interleaved rounds on one thread, in microseconds. A round is 20
calls, or as many as take 400 us: what the machine does beside it falls into few of them.
The modules in C are compiled beforehand. A kernel that computes an element again at such points is counted apart.

*Bound* is the number of calls of NumPy in a kernel's block (`benchmarks/kernels/counted.py`) times what one addition of ten numbers
takes in the same run: below it no NumPy kernel of the same operations can come, whatever stands around them.
"""

from __future__ import annotations

import time
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from benchmarks.kernels.counted import calls_of_numpy
from benchmarks.measurement import ROOT, asked
from benchmarks.page import write_section
from derivations.codegen import Options, kernel_source
from derivations.codegen.catalogue import catalogue
from derivations.codegen.kernel import load
from derivations.errors import FisherproofError
from verify.accuracy.problem import problem_of
from verify.accuracy.provenance import read_provenance
from verify.accuracy.regimes import regimes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

HEADING = "## Calls on ten elements"
ELEMENTS, ROUNDS, CALLS, LIMIT, SHOWN = 10, 41, 20, 20.0, 12
LENGTH = 400e-6  # seconds of a round at most
FOLDER = ROOT / "numeric" / "kernels"
BARE = "an addition"
COLUMNS = ("NumPy", "NumPy with out", "C", "C with out")


class Row(NamedTuple):
    """Microseconds of a call by column, the columns with an element computed again, the calls of NumPy in a block and what one takes."""

    name: str
    times: Mapping[str, float]
    again: frozenset[str]
    calls: int
    bare: float


def measured(name: str) -> Row:
    """Write, compile, call."""
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    problem = problem_of(read_provenance(text, name), "float64")
    point = regimes()["ordinary"].draw(problem, np.random.default_rng(0), ELEMENTS)
    arguments = [(point or {})[each] for each in problem.types]
    modules = {"NumPy": load(text)}
    try:
        modules["C"] = load(kernel_source(catalogue()[name].expression, catalogue()[name].let, Options(name, "c", suffix=".py")), "c")
    except FisherproofError as error:
        print(f"{name} is not there in C: {error}")
    again = {target for target, module in modules.items() if repaired(module, name, arguments)}
    actions = {key: action for target, module in modules.items() for key, action in calls(target, module, name, arguments).items()}
    rounds = {key: (1, 3) if key.split()[0] in again else (CALLS, ROUNDS) for key in actions}
    numbers, result = np.ones(ELEMENTS), np.empty(ELEMENTS)
    times = timed({**actions, BARE: lambda: np.add(numbers, numbers, result)}, {**rounds, BARE: (CALLS, ROUNDS)})
    bare = times.pop(BARE)
    repeated = frozenset(key for key in actions if key.split()[0] in again)
    return Row(name, times, repeated, calls_of_numpy(modules["NumPy"], name, arguments), bare)


def repaired(module: Any, name: str, arguments: list[Any]) -> bool:
    """Whether some element is computed again at these points."""
    if not hasattr(module, "repair"):
        return False
    places: list[int] = []
    original = module.repair

    def counted(x: Any, o: Any, where: Any) -> Any:
        places.extend(where.tolist())
        return original(x, o, where)

    module.repair = counted
    getattr(module, name)(*arguments)
    module.repair = original
    return bool(places)


def calls(target: str, module: Any, name: str, arguments: list[Any]) -> dict[str, Callable[[], Any]]:
    """The call as it is, and with memory that is given."""
    function = getattr(module, name)
    out, workspace = function(*arguments), module.make_workspace()
    return {
        target: lambda: function(*arguments),
        f"{target} with out": lambda: function(*arguments, out=out, workspace=workspace),
    }


def timed(actions: Mapping[str, Callable[[], Any]], rounds: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    """Medians in microseconds of so many calls in so many rounds."""
    taken: dict[str, list[float]] = {key: [] for key in actions}
    for number in range(ROUNDS):
        for key, action in actions.items():
            count, wanted = rounds[key]
            if number < wanted:
                once = seconds(action, 1)
                number_of_calls = max(1, min(count, int(LENGTH / once)))
                taken[key].append(seconds(action, number_of_calls) / number_of_calls * 1e6)
    return {key: median(values) for key, values in taken.items()}


def seconds(action: Callable[[], Any], count: int) -> float:
    """What so many calls take."""
    started = time.perf_counter()
    for _ in range(count):
        action()
    return time.perf_counter() - started


def section(rows: list[Row]) -> str:
    """The distributions, and the kernels that are slowest."""
    lines = ["| target | kernels | median | nine in ten within | slowest | within 20 us | with an element again |", f"|{' --- |' * 7}"]
    for key in COLUMNS:
        own = sorted(row.times[key] for row in rows if key in row.times and key not in row.again)
        again = sum(key in row.again for row in rows)
        within = sum(each <= LIMIT for each in own)
        lines.append(f"| {key} | {len(own)} | {median(own):.1f} | {quantiles(own, n=10)[-1]:.1f} | {own[-1]:.1f} | {within} | {again} |")
    slowest = sorted(rows, key=lambda row: -row.times.get("C", row.times["NumPy"]))[:SHOWN]
    lines += ["", f"| slowest in C | {' | '.join(COLUMNS)} |", f"|{' --- |' * 5}"]
    for row in slowest:
        cells = [f"{row.times[key]:.1f}{' again' if key in row.again else ''}" if key in row.times else "-" for key in COLUMNS]
        lines.append(f"| {row.name} | {' | '.join(cells)} |")
    return f"{HEADING}\n\n{(__doc__ or '').replace('``', '`')}\n" + "\n".join([*lines, *beyond(rows)]) + "\n"


def beyond(rows: list[Row]) -> list[str]:
    """The NumPy kernels that are not within the limit, beside their bounds."""
    bare = median(row.bare for row in rows)
    over = sorted((row for row in rows if row.times["NumPy"] > LIMIT), key=lambda row: -row.times["NumPy"])
    above = sum(row.calls * bare > LIMIT for row in over)
    lines = [
        "",
        f"{len(over)} NumPy kernels take more; an addition takes {bare:.2f} us, and the bounds of {above} are beyond 20 us, too.",
        "",
    ]
    lines += ["| NumPy kernel | us | calls of NumPy | bound |", f"|{' --- |' * 4}"]
    return [*lines, *(f"| {row.name} | {row.times['NumPy']:.1f} | {row.calls} | {row.calls * bare:.1f} |" for row in over)]


def one_by_one(
    options: argparse.Namespace,
    heading: str,
    measured: Callable[[str], Any],
    told: Callable[[Any], str],
    section: Callable[[list[Any]], str],
) -> None:
    """Measure the kernels that are asked for, by default all, and print a line of each; then the section, written if asked to."""
    names = options.names or sorted(path.stem for path in FOLDER.glob("*.py") if path.stem in catalogue())
    rows = []
    for name in names:
        rows.append(measured(name))
        print(name, told(rows[-1]), flush=True)
    if len(rows) > 1:
        print(section(rows))
    if options.write:
        write_section(heading, section(rows))


def told(row: Row) -> str:
    """The times of one kernel on a line."""
    return " ".join([str({key: round(value, 1) for key, value in row.times.items()}), *sorted(row.again)])


def main() -> None:
    """Measure, print, and write the section if asked to."""
    options = asked("benchmarks.kernels.calls", "Measure calls of kernels on ten elements, for some minutes.", names="KERNEL")
    one_by_one(options, HEADING, measured, told, section)


if __name__ == "__main__":
    main()
