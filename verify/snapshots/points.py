"""Fixed exact points: parameters from the examples of a family, values of the variable inside the support, a second law near by."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import collecting
from derivations.errors import DomainError, FisherproofError
from derivations.language.tensor import Tensor
from derivations.support import Counts, Integers, Interval, Simplex, Space

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.family import Family
    from derivations.law import Law
    from derivations.parameters import Parameter
    from derivations.support import Support

COUNT = 3
Place = dict[sp.Symbol, sp.Expr]
_FRACTIONS = (sp.Rational(1, 3), sp.Rational(3, 5), sp.Rational(6, 7))
_STEPS = (sp.Rational(1, 2), sp.Rational(5, 3), sp.Rational(7, 4))
_REALS = (sp.Rational(1, 2), sp.Rational(-2, 3), sp.Rational(7, 4))


def arguments(family: Family) -> list[tuple[Tensor, ...]]:
    """Three members of one shape: the family's examples, and its first example moved where they are too few."""
    laws = [family.law(*point) for point in family.valid]
    first = tuple(laws[0].parameters.values())
    found = [tuple(law.parameters.values()) for law in laws]
    found = [values for values in found if [value.shape for value in values] == [value.shape for value in first]]
    for step in range(1, 4 * COUNT):
        moved = tuple(_moved(parameter, value, step) for parameter, value in zip(family.parameters, first, strict=True))
        if len(found) >= COUNT:
            break
        if moved not in found and _allowed(family, moved):
            found.append(moved)
    return found[:COUNT]


def _allowed(family: Family, values: tuple[Tensor, ...]) -> bool:
    try:
        return not family.law(*values).side_conditions()
    except DomainError:
        return False


def _moved(parameter: Parameter, value: Tensor, step: int) -> Tensor:
    """Another value of the same kind."""
    third = sp.Rational(step, 3)
    if parameter.kind == "simplex":
        size = len(value.entries)
        mixed = [entry + step * sp.Rational(2 * (i + 1), size * (size + 1)) for i, entry in enumerate(value.entries)]
        return Tensor(value.shape, tuple(entry / (1 + step) for entry in mixed))
    if parameter.kind == "spd":
        size = value.shape[0]
        shift = [third / (i + 1) if i == j else 0 for i, j in itertools.product(range(size), repeat=2)]
        return Tensor(value.shape, tuple(map(sp.Add, value.entries, shift)))
    if parameter.kind == "unit":
        return value.map(lambda entry: entry / (1 + third))
    if parameter.kind in {"positive", "negative"}:
        return value.map(lambda entry: entry * (1 + third))
    return value.map(lambda entry: entry + third) if parameter.kind in {"real", "nonnegative", "nonzero"} else value


def placed(law: Law, values: tuple[Tensor, ...]) -> Place:
    """What the symbols of a law are at a member."""
    pairs = (zip(symbols.entries, value.entries, strict=True) for symbols, value in zip(law.parameters.values(), values, strict=True))
    return {symbol: value for pair in pairs for symbol, value in pair if symbol.is_Symbol}


def value_in(support: Support, y: Tensor, number: int) -> Place:
    """A value inside a support whose ends are numbers; empty for a support of another sort."""
    if isinstance(support, Interval):
        return {y.item: _between(support, number)}
    if isinstance(support, Integers):
        low, high = support.low, support.high
        start = -sp.Integer(1) if low == -sp.oo else low
        return {y.item: start + (2 * number if high == sp.oo else number % (int(high - start) + 1))}
    size = len(y.entries)
    if isinstance(support, Simplex):
        weights = [sp.Integer(i + 1 + number * (i % 2)) for i in range(size)]
        return {symbol: weight / sum(weights) for symbol, weight in zip(y.entries, weights, strict=True)}
    if isinstance(support, Counts):
        counts = [sp.S.Zero] * size
        counts[number % size] += support.total - support.total // 2
        counts[(number + 1) % size] += support.total // 2
        return dict(zip(y.entries, counts, strict=True))
    if isinstance(support, Space):
        return {symbol: sp.Rational((-1) ** i * (i + 1 + number), 3) for i, symbol in enumerate(y.entries)}
    return {}


def _between(support: Interval, number: int) -> sp.Expr:
    low, high = support.low, support.high
    if low == -sp.oo:
        return _REALS[number] if high == sp.oo else high - _STEPS[number]
    return low + _STEPS[number] if high == sp.oo else low + (high - low) * _FRACTIONS[number]


def second_member(family: Family, members: list[tuple[Tensor, ...]], number: int, shared: tuple[bool, ...]) -> tuple[Tensor, ...] | None:
    """Another member whose support holds that of member ``number``: parameter by parameter from the three, the next one if that will do."""
    own = members[number]
    for others in _mixtures(members, number):
        values = tuple(a if same else b for a, b, same in zip(own, others, shared, strict=True))
        if values != own and _allowed(family, values) and _holds(family.law(*own), family.law(*values)):
            return values
    return None


def _mixtures(members: list[tuple[Tensor, ...]], number: int) -> Iterator[tuple[Tensor, ...]]:
    order = [members[(number + step) % len(members)] for step in range(1, len(members) + 1)]
    yield from itertools.product(*zip(*order, strict=True))


def _holds(inner: Law, outer: Law) -> bool:
    from derivations.expect import divergence

    try:
        with collecting() as conditions:
            divergence(inner, outer)
    except FisherproofError:
        return False
    return all(not expression.is_number or getattr(expression, f"is_{kind}") is not False for kind, expression in conditions)
