"""No source of the four packages evaluates text or unpickles: a claim document can never run code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path for package in ("derivations", "numeric", "reports", "verify") for path in (ROOT / package).rglob("*.py"))
FORBIDDEN_NAMES = frozenset({"eval", "exec", "compile", "__import__", "parse_expr", "parse_latex", "literal_eval"})
FORBIDDEN_ATTRIBUTES = frozenset({"parse_expr", "parse_latex", "simplify", "nsimplify", "equals", "iv"})
FORBIDDEN_MODULES = frozenset({"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "sympy.parsing"})
# Compiling generated code is the job of the code generator; its input is a program that it has built itself.
COMPILES_GENERATED_CODE = "derivations/codegen/"


def _is_strict(call: ast.Call) -> bool:
    return any(word.arg == "strict" and isinstance(word.value, ast.Constant) and word.value.value is True for word in call.keywords)


def _fault_of_call(call: ast.Call) -> str | None:
    name = ast.unparse(call.func)
    last = name.rpartition(".")[2]
    if isinstance(call.func, ast.Name) and last in FORBIDDEN_NAMES:
        return name
    if last in {"sympify", "S"} and not _is_strict(call) and not isinstance(call.args[0], ast.Constant):
        return f"{name} without strict=True: it would evaluate text"
    if last == "srepr":
        return f"{name}: only eval reads it"
    return None


def faults(source: str) -> list[str]:
    """All constructs of the source that evaluate text, unpickle, or trust a general simplifier."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (fault := _fault_of_call(node)):
            found.append(f"line {node.lineno}: {fault}")
        elif isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_ATTRIBUTES:
            found.append(f"line {node.lineno}: .{node.attr}")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None)
            names = [alias.name for alias in node.names]
            banned = FORBIDDEN_MODULES.intersection([module, *names]) | (FORBIDDEN_ATTRIBUTES.intersection(names) if module else set())
            found += [f"line {node.lineno}: import of {name}" for name in sorted(banned)]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_source_evaluates_no_text(path: Path) -> None:
    """A module holds no eval, exec, sympify of text, unpickling or general simplifier."""
    found = faults(path.read_text(encoding="utf-8"))
    if str(path.relative_to(ROOT)).startswith(COMPILES_GENERATED_CODE):
        found = [fault for fault in found if not fault.endswith((": exec", ": compile"))]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "eval(text)",
        "exec(text)",
        "sp.sympify(text)",
        "S(text)",
        "sp.sympify(text, strict=False)",
        "import pickle",
        "from pickle import loads",
        "from sympy import simplify",
        "sp.simplify(e)",
        "e.equals(0)",
        "from sympy.parsing import sympy_parser",
        "sp.parse_expr(text)",
        "def f():\n    return sp.srepr(e)",
    ],
)
def test_each_unsafe_construct_is_seen(source: str) -> None:
    """The reader reports every construct that the rule names."""
    assert len(faults(source)) == 1


@pytest.mark.parametrize(
    "source", ["sp.sympify(3)", "sp.sympify(x, strict=True)", "sp.S(1)", "sp.S.Half", "re.compile('a')", "ast.parse(text)"]
)
def test_a_safe_construct_passes(source: str) -> None:
    """The reader is silent about constructs that evaluate nothing."""
    assert faults(source) == []
