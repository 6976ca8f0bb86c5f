"""Records to plain JSON data and back, checked against the annotations of their dataclasses."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from reports.errors import ReportError

Record = TypeVar("Record")


def to_plain(value: Any) -> Any:
    """Return dataclasses as dictionaries, tuples as lists, everything else unchanged.

    >>> to_plain({"point": ("1/2", 3)})
    {'point': ['1/2', 3]}
    """
    if dataclasses.is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: to_plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(entry) for entry in value]
    return value


def from_plain(kind: type[Record], value: object, where: str) -> Record:
    """Build the dataclass ``kind`` from plain data; ``where`` is the path that an error names (``documents[0].claims[2]``).

    Raises:
        ReportError: A key is missing or unknown, or a value does not fit the field's annotation.
    """
    if not isinstance(value, Mapping):
        raise mismatch(where, "a table", value)
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(str(key) for key in value if key not in fields)
    if unknown:
        raise mismatch(where, f"the keys {', '.join(fields)}", f"also {', '.join(unknown)}")
    missing = [name for name, field in fields.items() if name not in value and _is_required(field)]
    if missing:
        raise mismatch(where, f"the keys {', '.join(missing)}", "a table without them")
    hints = _hints(kind)  # type: ignore[arg-type]  # a class is hashable
    return kind(**{name: _fitted(hints[name], entry, f"{where}.{name}") for name, entry in value.items()})


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    """The annotations of a dataclass, resolved once: a report has thousands of records of a few kinds."""
    return get_type_hints(kind)


def mismatch(where: str, contract: str, value: object) -> ReportError:
    """Return the error for a value that does not fit."""
    shown = value if isinstance(value, str) and value.startswith(("also ", "a table")) else repr(value)[:80]
    return ReportError(
        f"Reading a report: expected {where} to be {contract}, got {shown}. Write the file again with `fisherproof check --json`."
    )


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _fitted(hint: Any, value: Any, where: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return None if value is None else _fitted(next(one for one in arguments if one is not type(None)), value, where)
    if origin is Literal:
        return _chosen(arguments, value, where)
    if origin is tuple:
        return tuple(_fitted(arguments[0], entry, f"{where}[{index}]") for index, entry in enumerate(_checked(list, value, where)))
    if origin is Mapping:
        return {str(key): _fitted(arguments[1], entry, f"{where}.{key}") for key, entry in _checked(dict, value, where).items()}
    if dataclasses.is_dataclass(hint):
        return from_plain(hint, value, where)  # type: ignore[arg-type]
    return value if hint is Any else _checked(hint, value, where)


def _chosen(choices: tuple[Any, ...], value: Any, where: str) -> Any:
    if value not in choices:
        raise mismatch(where, f"one of {', '.join(repr(choice) for choice in choices)}", value)
    return value


_WORDS = {str: "a string", int: "an integer", float: "a number", bool: "true or false", list: "an array", dict: "a table"}


def _checked(kind: Any, value: Any, where: str) -> Any:
    """Return the value if it is of that kind; a whole number is also a number, true and false are not."""
    accepted = {float: (int, float), list: (list, tuple), dict: (Mapping,)}.get(kind, (kind,))
    if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
        raise mismatch(where, _WORDS[kind], value)
    return float(value) if kind is float else value
