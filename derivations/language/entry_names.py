"""Entries of arrays have names of their own inside, ``theta_0`` for ``theta[0]``: no other name may be one of them.

Two symbols of one name would be one symbol: ``theta[0] == theta_0`` would be proved.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derivations.language.kinds import Array, FunctionKind, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENDS = re.compile(r"(.+)_(0|[1-9][0-9]*)", re.ASCII)


def clash(name: str, kind: Kind, others: Mapping[str, Kind]) -> str:
    """Why a name cannot stand beside others: one of its symbols is that of an entry of another; empty if none is.

    >>> clash("t_0", Array(()), {"t": Array((2,))})
    "expected a name that no entry has, got 't_0', which is that of t[0]. Rename it 't0'"
    >>> clash("t_2", Array(()), {"t": Array((2,))}), clash("t_0", Array((2,)), {"t": Array((2,))})
    ('', '')
    """
    places: list[str] = []
    base, shape = name, _shape(kind)
    while shape is not None and (found := _ENDS.fullmatch(base)):
        base, places = found[1], [found[2], *places]
        whole = _shape(others.get(base))
        if whole is None or type(others[base]) is not type(kind) or len(places) + len(shape) != len(whole):
            continue
        if all(int(place) < size for place, size in zip(places, whole, strict=False)):
            entry = ", ".join([*places, *("0" for _ in shape)])
            new = base + "".join(places)
            return f"expected a name that no entry has, got {name!r}, which is that of {base}[{entry}]. Rename it {new!r}"
    return ""


def _shape(kind: Kind | None) -> tuple[int, ...] | None:
    """The explicit shape of what has entries with symbols of their own."""
    if isinstance(kind, FunctionKind):
        result = kind.type.result
        kind = None if result is None else Array(result.shape)
    if not isinstance(kind, Array) or kind.is_abstract:
        return None
    return tuple(int(size) for size in kind.shape)
