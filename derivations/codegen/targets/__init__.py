"""Targets beside NumPy, one a file, found by itself: each writes the straight-line program of a kernel as text of its own language.

A file that is a target holds ``TARGET = Target(...)``. What a target cannot compute it refuses when it writes, by the name of the
function.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
class Target:
    """A language.

    Attributes:
        name: as on the command line.
        texts: what writes an order, by the ending of the file that will hold it.
        module: the ending that Python can load.
        mends: whether such a module computes elements again that floats do not reach.
    """

    name: str
    texts: Mapping[str, Callable[[Order], str]]
    module: str = ".py"
    mends: bool = False

    def text(self, order: Order) -> str:
        """The text for the ending that the options name, else for the first one."""
        write = self.texts.get(order.options.suffix, next(iter(self.texts.values())))
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
