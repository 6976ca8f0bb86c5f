"""Everything about every family in one process on one core: ``python -m benchmarks.catalogue [--write]``.

Every object that a snapshot keeps is derived once, family by family, without any cache from before; the Fisher matrix both ways with the
proof of equality comes first and is timed by itself, since later objects share its expectations. Processor time: other work ran beside.
"""

from __future__ import annotations

import resource
import time
from typing import NamedTuple

from benchmarks.measurement import asked, seconds
from benchmarks.page import write_section
from derivations.errors import DerivationError
from derivations.families import built_in
from derivations.regularity import regularity
from verify.snapshots.objects import OBJECTS, derive
from verify.snapshots.subject import subject

HEADING = "## Everything about every family"
PREDICTED = "Predicted before the first run of this script: 150 s for all, 85 % of the Fisher matrices within 1 s, 350 MB."
LIMIT = 1.0  # seconds of a Fisher matrix both ways with proof
VERDICTS = {True: "equal", False: "not equal", None: "undecided"}


class Row(NamedTuple):
    """What one family cost: seconds for F both ways with the verdict, for everything, and for the slowest object."""

    family: str
    fisher: float
    verdict: str
    whole: float
    objects: int
    slowest: str
    slowest_seconds: float


def measured(family: str) -> Row:
    """Derive everything about a family and take the time."""
    began = time.process_time()
    of = subject(family)
    started = time.process_time()
    try:
        verdict = VERDICTS[regularity(of.p, of.v).hessian_agrees]
    except DerivationError:
        verdict = "no closed form"
    fisher = time.process_time() - started
    taken: dict[str, float] = {}
    for name in OBJECTS:
        started = time.process_time()
        try:
            derive(name, of)
        except DerivationError:
            continue
        taken[name] = time.process_time() - started
    slowest = max(taken, key=lambda name: taken[name])
    return Row(family, fisher, verdict, time.process_time() - began, len(taken), slowest, taken[slowest])


def as_markdown(row: Row) -> str:
    """A line of the table."""
    slowest = f"{row.slowest} {seconds(row.slowest_seconds)}"
    return f"| {row.family} | {seconds(row.fisher)}, {row.verdict} | {seconds(row.whole)} | {row.objects} | {slowest} |"


def summary(rows: list[Row]) -> str:
    """The figures that the table is about."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    quick, whole = sum(row.fisher <= LIMIT for row in rows), sum(row.whole for row in rows)
    decided = sum(row.verdict in {"equal", "not equal"} for row in rows)
    return (
        f"{len(rows)} families, {sum(row.objects for row in rows)} objects: {whole:.0f} s. Fisher matrix both ways with its verdict within "
        f"{LIMIT:g} s for {quick} of {len(rows)} ({100 * quick / len(rows):.0f} %), decided for {decided}. Peak resident set {peak:.0f} MB."
    )


def main() -> None:
    """Measure, print, and write the section if asked to."""
    options = asked("benchmarks.catalogue", "Derive everything about every family, for some minutes.")
    rows = []
    for family in built_in():
        rows.append(measured(family))
        print(as_markdown(rows[-1]), flush=True)
    print(summary(rows))
    if options.write:
        table = ["| family | F both ways | everything | objects | slowest object |", f"|{' --- |' * 5}", *map(as_markdown, rows)]
        said = (__doc__ or "").partition("\n\n")[2].strip()
        write_section(HEADING, f"{HEADING}\n\n{said}\n{PREDICTED}\n\n**{summary(rows)}**\n\n" + "\n".join(table) + "\n")


if __name__ == "__main__":
    main()
