"""The picture of the house at the top of the README is what the imports say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("derivations", "numeric", "reports", "verify")
MATHEMATICS = frozenset({"sympy", "flint", "mpmath", "numpy", "scipy"})
FORBIDDEN = {
    "derivations": {"numeric", "reports", "verify"},
    "numeric": {"derivations", "reports", "verify", "sympy", "mpmath", "flint"},
    "reports": {"derivations", "numeric", "verify", *MATHEMATICS},
    "verify": set(),
}
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imported_packages(source: str) -> set[str]:
    """The top-level names of all imports, wherever in the source they stand."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that this test can read them"
            names.add(str(node.module).partition(".")[0])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            names |= {str(each.value).partition(".")[0] for each in node.args if isinstance(each, ast.Constant)}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_only_downwards(path: Path) -> None:
    """A module of a lower package imports neither a sibling package nor `verify`; `numeric` knows no SymPy, `reports` no mathematics."""
    package = path.relative_to(ROOT).parts[0]
    assert imported_packages(path.read_text(encoding="utf-8")) & FORBIDDEN[package] == set()


@pytest.mark.parametrize(
    "source",
    [
        "import verify",
        "from verify.judge import judge",
        "def f():\n    import verify.cli",
        "importlib.import_module('verify.cli')",
    ],
)
def test_an_upward_import_is_seen(source: str) -> None:
    """The reader of imports finds an import in every form and at every depth."""
    assert "verify" in imported_packages(source)


def test_all_four_packages_are_read() -> None:
    """The table of modules covers the four packages, so the test above cannot pass by reading nothing."""
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(PACKAGES)
