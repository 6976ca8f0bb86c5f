"""Functions of whole vectors that keep the digits which a formula by sums would lose; one a file, found by itself.

A file holds ``FUNCTION = VectorFunction(...)`` and a function of its name, whose text is copied into a standalone module;
``JAX`` and ``C`` are texts of the same function of one element.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sympy as sp

    from derivations.indexed.atoms import Index, Size


@dataclass(frozen=True)
class VectorFunction:
    """A nonnegative number made of vectors.

    Attributes:
        name: the name of the function and of what computes it.
        meaning: from the entries at an index, the index and its range to the definition in the index calculus.
        spare: arrays like the arguments that the implementation overwrites, and arrays of truths.
        uses: the scalar primitives that it calls.
    """

    name: str
    meaning: Callable[[tuple[sp.Expr, ...], Index, Size], sp.Expr]
    spare: tuple[int, int]
    uses: tuple[str, ...] = ()

    @property
    def implementation(self) -> Callable[..., None]:
        """``function(*vectors, out, *spare, scratch)``: vectors of shape (K, ..., n), ``out`` of shape (..., n)."""
        module = importlib.import_module(f"{__name__}.{self.name}")
        function: Callable[..., None] = getattr(module, self.name)
        return function

    def text(self, language: str) -> str:
        """The text of the function in another language, by the name of a constant beside it; empty where that has none."""
        return str(getattr(importlib.import_module(f"{__name__}.{self.name}"), language, ""))

    def source(self) -> str:
        """The text of the function."""
        return inspect.getsource(self.implementation).strip()


@cache
def vector_functions() -> Mapping[str, VectorFunction]:
    """All functions by name.

    >>> list(vector_functions())
    ['bregman_logsumexp']
    """
    found: list[Any] = [importlib.import_module(f"{__name__}.{module.name}").FUNCTION for module in pkgutil.iter_modules(__path__)]
    return MappingProxyType({function.name: function for function in sorted(found, key=lambda function: function.name)})
