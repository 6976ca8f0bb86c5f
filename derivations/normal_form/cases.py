"""Piecewise expressions: every combination of branches is looked at separately."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.structure import Unsupported

if TYPE_CHECKING:
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


RULES = {sp.Piecewise: _convert_piecewise}
