"""Losses: one file each, which holds one constant ``LOSS``, the class; a new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from numeric.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numeric.losses.loss import Loss

MACHINERY = frozenset({"loss", "blocks"})


@cache
def losses() -> Mapping[str, type[Loss]]:
    """All losses by name, in alphabetical order.

    >>> "squared" in losses()
    True
    """
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in MACHINERY)
    found = {name: importlib.import_module(f"{__name__}.{name}").LOSS for name in modules}
    wrong = [name for name, each in found.items() if each.name != name]
    if wrong:
        message = f"reading the losses: expected each to be named as its file, got others in {', '.join(wrong)}. Rename them."
        raise DomainError(message)
    return MappingProxyType(found)


def named(name: str, **options: Any) -> Loss:
    """The loss of this name with its options.

    Raises:
        DomainError: there is none; the message lists those there are.
    """
    if name not in losses():
        message = f"choosing a loss: expected one of {', '.join(losses())}, got {name!r}. Add numeric/losses/{name}.py."
        raise DomainError(message)
    return losses()[name](**options)
