"""Piecewise expressions: every combination of branches is looked at separately."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.guards import facts_of_condition
from derivations.normal_form.facts import Facts
from derivations.normal_form.structure import Unsupported

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from derivations.normal_form.structure import Structure


class NeedCases(Exception):  # noqa: N818 - a control signal: the decision is repeated once for every branch
    """A piecewise expression with conditions that no branch has been chosen for."""

    def __init__(self, conditions: tuple[sp.Basic, ...]) -> None:
        """Name the conditions, one a branch."""
        super().__init__(conditions)
        self.conditions = conditions


def _convert_piecewise(structure: Structure, expression: sp.Piecewise) -> int:
    """The chosen branch. A branch may be chosen once for all only if its conditions are about free symbols."""
    conditions = tuple(condition for _, condition in expression.args)
    if structure.scope:
        raise Unsupported(str(expression))
    if conditions not in structure.cases:
        raise NeedCases(conditions)
    return structure.convert(expression.args[structure.cases[conditions]][0])


def in_branches(facts: Facts, cases: Mapping[Any, int]) -> Facts:
    """What is known where the chosen branches apply: their own conditions hold, those before them do not."""
    if not cases:
        return facts
    said: dict[str, list[sp.Expr]] = {"positive": [], "nonnegative": [], "nonzero": []}
    for conditions, branch in cases.items():
        for part in (*map(sp.Not, conditions[:branch]), conditions[branch]):
            for kind, expression in facts_of_condition(part):
                said[kind].append(expression)
    positive, nonnegative, nonzero = (tuple(said[kind]) for kind in ("positive", "nonnegative", "nonzero"))
    return Facts(facts.substitutions, facts.positive + positive, facts.nonnegative + nonnegative, facts.nonzero + nonzero)


def possible_branches(conditions: tuple[sp.Basic, ...], facts: Facts) -> list[int]:
    """The branches that are not excluded by what is known: one whose condition is known to fail, those behind one that is known to hold."""
    found = []
    for branch, condition in enumerate(conditions):
        if not _is_known(sp.Not(condition), facts):
            found.append(branch)
        if _is_known(condition, facts):
            break
    return found


def _is_known(condition: sp.Basic, facts: Facts) -> bool:
    """Whether a single relation is among the facts, as it stands."""
    if not isinstance(condition, (sp.Gt, sp.Lt, sp.Ge, sp.Le, sp.Ne)):
        return bool(condition == sp.true)
    known = {"positive": facts.positive, "nonnegative": (*facts.nonnegative, *facts.positive), "nonzero": (*facts.nonzero, *facts.positive)}
    return any(sp.expand(said - fact) == 0 for kind, said in facts_of_condition(condition) for fact in known[kind])


RULES = {sp.Piecewise: _convert_piecewise}
