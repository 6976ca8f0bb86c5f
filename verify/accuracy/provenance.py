"""What a generated module says of itself, read from its text without running it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from derivations.errors import ClaimError
from derivations.language.types import parse_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.language.types import TypeSpec

TEXTS = ("expression", "name", "target", "dtype", "layout")
TARGETS = ("numpy", "jax", "c")
SIZE = 3  # of every named dimension, where a kernel for all of them is measured


@dataclass(frozen=True)
class Provenance:
    """The call that wrote a kernel: ``let`` maps the arguments in order to the texts of their types."""

    expression: str
    name: str
    target: str
    dtype: str
    layout: str
    let: Mapping[str, str]

    def instance(self) -> Mapping[str, str]:
        """The types with every named dimension replaced by a size."""
        return {name: str(_sized(parse_type(text))) for name, text in self.let.items()}

    def formula(self) -> str:
        """The expression with every named dimension replaced by a size."""
        sizes = {size for text in self.let.values() for size in parse_type(text).dimensions}
        try:
            tree = ast.parse(self.expression, mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return self.expression  # what is wrong with it is said where it is read
        return ast.unparse(_Sized(sizes).visit(tree)) if sizes else self.expression


class _Sized(ast.NodeTransformer):
    """Writes a size for every name of one."""

    def __init__(self, sizes: set[str]) -> None:
        self.sizes = sizes

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(SIZE) if node.id in self.sizes else node


def read_provenance(text: str, path: str) -> Provenance:
    """The literal ``PROVENANCE`` of a module.

    Raises:
        ClaimError: the text is no Python, has no such literal, or a part of it is missing or not of its type.
    """
    record = _literal(text)
    let = record.get("let") if record is not None else None
    if record is None or not isinstance(let, dict) or not all(isinstance(record.get(key), str) for key in TEXTS):
        message = (
            f"Measuring a kernel: expected a module with a literal PROVENANCE ({', '.join(TEXTS)}, let), got {path} without it. "
            "Write one with `fisherproof kernel`."
        )
        raise ClaimError(message)
    if record["target"] not in TARGETS or not record["name"].isidentifier():
        message = f"Measuring a kernel: expected a function of {', '.join(TARGETS)}, got {record['target']!r} named {record['name']!r}."
        raise ClaimError(f"{message} Write it with `fisherproof kernel`.")
    types = {str(name): str(kind) for name, kind in let.items()}
    return Provenance(**{key: record[key] for key in TEXTS}, let=types)


def _literal(text: str) -> dict[str, Any] | None:
    """The value of the assignment, or None if there is none that is a literal table."""
    try:
        for node in ast.parse(text).body:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            if any(isinstance(target, ast.Name) and target.id == "PROVENANCE" for target in targets):
                value = ast.literal_eval(node.value) if isinstance(node, ast.Assign | ast.AnnAssign) and node.value else None
                return value if isinstance(value, dict) else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return None


def _sized(spec: TypeSpec) -> TypeSpec:
    return replace(spec, shape=tuple(size if isinstance(size, int) else SIZE for size in spec.shape))
