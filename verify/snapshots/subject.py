"""What a family's objects are derived at: a law at symbols, a second one for the divergence, and three exact points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import sympy as sp

from derivations.families import built_in
from derivations.fisher import fisher_hessian
from derivations.language.tensor import Tensor
from verify.snapshots.points import Place, arguments, placed, second_member, value_in
from verify.snapshots.symbols import at_symbols, is_whole

if TYPE_CHECKING:
    from derivations.family import Family
    from derivations.law import Law

TIME = sp.Symbol("t", real=True)
_SLOPES = (sp.S.One, sp.Rational(-2, 3), sp.Rational(7, 4))


@dataclass(frozen=True)
class Subject:
    """A law ``p`` with its variables ``v``, a law ``q`` with a copy ``v_q`` of them, a value ``y``, natural parameters ``eta``.

    ``gradient`` is that of any function of ``v``, ``time`` that of a path, ``facts`` are positive wherever the laws exist. Whole parameters
    (a number of trials) are no variables, and ``q`` shares them; where no closed form holds for every number of trials, it is that of the
    first example.
    """

    family: Family
    p: Law
    q: Law
    v: Tensor
    v_q: Tensor
    y: Tensor
    eta: Tensor | None
    gradient: Tensor
    members: tuple[tuple[Tensor, ...], ...]
    facts: tuple[sp.Expr, ...]
    time: sp.Symbol = TIME

    @cached_property
    def points(self) -> tuple[Place, ...]:
        """Three exact points; of the other families those members that a divergence closes for."""
        from verify.snapshots.neighbours import neighbouring

        found = zip(self.members, self.own_points, strict=True)
        return tuple(neighbouring(self, self.family.law(*member), number) | own for number, (member, own) in enumerate(found))

    @cached_property
    def own_points(self) -> tuple[Place, ...]:
        """The same points without members of other families."""
        return tuple(_point(self, number) for number in range(len(self.members)))


@cache
def subject(name: str) -> Subject:
    """The subject of a built-in family."""
    family = built_in()[name]
    members = arguments(family)
    shapes = [value.shape for value in members[0]]
    p = at_symbols(family, shapes, "")
    whole: dict[str, Tensor] = {}
    if _is_unresolved(p):  # a sum over finitely many values closes once their number is a number
        whole = {each.name: value for each, value in zip(family.parameters, members[0], strict=True) if is_whole(each)}
        members = [tuple(whole.get(each.name, value) for each, value in zip(family.parameters, values, strict=True)) for values in members]
        p = p.family.law(**{**p.parameters, **whole})
    q = family.law(**{**at_symbols(family, shapes, "_q").parameters, **whole})
    pairs = [pair for key, value in p.parameters.items() for pair in zip(value.entries, q.parameters[key].entries, strict=True)]
    variables = {own: other for own, other in pairs if own.is_Symbol and not own.is_integer}
    eta = None if family.natural is None else _symbols("eta", len(p.natural().entries))
    facts = tuple(dict.fromkeys(item for law in (p, q) for kind, item in law.side_conditions() if kind == "positive"))
    v, v_q = Tensor.vector(list(variables)), Tensor.vector(list(variables.values()))
    return Subject(family, p, q, v, v_q, p.variable(), eta, _symbols("slope", len(variables)), tuple(members), facts)


def _symbols(name: str, count: int) -> Tensor:
    return Tensor.vector([sp.Symbol(f"{name}_{i}", real=True) for i in range(count)])


def _is_unresolved(law: Law) -> bool:
    if not any(map(is_whole, law.family.parameters)):
        return False
    symbols = [entry for value in law.parameters.values() for entry in value.entries if entry.is_Symbol and not entry.is_integer]
    matrix = fisher_hessian(law, Tensor.vector(list(dict.fromkeys(symbols))))
    return any(entry.has(sp.Sum) for entry in matrix.entries)


def _point(of: Subject, number: int) -> Place:
    member = of.members[number]
    law = of.family.law(*member)
    point = placed(of.p, member)
    shared = tuple(is_whole(parameter) for parameter in of.family.parameters)
    if (other := second_member(of.family, list(of.members), number, shared)) is not None:
        point |= placed(of.q, other)
    if of.eta is not None:
        point |= dict(zip(of.eta.entries, law.natural().entries, strict=True))
    slopes = {symbol: _SLOPES[(i + number) % len(_SLOPES)] for i, symbol in enumerate(of.gradient.entries)}
    return {**point, **value_in(law.support, of.y, number), **slopes, of.time: sp.Rational(number + 1, 4)}
