"""The families of laws: one file each, which holds one constant ``FAMILY``; a new file is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from derivations.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from derivations.family import Family


_visible: ContextVar[Mapping[str, Family] | None] = ContextVar("visible families", default=None)


def families() -> Mapping[str, Family]:
    """All families that can be named here: the built-in ones, those of plug-ins, and those of :func:`with_families` around the call.

    Raises:
        ClaimError: an installed plug-in is broken; the message says which and how.

    >>> families()["Normal"].law(0, 1).name
    'Normal'
    """
    visible = _visible.get()
    return known() if visible is None else visible


@contextmanager
def with_families(declared: Mapping[str, Family]) -> Iterator[None]:
    """Let :func:`families` find declared families, and no others beside the built-in ones, inside the block.

    Raises:
        ClaimError: a declared family has the name of a built-in one or of a plug-in's.
    """
    taken = sorted(declared.keys() & known().keys())
    if taken:
        message = f"Declaring families: expected new names, got {taken}, which are built in or a plug-in's. Rename them."
        raise ClaimError(message)
    token = _visible.set(MappingProxyType({**known(), **declared}))
    try:
        yield
    finally:
        _visible.reset(token)


@cache
def known() -> Mapping[str, Family]:
    """The built-in families and those of installed plug-ins, in alphabetical order."""
    from derivations.plugins import plugins  # noqa: PLC0415 - it checks names against the built-in ones

    return MappingProxyType(dict(sorted({**built_in(), **plugins()}.items())))


@cache
def built_in() -> Mapping[str, Family]:
    """The built-in families by name, in alphabetical order."""
    found: dict[str, Family] = {}
    for module in pkgutil.iter_modules(__path__):
        family = importlib.import_module(f"{__name__}.{module.name}").FAMILY
        if family.name in found:
            message = f"Discovering families: expected one file for each name, got a second {family.name!r} in {module.name}. Rename one."
            raise ClaimError(message)
        found[family.name] = family
    return MappingProxyType(dict(sorted(found.items())))
