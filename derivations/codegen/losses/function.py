"""One function that is asked for: its arguments, the forms proposed for it, and what it is exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from derivations.normal_form import Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from derivations.codegen.losses.columns import Case
    from derivations.codegen.losses.writing import Argument

    Form = tuple[sp.Expr, ...]  # one for every array that is returned
    Chart = Mapping[sp.Symbol, sp.Expr]
    Points = Mapping[sp.Symbol, NDArray[Any]]

ONE_RESULT = ("result",)


@dataclass(frozen=True, eq=False)
class Function:
    """A function of arrays to be written.

    Attributes:
        name: of the function.
        what: it computes: the first half of a sentence.
        arguments: the arrays, in order; the symbols of the forms have their names.
        options: settings of the loss, in order, each as an expression in positive symbols by which proofs know it.
        forms: the candidates.
        cases: exact instances, at which a form is proved to be what is wanted.
        charts: values of the cases' symbols, one map for every region between the kinks, by symbols of one sign.
        points: where numbers are measured, for the symbols of a case, one array a symbol in the precision asked for.
        settings: numbers for the options, at which they are measured.
        rounded: arguments that are numbers with digits, so that what their last digit does is forgiven; others are exact.
        results: the names of the arrays that are returned.
        facts: what is known of the charts' symbols beyond their assumptions.
        floor: the least size in whose units an error counts; zero for relative errors.
    """

    name: str
    what: str
    arguments: Sequence[Argument]
    forms: Sequence[Form]
    cases: Sequence[Case]
    points: Callable[[Case, Any], Points]
    options: Mapping[str, sp.Expr] = field(default_factory=dict)
    charts: Sequence[Chart] = ({},)
    settings: Sequence[Mapping[str, float]] = ({},)
    rounded: tuple[str, ...] = ("z",)
    results: tuple[str, ...] = ONE_RESULT
    floor: float = 0.0
    facts: Facts = field(default_factory=Facts)

    @property
    def symbols(self) -> tuple[sp.Symbol, ...]:
        """The arguments as the forms know them."""
        return tuple(sp.Symbol(argument.name, real=True) for argument in self.arguments)


def option(name: str) -> sp.Symbol:
    """A setting of a loss as forms know it."""
    return sp.Symbol(name, positive=True)


def renamed(options: Mapping[str, sp.Expr]) -> dict[sp.Symbol, sp.Expr]:
    """The symbols of a derivation by the settings of the training core.

    >>> t = sp.Symbol("t", positive=True)
    >>> renamed({"level": t / (1 + t)})
    {t: -level/(level - 1)}
    """
    found = {}
    for name, expression in options.items():
        (symbol,) = expression.free_symbols
        (found[symbol],) = sp.solve(sp.Eq(option(name), expression), symbol)
    return found


def drawn(precision: Any, count: int, seed: int, scale: float = 3.0) -> NDArray[Any]:
    """Ordinary numbers on both sides of zero."""
    return np.asarray(scale * np.random.default_rng(seed).standard_normal(count)).astype(precision)
