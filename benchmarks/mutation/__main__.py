"""``python -m benchmarks.mutation [--size N] [--seed S] [--part PATH] [--minutes M] [--write]``: how many mistakes are noticed.

Without ``--size`` 200 mutants are drawn, with ``--size 0`` all, in random order; planting ends after so many minutes, 25 by default. Each
is printed; ``--write`` puts the tables into docs/curvature.md.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measurement import ROOT
from benchmarks.mutation.campaign import Outcome, copied, everything, run, sample
from benchmarks.mutation.equivalents import reason
from benchmarks.mutation.targets import CLASSES, class_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HEADING = "\n## Mutation testing of the numeric core\n"
PAGE = (
    HEADING
    + """
What `python -m benchmarks.mutation --size {size} --seed {seed} --minutes {minutes:g} --write` found.
Of {total} mutants of `numeric` (generated kernels and data left out) {count} were drawn at random and planted before the time was up;
each is one small mistake (an operator or a comparison swapped, a factor, a divisor, a sign, a
transpose or a statement left out, a sum for a mean, a number changed by one), planted alone in a copy of the package. A mutant whose tests
run out of time counts as noticed. {set_aside} that nobody can notice were set aside, with the reasons of
`benchmarks/mutation/equivalents.py`. Of the other {counted} were noticed: **{rate}** (interval by Wilson, 95 %).

| where | noticed | of | rate |
|---|---|---|---|
{modules}

| class of mistakes | noticed | of | rate |
|---|---|---|---|
{classes}

Survivors:

{survivors}

Set aside:

{equivalents}
"""
)


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


def table(groups: Mapping[str, Sequence[Outcome]]) -> str:
    """One line a group."""
    counts = {name: (sum(each.fate != "survived" for each in group), len(group)) for name, group in groups.items()}
    return "\n".join(f"| {name} | {hits} | {count} | {hits / count:.0%} |" for name, (hits, count) in counts.items())


def page(outcomes: Sequence[Outcome], options: argparse.Namespace, total: int) -> str:
    """The section of the documentation."""
    everyone = sorted(outcomes, key=lambda each: (each.mutant.module, each.mutant.number))
    outcomes = [each for each in everyone if not set_aside(each)]
    modules: dict[str, list[Outcome]] = {}
    classes: dict[str, list[Outcome]] = {}
    for each in outcomes:
        modules.setdefault("/".join(each.mutant.module.split("/")[1:2]), []).append(each)
    for each in sorted(outcomes, key=lambda each: class_of(each.mutant)):
        number = class_of(each.mutant)
        classes.setdefault(f"{number}. {CLASSES[number]}", []).append(each)
    left = [f"- {described(each)}" for each in outcomes if each.fate == "survived"]
    apart = [f"- {described(each)}: {set_aside(each)}" for each in everyone if set_aside(each)]
    return PAGE.format(
        size=options.size, seed=options.seed, minutes=options.minutes, total=total, count=len(everyone), rate=shown(outcomes),
        modules=table(modules), classes=table(classes),
        survivors="\n".join(left) or "None.", set_aside=len(apart) or "None", counted=len(outcomes),
        equivalents="\n".join(apart) or "None.",
    )  # fmt: skip


def set_aside(outcome: Outcome) -> str:
    """Why a survivor cannot be noticed; nothing where it can, and for what was noticed."""
    if outcome.fate != "survived":
        return ""
    lines = (ROOT / outcome.mutant.module).read_text(encoding="utf-8").splitlines()
    return reason(outcome.mutant, lines[outcome.mutant.line - 1])


def described(outcome: Outcome) -> str:
    """Where the mistake is and what it is."""
    mutant = outcome.mutant
    return f"`{mutant.module}:{mutant.line}` {mutant.operator}: `{mutant.before:.70}` became `{mutant.after:.70}`"


def main() -> None:
    """Plant, count, print, and write if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--part", default="")
    parser.add_argument("--minutes", type=float, default=25.0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    total = sum(options.part in mutant.module for mutant in everything())
    chosen = sample(options.size or total, options.seed, options.part)
    outcomes, spent = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for outcome in run(chosen, copied(Path(folder))):
            outcomes.append(outcome)
            spent += outcome.seconds
            print(f"{outcome.fate:9s} {outcome.seconds:6.1f} s  {described(outcome)}".replace("\n", " "), flush=True)
            if spent > 60 * options.minutes:
                break
    print(shown([each for each in outcomes if not set_aside(each)]))
    if options.write:
        path = ROOT / "docs" / "curvature.md"
        kept = path.read_text(encoding="utf-8").partition(HEADING)[0].rstrip("\n")
        path.write_text(f"{kept}\n{page(outcomes, options, total)}", encoding="utf-8")


if __name__ == "__main__":
    main()
