"""Targets beside NumPy, one a file, found by itself: each writes the straight-line program of a kernel as text of its own language.

A file that is a target holds ``TARGET = Target(...)``. What a target cannot compute it refuses when it writes, by the name of the
function.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from derivations.errors import ClaimError, DerivationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from derivations.codegen.arrays.assemble import Assembled
    from derivations.codegen.arrays.request import ArrayRequest
    from derivations.codegen.kernel import Options
    from derivations.codegen.passes import Stabilised
    from derivations.codegen.program import Program
    from derivations.codegen.request import Request


@dataclass(frozen=True)
class Order:
    """What is to be written.

    Attributes:
        request: the expression, its arguments and what its outermost word promises.
        forms: the stable forms of the entries.
        program: the straight-line program of those forms.
        watched: the same program with a mark of the elements in which some sum loses digits; none if no sum does.
        repair: the text of the function that computes elements again, in Python, where the target ``mends`` or a sum loses digits;
            empty if some function has no such form.
        let: the arguments by name and type, in the words of the call.
        options: the choices of the call.
    """

    request: Request
    forms: Stabilised
    program: Program
    watched: Program | None
    repair: str
    let: Mapping[str, str]
    options: Options


@dataclass(frozen=True)
class ArrayOrder:
    """What is to be written for every size.

    Attributes:
        request: the expression by indices, its arguments and what its outermost word promises.
        assembled: the array program of the stable forms, with a mark of the elements in which some sum loses digits, if one does, and
            the parts of the result.
        fixed: the dimensions that are no longer open.
        repair: the text of the functions that compute elements again, in Python; empty if some function has no such form.
        documentation: what the function says of itself; with notes, that of one that takes neither ``out`` nor ``workspace``.
        provenance: the literal that says which call wrote the module.
        options: the choices of the call.
    """

    request: ArrayRequest
    assembled: Assembled
    fixed: Mapping[str, int]
    repair: Sequence[str]
    documentation: Callable[..., str]
    provenance: str
    options: Options


@dataclass(frozen=True)
class Target:
    """A language.

    Attributes:
        name: as on the command line.
        texts: what writes an order, by the ending of the file that will hold it.
        module: the ending that Python can load.
        mends: whether such a module computes elements again that floats do not reach.
        arrays: what writes an order for every size, by the ending of the file; empty where the target has no such kernels.
        whole_vectors: whether these also write what has explicit sizes, but keeps its digits as a function of whole vectors only.
    """

    name: str
    texts: Mapping[str, Callable[[Order], str]]
    module: str = ".py"
    mends: bool = False
    arrays: Mapping[str, Callable[[ArrayOrder], str]] = field(default_factory=dict)
    whole_vectors: bool = False

    def text(self, order: Order) -> str:
        """The text for the ending that the options name, else for the first one."""
        write = self.texts.get(order.options.suffix, next(iter(self.texts.values())))
        return write(order)

    def array_text(self, order: ArrayOrder) -> str:
        """The same for every size.

        Raises:
            ClaimError: the target has no kernels for every size.
        """
        if not self.arrays:
            message = (
                f"Generating a kernel for every size: expected a target that writes such kernels, got {self.name}."
                " Give explicit sizes, or use the target numpy."
            )
            raise ClaimError(message)
        write = self.arrays.get(order.options.suffix, next(iter(self.arrays.values())))
        return write(order)


@cache
def targets() -> Mapping[str, Target]:
    """All targets of this folder by name, in alphabetical order.

    >>> list(targets())
    ['c', 'jax']
    """
    found: dict[str, Target] = {}
    for module in pkgutil.iter_modules(__path__):
        target: Target | None = getattr(importlib.import_module(f"{__name__}.{module.name}"), "TARGET", None)
        if target is None:
            continue
        if target.name in found:
            message = f"Discovering targets: expected one file for each name, got a second {target.name!r} in {module.name}. Rename one."
            raise DerivationError(message)
        found[target.name] = target
    return MappingProxyType(dict(sorted(found.items())))
