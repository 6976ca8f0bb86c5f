"""The docstring of a kernel defines every name that its formula has: an argument, a number on the way, or a function."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "numeric" / "kernels"
KERNELS = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
NAME = re.compile(r"\b([A-Za-z_]\w*)\b(?!\()")  # no function
CONSTANTS = {"pi", "E", "EulerGamma", "oo", "True", "False", "I"}


def undefined(docstring: str, arguments: list[str]) -> set[str]:
    """The names that a formula and the definitions under it use without a meaning."""
    formula = re.split(r"\n *Args:", docstring.partition("Computed as::")[2])[0]
    formula = re.sub(r"\w*\s+\.\.\.", "", formula)  # a long one is cut, maybe within a name
    formula, _, where = formula.partition("where::")
    defined = set(re.findall(r"^\s+(\w+) = ", where, re.MULTILINE))
    entry = re.compile(rf"(?:{'|'.join(map(re.escape, arguments))})(?:_\d+)*") if arguments else re.compile("(?!)")
    used = set(NAME.findall(formula)) | set(NAME.findall(where))
    return {name for name in used - defined - CONSTANTS if not entry.fullmatch(name)}


def test_a_name_without_a_meaning_is_noticed() -> None:
    """A number on the way needs its definition."""
    assert undefined("Computed as::\n\n    [1/left_0, exp(x_0)]\n\n    Args:\n", ["x"]) == {"left_0"}
    assert undefined("Computed as::\n\n    1/left_0\n\n    where::\n\n        left_0 = x + 1\n\n    Args:\n", ["x"]) == set()


@pytest.mark.parametrize("name", KERNELS)
def test_every_name_is_defined(name: str) -> None:
    """All of the committed modules."""
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    arguments = [each.arg for each in function.args.args if each.arg not in ("out", "workspace")]
    docstring = ast.get_docstring(function, clean=False) or ""
    assert "Computed as::" in docstring
    assert undefined(docstring, arguments) == set()
