"""Folders of functions whose texts are copied into standalone modules: what each file defines, and what that uses."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True)
class Definition:
    """A function, a table or a type alias, as it is copied into a standalone module.

    Attributes:
        name: its name in the module that defines it and in the copy.
        is_function: whether it is called, not read.
        uses: the names that its text refers to.
        text: the lines that define it.
        module: the file that holds it, with its package.
    """

    name: str
    is_function: bool
    uses: tuple[str, ...]
    text: str
    module: str

    @property
    def implementation(self) -> Callable[..., Any]:
        """The function itself."""
        function: Callable[..., Any] = getattr(importlib.import_module(self.module), self.name)
        return function


class Library:
    """All definitions in the files of a package, each name once."""

    def __init__(self, package: str, path: Iterable[str], title: str) -> None:
        """``title`` names the library in messages."""
        self.package, self.path, self.title = package, list(path), title

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """Everything that can be copied, by name, in alphabetical order.

        Raises:
            DerivationError: two files define one name in different ways.
        """
        found: dict[str, tuple[str, ast.stmt, str]] = {}
        for module in pkgutil.iter_modules(self.path):
            text = inspect.getsource(importlib.import_module(f"{self.package}.{module.name}"))
            for node in ast.parse(text).body:
                name = _defined(node)
                lines = "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])
                if name is not None and found.get(name, ("", node, lines))[2] != lines:
                    message = f"Discovering {self.title}: expected one definition of {name}, got a second one in {module.name}. Rename one."
                    raise DerivationError(message)
                if name is not None:
                    found.setdefault(name, (f"{self.package}.{module.name}", node, lines))
        return MappingProxyType({name: _definition(name, *found[name], set(found)) for name in sorted(found)})

    @cached_property
    def functions(self) -> Mapping[str, Definition]:
        """The functions by name, in alphabetical order."""
        return MappingProxyType({name: each for name, each in self.definitions.items() if each.is_function})

    def standalone(self, names: Iterable[str]) -> str:
        """The text of functions and all that they use, each definition once and after those that it uses.

        Raises:
            DerivationError: a name that no file defines.
        """
        ordered: dict[str, Definition] = {}

        def visit(name: str) -> None:
            if name not in self.definitions:
                message = f"Copying {self.title}: expected one of {', '.join(self.functions)}, got {name!r}. Choose one of them."
                raise DerivationError(message)
            if name not in ordered:
                for used in self.definitions[name].uses:
                    visit(used)
                ordered[name] = self.definitions[name]

        for name in sorted(names):
            visit(name)
        pieces: list[str] = []
        for each, before in zip(ordered.values(), [None, *ordered.values()], strict=False):
            gap = "" if before is None else "\n\n" if each.is_function or before.is_function else ""
            pieces.append(gap + each.text)
        return "\n".join(pieces) + "\n"


def _defined(node: ast.stmt) -> str | None:
    """The name that a statement at the top level defines."""
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return node.target.id if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) else None


def _definition(name: str, module: str, node: ast.stmt, text: str, known: set[str]) -> Definition:
    uses = sorted({each.id for each in ast.walk(node) if isinstance(each, ast.Name)} & known - {name})
    return Definition(name, isinstance(node, ast.FunctionDef), tuple(uses), text, module)
