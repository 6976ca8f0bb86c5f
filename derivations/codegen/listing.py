"""The kernels of the catalogue as texts, and the page that lists them with what cannot be generated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from derivations.codegen.catalogue import catalogue
from derivations.codegen.kernel import Options, kernel_source
from derivations.errors import FisherproofError

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD = """# Kernels

Written by `python -m derivations.codegen`; a test keeps it true. Every kernel is a module of `numeric/kernels/` with one function of the
same name; it was derived, and its text generated, as `fisherproof kernel` does it. Families of vectors and matrices stand in small sizes.
A second law of a family has parameters with the mark `_q`; a count that fixes the support is the same in both. What cannot be generated is
listed with the reason. An inverse Fisher matrix stands in the parameters that can be estimated together: of Ising laws without the diagonal
of the coupling, of matrix normal laws with one number of the columns held fixed, of truncated normal laws between known bounds.
The activations that training calls, value, slope and second derivative each by itself and in the precision of the data, are in
`numeric/kernels/activations/`; the losses that training calls, in arrays of outputs with samples last, in `numeric/kernels/losses/`.
"""


@dataclass(frozen=True)
class Result:
    """The text of a kernel, or the reason why there is none."""

    source: str = ""
    reason: str = ""
    operations: int = 0


@cache
def written(name: str) -> Result:
    """Generate one kernel of the catalogue."""
    entry = catalogue()[name]
    if entry.needs and written(entry.needs).reason:
        return Result(reason=f"`{entry.needs}` cannot be generated.")
    try:
        source = kernel_source(entry.expression, entry.let, Options(name))
    except FisherproofError as error:
        return Result(reason=str(error))
    return Result(source, operations=_operations(source))


def _operations(source: str) -> int:
    line = next(line for line in source.splitlines() if line.startswith('    "operations": '))
    return int(line.partition(":")[2].strip(" ,"))


def page(results: Mapping[str, Result]) -> str:
    """The whole page."""
    groups = dict.fromkeys(entry.group for entry in catalogue().values())
    made = sum(bool(result.source) for result in results.values())
    counts = f"{made} kernels; {len(results) - made} of the catalogue cannot be generated.\n"
    return "\n".join([HEAD, counts, *(_section(group, results) for group in groups)])


def _section(group: str, results: Mapping[str, Result]) -> str:
    names = [name for name, entry in catalogue().items() if entry.group == group]
    lines = [f"## {group}", "", "| kernel | arguments | operations |", "|---|---|---|"]
    for name in names:
        let = ", ".join(f"{argument}: {kind}" for argument, kind in catalogue()[name].let.items())
        if results[name].source:
            lines.append(f"| `{name}` | {let} | {results[name].operations} |")
    left = [f"- `{name}`: {results[name].reason}" for name in names if not results[name].source]
    return "\n".join([*lines, *(["", "Not generated:", "", *left] if left else []), ""])
