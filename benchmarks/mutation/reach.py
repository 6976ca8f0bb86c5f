"""Which tests run which lines, and how long they take: a test that never runs a line cannot notice a mistake in it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Lines = Mapping[int, Sequence[str]]  # by line: the names of the tests, the empty one for what runs as modules are loaded


@dataclass(frozen=True)
class Reach:
    """What was recorded: by module and line the names of tests, and by test the seconds."""

    lines: Mapping[str, Lines]
    seconds: Mapping[str, float]


def load(coverage: Path, times: Path) -> Reach:
    """Read the files of coverage.py, with one context a test, and of pytest, in the format of JUnit."""
    from coverage import CoverageData  # noqa: PLC0415 - for a campaign only: the suite does without

    data = CoverageData(str(coverage))
    data.read()
    lines = {
        path: {line: sorted({name.partition("|")[0] for name in names}) for line, names in data.contexts_by_lineno(path).items()}
        for path in sorted(data.measured_files())
    }
    cases = ET.parse(times).iter("testcase")  # noqa: S314 - our own run wrote it
    named = {f"{each.get('classname', '').replace('.', '/')}.py::{each.get('name')}": float(each.get("time", 0)) for each in cases}
    return Reach(lines, named)


def judges(reach: Reach, module: str, source: str, line: int, patience: float) -> list[str]:
    """The tests that run the statement of this line, quickest first, while they fit ``patience`` seconds; one at least.

    Of what runs as modules are loaded those are asked that run anything else of the module; of a line that no test runs, none.
    """
    recorded = reach.lines.get(module, {})
    found = {name for each in statement(source, line) for name in recorded.get(each, ())}
    if found == {""}:
        found = {name for names in recorded.values() for name in names}
    chosen: list[str] = []
    spent = 0.0
    for name in sorted(found & set(reach.seconds), key=lambda name: (reach.seconds[name], name)):
        spent += reach.seconds[name]
        if chosen and spent > patience:
            break
        chosen.append(name)
    return chosen


def statement(source: str, line: int) -> range:
    r"""The lines of the innermost statement that holds this one: of a condition or a loop its head, of a function or a class all.

    >>> statement("if a:\n    b = (1,\n      2)\n", 3), statement("if a:\n    b = (1,\n      2)\n", 1)
    (range(2, 4), range(1, 2))
    """
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    holding = [node for node in nodes if _first(node) <= line <= (node.end_lineno or 0)]
    if not holding:
        return range(line, line + 1)
    inner = max(enumerate(holding), key=lambda each: (_first(each[1]), each[0]))[1]
    whole = range(_first(inner), (inner.end_lineno or inner.lineno) + 1)
    if isinstance(inner, ast.FunctionDef | ast.ClassDef) or not hasattr(inner, "body"):
        return whole
    head = range(inner.lineno, max(inner.body[0].lineno, inner.lineno + 1))
    return head if line in head else whole


def _first(node: ast.stmt) -> int:
    """The line where a statement begins, with its decorators."""
    return min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
