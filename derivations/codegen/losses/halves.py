"""The functions of the loss whose outputs are means and log-variances: a pair of outputs a target, the first in the upper half."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from derivations.codegen.losses.columns import RESIDUAL, Case, Y, Z
from derivations.codegen.losses.function import Function, drawn
from derivations.codegen.losses.writing import Argument
from derivations.fisher import fisher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.losses.loss import SmoothLoss

NAMES = ("z", "log_variance", "y")  # the outputs of the upper half, which are means, and of the lower
MEAN, LOG_VARIANCE, TARGET = SYMBOLS = Z, sp.Symbol("log_variance", real=True), Y


def functions_of_pairs(loss: SmoothLoss) -> list[Function]:
    """Value, gradient, Hessian and Fisher matrix of a pair of outputs; matrices by their three entries."""
    z, y = loss.z.entries, loss.y.item
    place = dict(zip((*z, y), SYMBOLS, strict=True))
    value = loss.expression.xreplace(place)
    slopes = [sp.diff(value, symbol) for symbol in SYMBOLS[:2]]
    second = [sp.diff(value, *pair) for pair in itertools.combinations_with_replacement(SYMBOLS[:2], 2)]
    information = fisher(loss.law, loss.z).map(lambda entry: entry.xreplace(place))
    matrix = ("upper", "cross", "lower")
    return [
        _function("value", "The loss of every target", NAMES, [value]),
        _function("gradient", "Its derivatives in the mean and the log-variance", NAMES, slopes, ("in_mean", "in_log_variance")),
        _function("hessian", "Its second derivatives", NAMES, second, matrix),
        _function("fisher", "The Fisher matrix of a target", NAMES[:2], [information.entries[k] for k in (0, 1, 3)], matrix),
    ]


def _function(name: str, what: str, arguments: Sequence[str], wanted: Sequence[sp.Expr], results: Sequence[str] = ("result",)) -> Function:
    case = Case({symbol: (symbol,) for symbol in SYMBOLS[: len(arguments)]}, tuple((each,) for each in wanted))
    proposed = itertools.product(*(_shapes(each) for each in wanted))
    return Function(
        name, what, [Argument(each) for each in arguments], list(dict.fromkeys(proposed)), [case], points, rounded=NAMES,
        results=tuple(results),
    )  # fmt: skip


def _shapes(derived: sp.Expr) -> list[sp.Expr]:
    """Forms in which the residual is written in one way, so that all share it."""
    by_residual = sp.expand(derived.subs(TARGET, MEAN - RESIDUAL))
    return [derived, by_residual, sp.factor(by_residual), sp.factor_terms(by_residual)]


def points(case: Case, precision: Any) -> dict[sp.Symbol, Any]:
    """Residuals and variances of all sizes that floats square."""
    count = 40
    numbers = {
        MEAN: drawn(precision, count, seed=0),
        LOG_VARIANCE: np.linspace(-30, 30, count).astype(precision),
        TARGET: drawn(precision, count, seed=1),
    }
    return {symbol: numbers[symbol] for symbol in case.values}
