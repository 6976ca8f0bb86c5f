"""What a family's objects are derived at: a law at symbols, a second one for the divergence, and three exact points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.families import built_in
from derivations.fisher import fisher_hessian
from derivations.language.tensor import Tensor
from derivations.parameters import ASSUMPTIONS, placeholder
from verify.snapshots.points import Place, arguments, placed, second_member, value_in

if TYPE_CHECKING:
    from derivations.family import Family
    from derivations.law import Law
    from derivations.parameters import Parameter


@dataclass(frozen=True)
class Subject:
    """A law ``p`` with its variables ``v``, a law ``q`` with a copy of them, a value ``y``, natural parameters ``eta`` and points.

    ``facts`` are positive wherever the laws exist. Whole parameters (a number of trials) are no variables, and ``q`` shares them;
    where no closed form holds for every number of trials, it is that of the first example.
    """

    family: Family
    p: Law
    q: Law
    v: Tensor
    y: Tensor
    eta: Tensor | None
    points: tuple[Place, ...]
    facts: tuple[sp.Expr, ...]


@cache
def subject(name: str) -> Subject:
    """The subject of a built-in family."""
    family = built_in()[name]
    members = arguments(family)
    shapes = [value.shape for value in members[0]]
    p = _at_symbols(family, shapes, "")
    whole: dict[str, Tensor] = {}
    if _is_unresolved(p):  # a sum over finitely many values closes once their number is a number
        whole = {each.name: value for each, value in zip(family.parameters, members[0], strict=True) if _is_whole(each)}
        members = [tuple(whole.get(each.name, value) for each, value in zip(family.parameters, values, strict=True)) for values in members]
        p = p.family.law(**{**p.parameters, **whole})
    q = family.law(**{**_at_symbols(family, shapes, "_q").parameters, **whole})
    y = p.variable()
    symbols = [entry for value in p.parameters.values() for entry in value.entries if entry.is_Symbol and not entry.is_integer]
    eta = None if family.natural is None else Tensor.vector([sp.Symbol(f"eta_{i}", real=True) for i in range(len(p.natural().entries))])
    shared = tuple(_is_whole(parameter) for parameter in family.parameters)
    points = tuple(_point(p, q, y, eta, members, number, shared) for number in range(len(members)))
    facts = tuple(item for law in (p, q) for kind, item in law.side_conditions() if kind == "positive")
    return Subject(family, p, q, Tensor.vector(list(dict.fromkeys(symbols))), y, eta, points, tuple(dict.fromkeys(facts)))


def _is_unresolved(law: Law) -> bool:
    symbols = [entry for value in law.parameters.values() for entry in value.entries if entry.is_Symbol and not entry.is_integer]
    matrix = fisher_hessian(law, Tensor.vector(list(dict.fromkeys(symbols))))
    return any(entry.has(sp.Sum) for entry in matrix.entries) and any(map(_is_whole, law.family.parameters))


def _is_whole(parameter: Parameter) -> bool:
    return bool(ASSUMPTIONS[parameter.kind].get("integer"))


def _at_symbols(family: Family, shapes: list[tuple[int, ...]], mark: str) -> Law:
    """A law at free symbols; the last class of a simplex has what the others leave."""
    values: dict[str, Tensor] = {}
    for parameter, shape in zip(family.parameters, shapes, strict=True):
        marked = parameter if _is_whole(parameter) else type(parameter)(parameter.name + mark, parameter.kind, parameter.shape)
        value = placeholder(marked, shape)
        if parameter.kind == "simplex":
            value = Tensor.vector([*value.entries[:-1], 1 - sp.Add(*value.entries[:-1])])
        values[parameter.name] = value
    return family.law(**values)


def _point(p: Law, q: Law, y: Tensor, eta: Tensor | None, members: Any, number: int, shared: tuple[bool, ...]) -> Place:  # noqa: PLR0913, PLR0917
    point = placed(p, members[number])
    if (other := second_member(p.family, members, number, shared)) is not None:
        point |= placed(q, other)
    law = p.family.law(*members[number])
    if eta is not None:
        point |= dict(zip(eta.entries, law.natural().entries, strict=True))
    return {**point, **value_in(law.support, y, number)}
