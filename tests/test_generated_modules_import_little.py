"""A generated NumPy module imports nothing but math, NumPy and SciPy's special functions; typing is there for annotations."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from derivations.codegen import Options, kernel_source

FOLDER = Path(__file__).resolve().parent.parent / "numeric" / "kernels"
ALLOWED = {"__future__", "math", "numpy", "numpy.typing", "scipy", "scipy.special", "typing"}
EVERY_SIZE = {
    "kl(Categorical(logits=a), Categorical(logits=b))": {"a": "real[K]", "b": "real[K]"},
    "kl(MultivariateNormal(a, P), MultivariateNormal(b, Q))": {"a": "real[d]", "b": "real[d]", "P": "spd[d]", "Q": "spd[d]"},
    "sum(p[k]*log(p[k]/q[k]) for k in range(K))": {"p": "simplex[K]", "q": "simplex[K]"},
}


def imported(text: str) -> set[str]:
    """The modules that a text imports, wherever it does."""
    nodes = list(ast.walk(ast.parse(text)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


def test_what_is_imported_is_seen() -> None:
    """An import inside of a function counts."""
    assert imported("import os\ndef f():\n    from json import dumps\n") == {"os", "json"}


def test_no_kernel_of_the_catalogue_imports_more() -> None:
    """All of the committed modules."""
    modules = [path for path in sorted(FOLDER.rglob("*.py")) if path.name != "__init__.py"]
    assert modules
    assert {path.name: more for path in modules if (more := imported(path.read_text(encoding="utf-8")) - ALLOWED)} == {}


@pytest.mark.parametrize("expression", EVERY_SIZE)
def test_kernels_of_every_size_import_no_more(expression: str) -> None:
    """Those computed by indices, with their second way for lost digits."""
    assert imported(kernel_source(expression, EVERY_SIZE[expression], Options("tried"))) <= ALLOWED
