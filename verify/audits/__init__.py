"""Audits of installed libraries: one library a file, which holds one constant ``LIBRARY``; a new file is found by itself."""

from __future__ import annotations

import pkgutil

MACHINERY = frozenset(
    {"arguments", "cases", "charts", "examine", "findings", "networks", "peer", "problems", "reference", "session", "substrate"}
)


def names() -> list[str]:
    """The libraries that can be audited, by the names that they are installed under.

    >>> "scipy" in names()
    True
    """
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name.replace("_", "-") for name in found if name not in MACHINERY)
