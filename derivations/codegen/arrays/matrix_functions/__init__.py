"""Functions of symmetric positive definite matrices by their factors L D L^T, never by an inverse; one a file, found by itself.

A file holds ``FUNCTION = MatrixFunction(...)`` and a function of its name, whose text is copied into a standalone module;
``JAX`` and ``C`` are texts of the same function of one element. The factors of a
matrix are one array: multipliers below the diagonal, pivots on it.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sympy as sp

Kind = Literal["matrix", "factors", "vector"]


@dataclass(frozen=True)
class MatrixFunction:
    """A number, vector or matrix made of matrices and vectors.

    Attributes:
        name: the name of the function and of what computes it.
        operands: what the implementation reads: for each operand its kind and the position of the argument that it is made of.
        rank: the axes of the value.
        meaning: from explicit exact arguments (``sympy.Matrix``) to the value: a number, or a matrix with a column a vector.
        spare: the vectors and the matrices that the implementation overwrites.
        uses: the scalar primitives that it calls.
        sign: whether the value is never negative.
    """

    name: str
    operands: tuple[tuple[Kind, int], ...]
    rank: int
    meaning: Callable[..., sp.Expr | sp.Matrix]
    spare: tuple[int, int] = (0, 0)
    uses: tuple[str, ...] = ()
    sign: Literal["nonnegative", "real"] = "real"

    @property
    def implementation(self) -> Callable[..., None]:
        """``function(*operands, out, *vectors, *matrices, scratch)``: arrays with their axes first, of shape (d, n) and (d, d, n)."""
        module = importlib.import_module(f"{__name__}.{self.name}")
        function: Callable[..., None] = getattr(module, self.name)
        return function

    def text(self, language: str) -> str:
        """The text of the function in another language, by the name of a constant beside it; empty where that has none."""
        return str(getattr(importlib.import_module(f"{__name__}.{self.name}"), language, ""))

    def source(self) -> str:
        """The text of the function and of those beside it whose names start with its own."""
        module = inspect.getmodule(self.implementation)
        found = [part for name, part in vars(module).items() if name.startswith(self.name) and inspect.isfunction(part)]
        return "\n\n\n".join(inspect.getsource(part).strip() for part in found if part.__module__ == getattr(module, "__name__", ""))


@cache
def matrix_functions() -> Mapping[str, MatrixFunction]:
    """All functions by name.

    >>> "bregman_logdet" in matrix_functions()
    True
    """
    found: list[Any] = [importlib.import_module(f"{__name__}.{module.name}").FUNCTION for module in pkgutil.iter_modules(__path__)]
    return MappingProxyType({function.name: function for function in sorted(found, key=lambda function: function.name)})
