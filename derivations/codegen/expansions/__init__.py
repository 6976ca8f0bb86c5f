"""Vectorised multi-word arithmetic in plain NumPy, for the elements on which a fast kernel detects cancellation; found by itself.

A number is an unevaluated sum of four float64 words, an array of n numbers an array (4, n); words do not overlap, decrease, and zeros
come last. Infinite and undefined values are (inf, 0, 0, 0) and (nan, ...). Results that overflow or underflow float64 do so as in IEEE
arithmetic: a word below 2^-1074 is lost, so that full accuracy needs magnitudes above 1e-240. A file holds functions ``wide_*`` and
their tables ``WIDE_*``; warnings are the caller's to silence (``np.errstate``), and blocks of about 4096 numbers are fastest.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True)
class Operation:
    """A function, a table or a type alias of this folder, as it is copied into a standalone module.

    Attributes:
        name: its name in the module that defines it and in the copy.
        arity: the number of arguments; 0 for what is no function.
        uses: the names that its text refers to.
        text: the lines that define it.
        module: the file that holds it.
    """

    name: str
    arity: int
    uses: tuple[str, ...]
    text: str
    module: str

    @property
    def implementation(self) -> Callable[..., Any]:
        """The function itself."""
        function: Callable[..., Any] = getattr(importlib.import_module(f"{__name__}.{self.module}"), self.name)
        return function

    def source(self) -> str:
        """The text of this definition alone; it needs ``math``, ``numpy`` as ``np``, ``NDArray`` and what it :attr:`uses`."""
        return self.text


def operations() -> Mapping[str, Operation]:
    """The functions by name, in alphabetical order.

    >>> operations()["wide_subtract"].uses
    ('Array', 'wide_add')
    """
    return MappingProxyType({name: each for name, each in definitions().items() if each.arity})


def standalone(names: Iterable[str]) -> str:
    """The text of functions and all that they use, each definition once and after those that it uses.

    The text needs ``from __future__ import annotations``, ``math``, ``numpy`` as ``np`` and ``NDArray`` of ``numpy.typing``.

    Raises:
        DerivationError: a name that no file defines.
    """
    found, ordered = definitions(), dict[str, Operation]()

    def visit(name: str) -> None:
        if name not in found:
            message = f"Copying multi-word arithmetic: expected one of {', '.join(operations())}, got {name!r}. Choose one of them."
            raise DerivationError(message)
        if name not in ordered:
            for used in found[name].uses:
                visit(used)
            ordered[name] = found[name]

    for name in sorted(names):
        visit(name)
    pieces: list[str] = []
    for each, before in zip(ordered.values(), [None, *ordered.values()], strict=False):
        gap = "" if before is None else "\n\n" if each.arity or before.arity else ""
        pieces.append(gap + each.text)
    return "\n".join(pieces) + "\n"


@cache
def definitions() -> Mapping[str, Operation]:
    """Everything that can be copied, by name, in alphabetical order."""
    found: dict[str, tuple[str, ast.stmt, str]] = {}
    for module in pkgutil.iter_modules(__path__):
        text = inspect.getsource(importlib.import_module(f"{__name__}.{module.name}"))
        for node in ast.parse(text).body:
            name = _defined(node)
            lines = "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])
            if name is not None and found.get(name, ("", node, lines))[2] != lines:
                message = (
                    f"Discovering multi-word arithmetic: expected one definition of {name}, got a second one in {module.name}. Rename one."
                )
                raise DerivationError(message)
            if name is not None:
                found.setdefault(name, (module.name, node, lines))
    return MappingProxyType({name: _operation(name, *found[name], set(found)) for name in sorted(found)})


def _defined(node: ast.stmt) -> str | None:
    """The name that a statement at the top level defines."""
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return None


def _operation(name: str, module: str, node: ast.stmt, text: str, known: set[str]) -> Operation:
    uses = sorted({each.id for each in ast.walk(node) if isinstance(each, ast.Name)} & known - {name})
    arity = len(node.args.args) if isinstance(node, ast.FunctionDef) else 0
    return Operation(name, arity, tuple(uses), text, module)
