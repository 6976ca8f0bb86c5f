"""Activations: one file each, which holds one constant ``ACTIVATION``; a new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from numeric.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numeric.activations.activation import Activation

MACHINERY = frozenset({"activation"})


@cache
def activations() -> Mapping[str, Activation]:
    """All activations by name, in alphabetical order.

    >>> "tanh" in activations()
    True
    """
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name not in MACHINERY)
    found = [importlib.import_module(f"{__name__}.{name}").ACTIVATION for name in modules]
    names = [each.name for each in found]
    if len(set(names)) != len(names):
        message = f"reading the activations: expected one file a name, got {names}. Rename one."
        raise DomainError(message)
    return MappingProxyType(dict(zip(names, found, strict=True)))


def named(name: str) -> Activation:
    """The activation of this name.

    Raises:
        DomainError: there is none; the message lists those there are.
    """
    if name not in activations():
        message = f"choosing an activation: expected one of {', '.join(activations())}, got {name!r}. Add numeric/activations/{name}.py."
        raise DomainError(message)
    return activations()[name]
