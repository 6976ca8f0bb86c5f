"""``python -m accuracy.targets [--points N] [NAME ...]``: the errors of the catalogue in C and JAX, written to docs/targets.md.

Every kernel is generated for each target into a folder that is thrown away, and measured as ``fisherproof accuracy`` does, in the ordinary
and the nearly equal regime. A target whose compiler or package is not there is left out with a note. With names, only a table is printed.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import click

from accuracy.__main__ import BOUND, DTYPES, ROOT, cell
from derivations.codegen.catalogue import catalogue
from derivations.codegen.kernel import Options, kernel, kernel_source
from derivations.codegen.targets import targets
from derivations.errors import FisherproofError
from verify.accuracy.measure import MEASURE
from verify.engine import Limits, Task, run

PAGE = ROOT / "docs" / "targets.md"
REGIMES = ("ordinary", "near-equal")
POINTS, SECONDS, JOBS = 25, 60.0, 2
HEAD = f"""# The catalogue in C and JAX

Written by `python -m accuracy.targets`, which needs a C compiler and JAX: {{points}} points of every regime, seed 0, against ball
arithmetic, as `fisherproof accuracy` measures it; JAX compiled (`jax.jit`) in 64-bit mode, in which arguments of float32 are
computed in float64 as in C and NumPy. A cell is the worst error in units in the last
place, with the conditioning in parentheses where it is above {BOUND:g}; **bold** cells exceed the bound beyond it. *sign* and *nan* count
wrong signs and missing values, - is a regime that means nothing for the kernel. C is measured as a Python module (`-o FILE.py`), which
computes the elements again in which a sum loses digits or an entry is no finite number, as the NumPy kernel does; C alone does not, and
neither does JAX: that is what its bold cells show. What they compute is the divergence where it is finite, so that an infinite one counts
as *nan*.

"""


def written(job: tuple[str, str, str]) -> str:
    """Write one kernel for one target into a folder; the reason if it cannot be."""
    name, target, folder = job
    try:
        source = kernel_source(catalogue()[name].expression, catalogue()[name].let, Options(name, target, suffix=".py"))
    except FisherproofError as error:
        return str(error)
    (Path(folder) / f"{name}_{target}.py").write_text(source, encoding="utf-8")
    return ""


def available(target: str) -> bool:
    """Whether kernels of a target can run here."""
    try:
        kernel("x + 1", {"x": "real"}, target=target)
    except FisherproofError as error:
        print(f"{target} is left out: {error}")
        return False
    return True


Records = dict[tuple[str, str, str], dict[str, Any]]  # by kernel, target, regime


def measured(names: list[str], chosen: list[str], points: int) -> tuple[dict[str, Records], dict[str, str]]:
    """The records of all cells by dtype, and the reasons of kernels that a target refuses."""
    with tempfile.TemporaryDirectory() as folder:
        jobs = [(name, target, folder) for name in names for target in chosen]
        with ProcessPoolExecutor(JOBS) as pool:
            reasons = dict(zip(jobs, pool.map(written, jobs, chunksize=4), strict=True))
        cells = [(name, target, regime) for name, target, _ in jobs if not reasons[name, target, folder] for regime in REGIMES]
        common = {"points": points, "seed": 0}
        keys = [(dtype, each) for each in cells for dtype in DTYPES]
        tasks = [
            Task(
                f"{dtype} {each}", "", {"path": str(Path(folder) / f"{each[0]}_{each[1]}.py"), "regime": each[2], "dtype": dtype, **common}
            )
            for dtype, each in keys
        ]
        done = run(tasks, MEASURE, jobs=JOBS, limits=Limits(SECONDS))
    if len(done.results) < len(keys):
        message = f"stopped after {len(done.results)} of {len(keys)} cells; nothing is written"
        raise click.ClickException(message)
    found = {key: result.record for key, result in zip(keys, done.results, strict=True)}
    refused = {f"{name} in {target}": reason for (name, target, _), reason in reasons.items() if reason}
    return {dtype: {each: found[dtype, each] for each in cells} for dtype in DTYPES}, refused


def page(records: dict[str, Records], refused: dict[str, str], chosen: list[str]) -> str:
    """The summary and the table of every dtype, and what is refused."""
    lines = [line for dtype in DTYPES for line in _section(dtype, records[dtype], chosen)]
    if refused:
        lines += ["Refused:", "", *(f"- `{name}`: {reason}" for name, reason in refused.items()), ""]
    return "\n".join(lines)


def _section(dtype: str, records: Records, chosen: list[str]) -> list[str]:
    columns = [(target, regime) for target in chosen for regime in REGIMES]
    lines = [f"## {dtype}", "", *(_summary(records, target) for target in chosen), ""]
    lines += ["| kernel | " + " | ".join(f"{target}, {regime}" for target, regime in columns) + " |", "|---" * (1 + len(columns)) + "|"]
    for name in dict.fromkeys(name for name, _, _ in records):
        cells = [cell(records[name, *column]) if (name, *column) in records else "refused" for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return [*lines, ""]


def _summary(records: Records, target: str) -> str:
    own = [record for (_, each, _), record in records.items() if each == target]
    known = [record for record in own if record.get("applies") and record.get("worst") is not None]
    within = sum(record["worst"] <= BOUND for record in known)
    beyond = sum(record["excess"] > BOUND for record in known)
    return f"{target}: of {len(known)} cells {within} keep the bound, {len(known) - within - beyond} are explained, {beyond} are not."


@click.command
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--points", type=click.IntRange(1), default=POINTS, show_default=True, help="Points of every regime.")
def main(names: tuple[str, ...], points: int) -> None:
    """Measure the errors of the catalogue in C and JAX, for some minutes, and write docs/targets.md.

    With names, only their table is printed.
    """
    chosen = [target for target in targets() if available(target)]
    everything = sorted(path.stem for path in (ROOT / "numeric" / "kernels").glob("*.py") if path.stem != "__init__")
    text = page(*measured(list(names) or everything, chosen, points), chosen)
    print(text)
    if not names:
        PAGE.write_text(HEAD.format(points=points) + text, encoding="utf-8")


if __name__ == "__main__":
    main()
