"""Which tests run which code, and how long they take: a test that never enters a function cannot notice a mistake in it."""

from __future__ import annotations

import ast
import json
import sys
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import CodeType

    Reach = dict[str, tuple[float, set[tuple[str, int]]]]  # by test: seconds, and the functions as (module, first line)


class Recorder:
    """A plugin of pytest that writes down the functions below ``numeric`` that every passing test enters."""

    def __init__(self, root: Path, path: Path) -> None:
        """``root`` is the folder above ``numeric``; the record is written to ``path``."""
        self.prefix, self.path = f"{root}/", path
        self.entered: dict[str, set[tuple[str, int]]] = defaultdict(set)
        self.seconds: dict[str, float] = defaultdict(float)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Watch calls during the test and its fixtures."""
        codes: set[CodeType] = set()

        def watch(frame: Any, _event: str, _argument: object) -> None:
            codes.add(frame.f_code)  # a call; without a trace of its own the function's lines are not followed

        sys.settrace(watch)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            start = f"{self.prefix}numeric/"
            self.entered[item.nodeid] |= {
                (code.co_filename.removeprefix(self.prefix), code.co_firstlineno) for code in codes if code.co_filename.startswith(start)
            }

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up the time of a test's phases."""
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Write the record."""
        record = {test: [self.seconds[test], sorted(self.entered[test])] for test in sorted(self.entered)}
        self.path.write_text(json.dumps(record), encoding="utf-8")


class Chosen:
    """A plugin of pytest that runs these tests only, in this order."""

    def __init__(self, tests: list[str]) -> None:
        """``tests`` are their names."""
        self.places = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Choose and sort."""
        items[:] = sorted((item for item in items if item.nodeid in self.places), key=lambda item: self.places[item.nodeid])


def load(path: Path) -> Reach:
    """What was recorded."""
    record = json.loads(path.read_text(encoding="utf-8"))
    return {test: (seconds, {(module, line) for module, line in entered}) for test, (seconds, entered) in record.items()}


def judges(reach: Reach, module: str, source: str, line: int) -> list[str]:
    """The tests that enter a function with this line, or where there is none those beside one that enters the module; quickest first.

    A module that no test enters holds what is read as it is loaded: every test is asked.
    """
    spans = [
        (min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))]), node.end_lineno or node.lineno)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.Lambda)
    ]
    holding = sorted((first for first, last in spans if first <= line <= last), reverse=True)
    for first in holding:  # the innermost that is entered: what it holds (comprehensions, lambdas) may run elsewhere
        found = [(seconds, test) for test, (seconds, entered) in reach.items() if (module, first) in entered]
        if found:
            return [test for _, test in sorted(found)]
    if holding:
        return []
    files = {test.partition("::")[0] for test, (_, entered) in reach.items() if module in {each for each, _ in entered}}
    return [
        test for _, test in sorted((seconds, test) for test, (seconds, _) in reach.items() if not files or test.partition("::")[0] in files)
    ]
