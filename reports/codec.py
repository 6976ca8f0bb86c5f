"""Records to plain JSON data and back, checked against the annotations of their dataclasses."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from reports.errors import ReportError

Record = TypeVar("Record")
Reader = Callable[[Any, str], Any]

_PLAIN = frozenset({str, int, float, bool, type(None)})


def to_plain(value: Any) -> Any:
    """Return dataclasses as dictionaries, tuples as lists, everything else unchanged.

    >>> to_plain({"point": ("1/2", 3)})
    {'point': ['1/2', 3]}
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if names := _names(kind):  # type: ignore[arg-type]  # a class is hashable
        return {name: to_plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {key: to_plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(entry) for entry in value]
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; none of anything else."""
    return tuple(field.name for field in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def from_plain(kind: type[Record], value: object, where: str) -> Record:
    """Build the dataclass ``kind`` from plain data; ``where`` is the path that an error names (``documents[0].claims[2]``).

    Raises:
        ReportError: A key is missing or unknown, or a value does not fit the field's annotation.
    """
    if not isinstance(value, Mapping):
        raise mismatch(where, "a table", value)
    readers, required = _readers(kind)  # type: ignore[arg-type]  # a class is hashable
    unknown = sorted(str(key) for key in value if key not in readers)
    if unknown:
        raise mismatch(where, f"the keys {', '.join(readers)}", f"also {', '.join(unknown)}")
    missing = [name for name in required if name not in value]
    if missing:
        raise mismatch(where, f"the keys {', '.join(missing)}", "a table without them")
    return kind(**{name: readers[name](entry, f"{where}.{name}") for name, entry in value.items()})


@cache
def _readers(kind: type) -> tuple[dict[str, Reader], tuple[str, ...]]:
    """How each field of a dataclass is read, and which are required; found once, as a report has thousands of records of a few kinds."""
    hints, fields = get_type_hints(kind), dataclasses.fields(kind)
    required = (one.name for one in fields if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING)
    return {one.name: _reader(hints[one.name]) for one in fields}, tuple(required)


def mismatch(where: str, contract: str, value: object) -> ReportError:
    """Return the error for a value that does not fit."""
    shown = value if isinstance(value, str) and value.startswith(("also ", "a table")) else repr(value)[:80]
    return ReportError(
        f"Reading a report: expected {where} to be {contract}, got {shown}. Write the file again with `fisherproof check --json`."
    )


def _reader(hint: Any) -> Reader:
    """How a value of an annotation is read: a function of the value and the path that an error names."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        present = _reader(next(one for one in arguments if one is not type(None)))
        return lambda value, where: None if value is None else present(value, where)
    if origin is Literal:
        return partial(_chosen, arguments)
    if origin is tuple:
        entry = _reader(arguments[0])
        return lambda value, where: tuple(entry(one, f"{where}[{index}]") for index, one in enumerate(_checked(list, value, where)))
    if origin is Mapping:
        entry = _reader(arguments[1])
        return lambda value, where: {str(key): entry(one, f"{where}.{key}") for key, one in _checked(dict, value, where).items()}
    if dataclasses.is_dataclass(hint):
        return partial(from_plain, cast("type[Any]", hint))
    return (lambda value, _: value) if hint is Any else partial(_checked, hint)


def _chosen(choices: tuple[Any, ...], value: Any, where: str) -> Any:
    if value not in choices:
        raise mismatch(where, f"one of {', '.join(repr(choice) for choice in choices)}", value)
    return value


_ACCEPTED: dict[type, tuple[type, ...]] = {float: (int, float), list: (list, tuple), dict: (Mapping,)}
_WORDS = {str: "a string", int: "an integer", float: "a number", bool: "true or false", list: "an array", dict: "a table"}


def _checked(kind: Any, value: Any, where: str) -> Any:
    """Return the value if it is of that kind; a whole number is also a number, true and false are not."""
    if type(value) is kind:
        return value
    accepted = _ACCEPTED.get(kind, (kind,))
    if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
        raise mismatch(where, _WORDS[kind], value)
    return float(value) if kind is float else value
