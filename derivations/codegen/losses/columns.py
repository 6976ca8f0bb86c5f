"""Forms of arrays of outputs, samples last: what sums over the outputs, or takes one of them, beside what is done entry by entry.

A form is an expression in symbols that stand for arrays: of entries ``(n_out, N)``, or of one number a sample ``(N,)``. Ordinary functions
work entry by entry. Those below are the others; :func:`entry` says exactly what a form is at a number of outputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

if TYPE_CHECKING:
    from collections.abc import Mapping

Z, Y, RESIDUAL = sp.symbols("z y residual", real=True)  # outputs, targets, and z - y


class Total(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """The sum over the outputs, one number a sample."""


class Largest(sp.Function):  # type: ignore[misc]
    """The largest over the outputs, one number a sample; what holds for any number in its place is proved with any."""


class Chosen(sp.Function):  # type: ignore[misc]
    """The entry of the class that is the target."""


class Elsewhere(sp.Function):  # type: ignore[misc]
    """The first array, but the second, one number a sample, in place of the entry of the class that is the target."""


class Likeliest(sp.Function):  # type: ignore[misc]
    """The entry of the output that the caller says is the largest; what holds for any output is proved with each."""


class TotalOfOthers(sp.Function):  # type: ignore[misc]
    """The sum over all outputs but the one that the caller says is the largest."""


class Times(sp.Function):  # type: ignore[misc]
    """A matrix times the entries of every sample."""


class Clip(sp.Function):  # type: ignore[misc]
    """The first, or the nearer of the two others where it is not between them."""


class Within(sp.Function):  # type: ignore[misc]
    """One where the first is at most the second, zero elsewhere."""


class Logistic(sp.Function):  # type: ignore[misc]
    """``1 / (1 + exp(-w))``, by one call."""


class Softplus(sp.Function):  # type: ignore[misc]
    """``log(1 + exp(w))``, by one call."""


class Expm1(sp.Function):  # type: ignore[misc]
    """``exp(w) - 1``, by one call."""


class Cut(sp.Function):  # type: ignore[misc]
    """The number, as long as a float holds it, and the largest float beyond: a number of the form, measured where it is cut."""


MEANINGS = {
    Logistic: lambda w: 1 / (1 + sp.exp(-w)),
    Softplus: lambda w: sp.log(1 + sp.exp(w)),
    Expm1: lambda w: sp.exp(w) - 1,
    Cut: lambda number: number,
}


@dataclass(frozen=True)
class Case:
    """A form's exact meaning: at so many outputs, with this class as the target and this output in the place of the likeliest.

    ``values`` are a tuple of exact entries, of rows for a matrix, or an expression for what is one number a sample; ``wanted`` has, for
    every array that a function returns, its exact entries, one where it is one number a sample.
    """

    values: Mapping[sp.Symbol, Any]
    wanted: tuple[tuple[sp.Expr, ...], ...]
    chosen: int = 0
    likeliest: int = 0

    @property
    def outputs(self) -> range:
        """The places of entries."""
        return range(max(len(value) for value in self.values.values() if isinstance(value, tuple)))


def entry(form: sp.Expr, case: Case, place: int) -> sp.Expr:
    """The exact entry of a form at a place.

    >>> z = sp.symbols("z_0:2")
    >>> entry(Z / Total(Z), Case({Z: z}, ()), 1)
    z_1/(z_0 + z_1)
    """
    if form in case.values:
        value = case.values[form]
        return value[place] if isinstance(value, tuple) else value
    if form == RESIDUAL:
        return entry(Z, case, place) - entry(Y, case, place)
    if isinstance(form, Total | TotalOfOthers):
        left_out = {case.likeliest} if isinstance(form, TotalOfOthers) else set()
        return sp.Add(*(entry(form.args[0], case, other) for other in case.outputs if other not in left_out))
    if isinstance(form, Chosen | Likeliest):
        return entry(form.args[0], case, case.chosen if isinstance(form, Chosen) else case.likeliest)
    if isinstance(form, Elsewhere):
        return entry(form.args[place == case.chosen], case, place)
    if isinstance(form, Times):
        matrix, array = form.args
        return sp.Add(*(weight * entry(array, case, other) for other, weight in enumerate(case.values[matrix][place])))
    if isinstance(form, Largest):
        return sp.Symbol("m", real=True)
    return MEANINGS.get(form.func, form.func)(*(entry(part, case, place) for part in form.args)) if form.args else form
