"""Hypotheses that give a value to one derivative of an arbitrary function, or to one expectation under an arbitrary law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.generic_law import Mean
from derivations.jets import Jet
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from verify.problem import Problem


def values_of_atoms(problem: Problem) -> dict[sp.Expr, sp.Expr]:
    """What equations among the hypotheses say of one jet or mean each, where it stands alone with a rational factor."""
    found: dict[sp.Expr, sp.Expr] = {}
    for goal in problem.domain.hypotheses:
        for entry in goal.residual.entries if goal.relation == "zero" and isinstance(goal.residual, Tensor) else ():
            residual = sp.expand(entry.xreplace(found))
            for atom in sorted((term.as_coeff_Mul()[1] for term in sp.Add.make_args(residual)), key=str):
                factor = residual.coeff(atom, 1)
                value = sp.expand(atom - residual / factor) if factor.is_Rational and factor else atom
                if isinstance(atom, Jet | Mean) and not value.has(Jet, Mean):
                    found[atom] = value
                    break
    return found
