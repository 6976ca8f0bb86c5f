"""Parameters of families: their kinds, shapes and domains, and the checks that need no numbers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from derivations.errors import DomainError, ShapeError
from derivations.language.tensor import Tensor
from derivations.linear_algebra import determinant

LARGE = 4
INTEGERS = frozenset({"natural", "integer", "positive integer"})
ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "real": {"real": True},
    "positive": {"positive": True},
    "nonnegative": {"nonnegative": True},
    "negative": {"negative": True},
    "nonzero": {"real": True, "nonzero": True},
    "unit": {"positive": True},
    "simplex": {"positive": True},
    "integer": {"integer": True},
    "natural": {"integer": True, "nonnegative": True},
    "positive integer": {"integer": True, "positive": True},
    "spd": {"real": True},
    "symmetric": {"real": True},
}
SYMMETRIC = frozenset({"symmetric", "spd"})
KINDS = frozenset(ASSUMPTIONS)


@dataclass(frozen=True)
class Parameter:
    """A parameter: its kind and its shape, where names stand for sizes that the value fixes.

    Kinds: those of ``KINDS``; for an array the kind holds for every entry, except
    ``simplex`` (entries in the unit interval with sum one), ``symmetric`` and ``spd`` (symmetric positive definite).
    """

    name: str
    kind: str = "real"
    shape: tuple[int | str, ...] = ()


def as_tensor(value: Any) -> Tensor:
    """A tensor from a tensor, an expression, an exact number or a nested sequence of these."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, Sequence) and not isinstance(value, str):
        return Tensor.stack([as_tensor(item) for item in value])
    return Tensor.scalar(value)


def shape_of(parameter: Parameter, sizes: dict[str, int]) -> str:
    """The expected shape in words, with the sizes that are known by now."""
    return f"({', '.join(str(sizes.get(str(size), size)) for size in parameter.shape)})"


def check_value(family: str, parameter: Parameter, value: Tensor, sizes: dict[str, int]) -> None:
    """Check shape and statically known domain; named sizes are bound in ``sizes``.

    Raises:
        ShapeError: the shape differs from the declared one.
        DomainError: an entry is known to lie outside the domain.
    """
    fits = len(value.shape) == len(parameter.shape) and all(
        size == (wanted if isinstance(wanted, int) else sizes.setdefault(wanted, size))
        for size, wanted in zip(value.shape, parameter.shape, strict=True)
    )
    if not fits or 0 in value.shape:
        message = f"Building {family}: expected {parameter.name} of shape {shape_of(parameter, sizes)}, got shape {value.shape}."
        raise ShapeError(message)
    if parameter.kind in SYMMETRIC and not _is_symmetric(value):
        message = f"Building {family}: expected a symmetric matrix as {parameter.name}, got {value.rows()}. Declare it as {parameter.kind}."
        raise DomainError(message)
    entries = value.entries
    if any(entry.is_finite is False for entry in entries):
        message = f"Building {family}: expected finite values as {parameter.name}, got {list(entries)}. Take a limit instead."
        raise DomainError(message)
    total = sp.Add(*entries)
    if parameter.kind == "simplex" and total.is_number and (total - 1).is_zero is False:
        message = f"Building {family}: expected {parameter.name} with sum 1, got sum {total}. Divide by the sum."
        raise DomainError(message)
    if parameter.kind in {"natural", "integer", "positive integer"}:
        _check_natural(family, parameter, entries)
    for requirement, expression in requirements(parameter, value):
        if getattr(expression, f"is_{requirement}") is False:
            shown = list(entries) if value.shape else value.item
            message = f"Building {family}: expected {_describe(parameter)}, got {shown}. Change the value or the declared type."
            raise DomainError(message)


def _check_natural(family: str, parameter: Parameter, entries: tuple[sp.Expr, ...]) -> None:
    for entry in entries:
        if entry.is_integer is False:
            message = f"Building {family}: expected {_describe(parameter)}, got {entry}. Declare it as {parameter.kind}."
            raise DomainError(message)


def _describe(parameter: Parameter) -> str:
    kinds = {
        "positive": "a positive",
        "nonnegative": "a nonnegative",
        "negative": "a negative",
        "nonzero": "a nonzero",
        "integer": "an integer as",
        "positive integer": "a positive integer as",
        "unit": "a value in (0, 1) as",
        "natural": "a natural number as",
        "simplex": "entries in (0, 1) as",
        "spd": "a positive definite",
        "symmetric": "a symmetric",
        "real": "a real",
    }
    return f"{kinds[parameter.kind]} {parameter.name}"


def requirements(parameter: Parameter, value: Tensor) -> list[tuple[str, sp.Expr]]:
    """The inequalities that say that the value lies in its domain, e.g. ``("positive", scale)``."""
    kind = parameter.kind
    if kind in {"positive", "nonnegative", "nonzero"}:
        return [(kind, entry) for entry in value.entries]
    if kind == "natural":
        return [("nonnegative", entry) for entry in value.entries]
    if kind == "negative":
        return [("positive", -entry) for entry in value.entries]
    if kind == "positive integer":
        return [("positive", entry) for entry in value.entries]
    if kind in {"unit", "simplex"}:
        return [item for entry in value.entries for item in (("positive", entry), ("positive", 1 - entry))]
    if kind == "spd":
        rows = value.rows()
        return [("positive", determinant([row[:size] for row in rows[:size]])) for size in range(1, len(rows) + 1)]
    return [("real", entry) for entry in value.entries if entry.is_extended_real is False]


def _is_symmetric(value: Tensor) -> bool:
    pairs = [(a, b) for a, b in zip(value.entries, value.transpose().entries, strict=True) if a != b]
    return all(sp.expand(a - b) == 0 for a, b in pairs)


def placeholder(parameter: Parameter, shape: tuple[int, ...]) -> Tensor:
    """Symbols of a shape that carry what the kind implies; square ``spd`` and ``symmetric`` ones are symmetric, large ones diagonal."""
    assumptions = ASSUMPTIONS[parameter.kind]
    is_diagonal = parameter.kind == "spd" and shape[:1] > (LARGE,)  # so that its determinant can be written down

    def symbol(index: tuple[int, ...]) -> sp.Expr:
        if is_diagonal and len(set(index)) > 1:
            return sp.S.Zero
        position = sorted(index) if parameter.kind in SYMMETRIC else index
        return sp.Symbol("_".join([parameter.name, *map(str, position)]), **assumptions)

    return Tensor(shape, tuple(symbol(index) for index in itertools.product(*map(range, shape))))
