"""Exponential-family form: a log-density collected into natural parameters, statistics, a log-normaliser and a base measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.moments.closed_forms import vanishes
from derivations.user_family.counts import gammas

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def natural_of(log_density: sp.Expr, y: sp.Symbol, sufficient: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
    """The natural parameters that belong to stated statistics, each a multiple of one that is found; empty if some is none.

    >>> y, a, b = sp.symbols("y a b", positive=True)
    >>> natural_of(a * sp.log(y) - b * y**2 / 2, y, [y**2, sp.log(y)])
    (-b/2, a)
    """
    form = exponential_form(log_density, y)
    if form is None or len(form.sufficient) != len(sufficient):
        return ()
    found: dict[int, sp.Expr] = {}
    for stated in sufficient:
        ratios = [sp.cancel(own / stated) for own in form.sufficient]
        places = [place for place, ratio in enumerate(ratios) if ratio.is_Rational and ratio != 0]
        if len(places) != 1:
            return ()
        found[places[0]] = form.natural[places[0]] * ratios[places[0]]
    return tuple(found.values()) if len(found) == len(sufficient) else ()


def _order(function: sp.Expr) -> tuple[bool, int, object]:
    """Logarithms first, then by degree: (log y, y), (y, y^2)."""
    return (not function.has(sp.log), function.count_ops(), sp.default_sort_key(function))
