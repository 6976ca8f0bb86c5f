"""What tests of audits do: audit stand-ins, run reproductions, read balls."""

from __future__ import annotations

import runpy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import mpmath

from verify.audits import problems
from verify.audits.charts import subject
from verify.audits.examine import Examination, examine

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import ModuleType

    import pytest

    from verify.audits.peer import Library


def charts(of: ModuleType, *names: str) -> Library:
    """The audit of some of a library's charts."""
    library: Library = of.LIBRARY
    return replace(library, cases=tuple(subject(chart, of.CALLS) for chart in of.CHARTS if chart.function in names))


def groups(of: ModuleType, numbers: Iterable[int]) -> Library:
    """The audit of some of a library's groups of matrices."""
    library: Library = of.LIBRARY
    return replace(library, cases=problems.subjects([of.GROUPS[number] for number in numbers]))


def look(library: Library) -> Examination:
    """The whole audit of what stands in the place of a library."""
    return examine(library, library.load(), lambda: None)


def kinds(found: Examination) -> set[tuple[str, str, str, str]]:
    """Function, quantity, regime and class of the findings."""
    return set(found.findings)


def prints(finding: Any, folder: Path, capsys: pytest.CaptureFixture[str]) -> float:
    """What the three lines of a finding print."""
    assert len(finding.reproduction.splitlines()) == 3
    script = folder / "reproduction.py"
    script.write_text(finding.reproduction, encoding="utf-8")
    capsys.readouterr()
    runpy.run_path(str(script))
    return float(capsys.readouterr().out)


def group(of: ModuleType, *words: str) -> list[int]:
    """The numbers of the groups whose loss and shape are named: a loss, and exact, drawn, single, kfac or linear."""
    found = []
    for number, each in enumerate(of.GROUPS):
        loss, operators, shape = each.args
        is_drawn = operators is of.DRAWN
        kind = "drawn" if is_drawn else "linear" if shape.is_linear else "all" if shape.samples > 1 else "single"
        found += [number] if {loss, kind} == set(words) else []
    return found


def number(ball: Any) -> Any:
    """The middle of a ball."""
    return mpmath.mpf(str(ball.mid().str(45, radius=False)))
