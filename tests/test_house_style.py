"""Files and functions are short, and nothing committed names a machine or a package index."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("derivations", "numeric", "reports", "verify", "tests", "benchmarks", "accuracy", "docs", ".ci")
GENERATED = "numeric/kernels/"
LONGEST_FILE, LONGEST_FUNCTION = 250, 30
SUFFIXES = frozenset({".py", ".md", ".toml", ".txt", ".j2", ".html", ".css", ".js", ""})
FILES = sorted(
    path
    for path in [*(path for folder in FOLDERS for path in (ROOT / folder).rglob("*")), *ROOT.glob("*.*")]
    if path.is_file() and "__pycache__" not in path.parts and path.suffix in SUFFIXES
)
HAND_WRITTEN = [path for path in FILES if path.suffix == ".py" and not str(path.relative_to(ROOT)).startswith(GENERATED)]
ELSEWHERE = re.compile(
    r"(?<![\w.])/(?:home|root|Users|work|tmp|opt)/\w"  # the path of a machine
    r"|--(?:extra-)?index-url|https?://[^ ]*/(?:simple|packages)/"  # the address of a package index
)


def long_functions(source: str) -> list[str]:
    """Name, line and length of every function past the limit, docstring not counted."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            described = ast.get_docstring(node, clean=False) is not None
            first = node.body[0].end_lineno + 1 if described else node.body[0].lineno
            length = node.end_lineno - first + 1
            if length > LONGEST_FUNCTION:
                found.append(f"line {node.lineno}: {node.name} has {length} lines")
    return found


def name(path: Path) -> str:
    """The path as the test's id shows it."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=name)
def test_file_and_functions_are_short(path: Path) -> None:
    """A hand-written file fits on a few screens, a function on one."""
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_FILE
    assert long_functions(source) == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_file_names_no_machine_and_no_index(path: Path) -> None:
    """What is committed holds on every machine: no absolute path of one, no address of a package index."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if ELSEWHERE.search(line)] == []


def test_a_long_function_is_seen() -> None:
    """A function of one line more than allowed is reported; its docstring does not count."""
    body = "    x = 1\n" * LONGEST_FUNCTION
    assert long_functions(f'def f():\n    """A\n\n    B."""\n{body}') == []
    assert long_functions(f"def f():\n{body}    x = 1\n") == [f"line 1: f has {LONGEST_FUNCTION + 1} lines"]


@pytest.mark.parametrize("broken", ["see /ho|me/someone", "/tm|p/build", "--index|-url=x", "https:/|/host/simple/numpy"])
def test_a_machine_or_index_is_seen(broken: str) -> None:
    """The pattern finds what it is there to find, once the bar that hides it from the test above is taken out."""
    assert not ELSEWHERE.search(broken)
    assert ELSEWHERE.search(broken.replace("|", ""))
