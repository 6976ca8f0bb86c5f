"""Stable primitives: functions that generated kernels call where a formula would lose digits; one a file, found by itself.

A file holds ``PRIMITIVE = Primitive(...)`` and a function of the primitive's name. Helpers and tables stand at the top level of the same
file, under names that start with the primitive's name, so that their text can be copied into a standalone module. Beside it stands
``scalar_NAME``, the same function of one element, from which the other targets are written.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import sympy as sp

Array = NDArray[np.float64]
Domain = Literal["real", "positive", "nonnegative", "above -1", "above -1/2", "above 1", "negative", "unit"]
Sign = Literal["positive", "nonnegative", "real", "negative", "nonpositive", "as argument"]
BLOCK = 16_384  # the longest block a generated kernel works on


@dataclass(frozen=True)
class Primitive:
    """A function with an exact meaning and an implementation on blocks of float64.

    Attributes:
        name: the name of the primitive and of the function that computes it.
        meaning: the exact definition, from SymPy expressions of the arguments to one of the value.
        domain: the set of each argument; outside of it the value is not specified.
        sign: what is known of the value.
        rows: rows of scratch that the implementation overwrites.
        uses: other primitives that the implementation calls.
        block: elements a pass, at most, of a kernel that calls it: what it keeps for other calls stays in a cache.
        equal: pairs of arguments, by place, and ``zero`` arguments: where the pairs are equal and these zero, the value is exactly zero.
        extended: whether it is off by at most three units of a float where the implementation is given long doubles.
        at_zero: the limit at zero of a function of one argument whose meaning is zero over zero there.
    """

    name: str
    meaning: Callable[..., sp.Expr]
    domain: tuple[Domain, ...]
    sign: Sign
    rows: int
    uses: tuple[str, ...] = ()
    at_zero: sp.Expr | None = None
    block: int = BLOCK
    equal: tuple[tuple[int, int], ...] = ()
    zero: tuple[int, ...] = ()
    extended: bool = False

    @property
    def implementation(self) -> Callable[..., None]:
        """``function(*arguments, out, scratch)``: arguments and ``out`` of one shape (n,), n <= 16384, ``scratch`` of shape (>= rows, n).

        All float64 and contiguous; ``out`` is no argument and no row of scratch. Warnings are the caller's to silence (``np.errstate``).
        """
        function: Callable[..., None] = getattr(self._module(), self.name)
        return function

    @property
    def scalar(self) -> Callable[..., Any]:
        """The same function of one element, in the part of Python that :mod:`derivations.codegen.scalar` describes.

        Raises:
            DerivationError: its file has none.
        """
        function: Callable[..., Any] | None = getattr(self._module(), f"scalar_{self.name}", None)
        if function is None:
            message = f"Writing {self.name}: expected its scalar definition, got one for NumPy only. Add `scalar_{self.name}` to its file."
            raise DerivationError(message)
        return function

    def source(self) -> str:
        """The text of the constants and functions of this primitive, without those it uses: the same bytes at every call.

        The text needs ``math``, ``numpy`` as ``np``, ``scipy.special`` if :meth:`needs_scipy`, and the name ``Array`` for annotations.
        """
        text = inspect.getsource(self._module())
        lines = text.splitlines()
        parts = [(node, lines[_start(node, lines) : node.end_lineno]) for node in ast.parse(text).body if self._owns(node)]
        pieces: list[str] = []
        previous_is_function = False
        for node, part in parts:
            is_function = isinstance(node, ast.FunctionDef)
            pieces.append(("\n\n" if pieces and (is_function or previous_is_function) else "") + "\n".join(part))
            previous_is_function = is_function
        return "\n".join(pieces) + "\n"

    def needs_scipy(self) -> bool:
        """Whether the text calls ``scipy.special``."""
        return "scipy.special" in {ast.unparse(node) for node in ast.walk(ast.parse(self.source())) if isinstance(node, ast.Attribute)}

    def _module(self) -> Any:
        return sys.modules[self.meaning.__module__]

    def _owns(self, node: ast.stmt) -> bool:
        """Whether a statement at the top level is a function or constant under the primitive's name."""
        if isinstance(node, ast.FunctionDef):
            return node.name == self.name or node.name.startswith(f"{self.name}_")
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        return any(isinstance(target, ast.Name) and target.id.startswith(f"{self.name.upper()}_") for target in targets)


@cache
def primitives() -> Mapping[str, Primitive]:
    """All primitives by name, in alphabetical order.

    >>> primitives()["excess_log"].sign
    'nonnegative'
    """
    found: dict[str, Primitive] = {}
    for module in pkgutil.iter_modules(__path__):
        primitive: Primitive = importlib.import_module(f"{__name__}.{module.name}").PRIMITIVE
        if primitive.name in found:
            message = (
                f"Discovering primitives: expected one file for each name, got a second {primitive.name!r} in {module.name}. Rename one."
            )
            raise DerivationError(message)
        found[primitive.name] = primitive
    return MappingProxyType(dict(sorted(found.items())))


def with_uses(*names: str) -> tuple[Primitive, ...]:
    """The named primitives and all that they use, each after those it uses: the order in which their texts are copied."""
    return tuple({primitive.name: primitive for name in sorted(names) for primitive in _depth_first(name)}.values())


def _start(node: ast.stmt, lines: list[str]) -> int:
    """The index of a statement's first line, the comment above it included."""
    start = node.lineno - 1
    while lines[start - 1].startswith("#"):
        start -= 1
    return start


def _depth_first(name: str) -> Iterator[Primitive]:
    primitive = primitives()[name]
    for used in primitive.uses:
        yield from _depth_first(used)
    yield primitive
