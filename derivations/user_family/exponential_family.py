"""Exponential-family form: a log-density collected into natural parameters, statistics, a log-normaliser and a base measure."""

from __future__ import annotations

from typing import NamedTuple

import sympy as sp

from derivations.moments.closed_forms import vanishes
from derivations.user_family.counts import gammas


class ExponentialForm(NamedTuple):
    r"""``log density = sum_j natural_j sufficient_j + (parameters only) + (value only)``."""

    natural: tuple[sp.Expr, ...]
    sufficient: tuple[sp.Expr, ...]


def exponential_form(log_density: sp.Expr, y: sp.Symbol) -> ExponentialForm | None:
    """Collect a log-density in functions of the value; ``None`` if some term does not separate.

    Functions with a constant coefficient belong to the base measure; functions with proportional coefficients are one statistic.
    """
    collected: dict[sp.Expr, sp.Expr] = {}
    for term in sp.Add.make_args(sp.expand(sp.expand_log(gammas(log_density)), power_exp=False)):
        coefficient, function = term.as_independent(y, as_Add=False)
        if function.free_symbols - {y}:
            return None
        if function != 1:
            collected[function] = collected.get(function, sp.S.Zero) + coefficient
    natural: list[sp.Expr] = []
    sufficient: list[sp.Expr] = []
    for function in sorted(collected, key=_order):
        coefficient = collected[function]
        if not coefficient.free_symbols:
            continue
        for place, other in enumerate(natural):
            ratio = sp.cancel(coefficient / other)
            if not ratio.free_symbols:
                sufficient[place] += ratio * function
                break
        else:
            natural.append(coefficient)
            sufficient.append(function)
    return ExponentialForm(tuple(natural), tuple(sufficient)) if natural and not any(map(vanishes, natural)) else None


def _order(function: sp.Expr) -> tuple[bool, int, object]:
    """Logarithms first, then by degree: (log y, y), (y, y^2)."""
    return (not function.has(sp.log), function.count_ops(), sp.default_sort_key(function))
