"""One kept object as plain data, and its check when it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.snapshots.forms import ASSUMPTIONS, SnapshotError

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = 1


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _table(value: Any) -> bool:
    return isinstance(value, dict) and all(_texts(flags) and set(flags) <= set(ASSUMPTIONS) for flags in value.values())


def _values(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, list) and all(x is None or isinstance(x, str) for x in row) for row in value)


def _words(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


RECORD: dict[str, Callable[[Any], bool]] = {
    "shape": lambda value: isinstance(value, list) and all(type(size) is int and size >= 0 for size in value),
    "symmetric": lambda value: isinstance(value, bool),
    "symbols": _table,
    "entries": _texts,
    "values": _values,
    "words": _words,
    "conditions": _texts,
    "operations": lambda value: type(value) is int,
    "rules": _texts,
}
FAMILY: dict[str, Callable[[Any], bool]] = {
    "schema": lambda value: value == SCHEMA,
    "family": lambda value: isinstance(value, str),
    "symbols": _table,
    "points": lambda value: isinstance(value, list) and all(_words(point) for point in value),
    "facts": _texts,
    "objects": lambda value: isinstance(value, dict),
}


def checked(data: Any, where: str) -> dict[str, Any]:
    """The data of a family, once its shape is what this package writes.

    Raises:
        SnapshotError: a key is missing, unknown or of another sort; the message says which and where.
    """
    _check(data, FAMILY, where)
    for name, record in data["objects"].items():
        _check(record, RECORD, f"{where}, object {name}")
        if len(record["values"]) != len(record["entries"]) or any(len(row) != len(data["points"]) for row in record["values"]):
            raise _fault(f"{where}, object {name}", "one value an entry and point", "another number")
    return dict(data)


def _check(data: Any, keys: dict[str, Callable[[Any], bool]], where: str) -> None:
    if not isinstance(data, dict) or sorted(data) != sorted(keys):
        got = sorted(data) if isinstance(data, dict) else type(data).__name__
        raise _fault(where, f"the keys {sorted(keys)}", str(got))
    for key, holds in keys.items():
        if not holds(data[key]):
            raise _fault(where, f"{key} as `snapshot update` writes it", repr(data[key])[:60])


def _fault(where: str, wanted: str, got: str) -> SnapshotError:
    return SnapshotError(f"Reading {where}: expected {wanted}, got {got}. Restore the file, or write it anew with `snapshot update`.")
