"""``python -m benchmarks.mutation [--size N] [--seed S] [--workers W] [--write]``: how many planted mistakes the tests notice.

Needs the extra ``mutation``. A campaign that was interrupted goes on where it was; delete its folder, build/mutation, to begin anew. The
session in it is one of Cosmic Ray, whose own reports (``cr-report``, ``cr-html``) read it. ``--write`` puts the tables into
docs/curvature.md.
"""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

from benchmarks.measurement import ROOT
from benchmarks.mutation.equivalents import reason
from benchmarks.mutation.targets import CLASSES, class_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.mutation.outcomes import Outcome

HEADING = "\n## Mutation testing of the numeric core\n"
PAGE = """
What `python -m benchmarks.mutation --size {size} --seed {seed} --write` found. Cosmic Ray plants one small mistake at a time in a copy of
`numeric` (generated kernels and readers of data sets left out) and asks the tests that run the changed statement. Its own operators
(*generic*) take another arithmetic operator, another comparison, a number one larger or smaller, a condition turned round, a loop that
never runs, a decorator left out; operators of bits are left out, since their mistakes raise at once. The *domain*'s
(`benchmarks/mutation/operators.py`) are what people forget who write curvature code: a factor, a divisor or a term such as the damping left
out, a transpose, a sum for a mean, a minimum for a maximum, a change in place or a call for its effect, so that what was remembered grows
stale. By the library's convention a mutant counts as killed when its tests fail, or when they run out of time: two minutes, and three times
what they took without it. The quickest tests of a statement are asked, up to {patience:g} seconds of them: what only others would notice
counts as a survivor. Intervals are by Wilson, 95 %.

| operators | mutants | drawn | tests fail | out of time | survive | killed | of them equivalent | killed of the others |
|---|---|---|---|---|---|---|---|---|
{providers}

| where | killed | of | rate |
|---|---|---|---|
{modules}

| class of mistakes | killed | of | rate |
|---|---|---|---|
{classes}

Equivalent ones are counted in the first rate and set aside in the second and in these two tables, with their reasons below.

Survivors:

{survivors}

Equivalent:

{equivalents}
"""


def wilson(hits: int, count: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """The interval of Wilson for a proportion.

    >>> [round(end, 3) for end in wilson(9, 10)]
    [0.596, 0.982]
    """
    middle, spread = hits + z * z / 2, z * math.sqrt(hits * (count - hits) / count + z * z / 4)
    return (middle - spread) / (count + z * z), (middle + spread) / (count + z * z)


def shown(outcomes: Sequence[Outcome]) -> str:
    """The rate with its interval."""
    hits = sum(each.fate != "survived" for each in outcomes)
    low, high = wilson(hits, len(outcomes))
    return f"{hits / len(outcomes):.1%} ({low:.1%} to {high:.1%})"


def row(provider: str, total: int, outcomes: Sequence[Outcome]) -> str:
    """What became of the mutants of one provider of operators, or of all."""
    killed, late, left = (sum(each.fate == fate for each in outcomes) for fate in ("killed", "timed out", "survived"))
    others = [each for each in outcomes if not set_aside(each)]
    equivalent = len(outcomes) - len(others)
    return (
        f"| {provider} | {total} | {len(outcomes)} | {killed} | {late} | {left} | {shown(outcomes)} | {equivalent} | **{shown(others)}** |"
    )


def table(outcomes: Sequence[Outcome], group_of: Callable[[Outcome], tuple[int, str]]) -> str:
    """One line a group, in order."""
    groups: dict[tuple[int, str], list[bool]] = {}
    for each in outcomes:
        groups.setdefault(group_of(each), []).append(each.fate != "survived")
    return "\n".join(
        f"| {name} | {sum(group)} | {len(group)} | {sum(group) / len(group):.0%} |" for (_, name), group in sorted(groups.items())
    )


def page(outcomes: Sequence[Outcome], totals: Mapping[str, int], size: int, seed: int, patience: float) -> str:
    """The section of the documentation."""
    everyone = sorted(outcomes, key=lambda each: (each.module, each.line, each.operator, each.after))
    counted = [each for each in everyone if not set_aside(each)]
    names = {"core": "generic", "domain": "domain"}
    rows = [row(names[name], total, [each for each in everyone if each.operator.startswith(f"{name}/")]) for name, total in totals.items()]
    left = [f"- {described(each)}" for each in counted if each.fate == "survived"]
    apart = [f"- {described(each)}: {set_aside(each)}" for each in everyone if set_aside(each)]
    return PAGE.format(
        size=size, seed=seed, patience=patience, providers="\n".join([*rows, row("both", sum(totals.values()), everyone)]),
        modules=table(counted, lambda each: (0, each.module.split("/")[1])),
        classes=table(counted, lambda each: (class_of(each), f"{class_of(each)}. {CLASSES[class_of(each)]}")),
        survivors="\n".join(left) or "None.", equivalents="\n".join(apart) or "None.",
    )  # fmt: skip


def set_aside(outcome: Outcome) -> str:
    """Why a survivor cannot be noticed; nothing where it can, and for what was noticed."""
    return reason(outcome) if outcome.fate == "survived" else ""


def described(outcome: Outcome) -> str:
    """Where the mistake is and what it is."""
    kind = outcome.operator.partition("/")[2]
    return f"`{outcome.module}:{outcome.line}` {kind}: `{outcome.before:.120}` became `{outcome.after:.120}`"


def main() -> None:
    """Plant, count, print, and write if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("--size", type=int, default=340, help="so many mutants of the library's operators, and of the domain's")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    from benchmarks.mutation import campaign  # noqa: PLC0415 - the suite does without the library

    folder = ROOT / "build" / "mutation"
    for outcome in campaign.run(folder, options.size, options.seed, options.workers):
        print(f"{outcome.fate:9s} {described(outcome)}", flush=True)
    totals, outcomes = campaign.found(folder)
    section = page(outcomes, totals, options.size, options.seed, campaign.PATIENCE)
    print(section)
    if options.write:
        path = ROOT / "docs" / "curvature.md"
        path.write_text(path.read_text(encoding="utf-8").partition(HEADING)[0] + HEADING + section, encoding="utf-8")


if __name__ == "__main__":
    main()
