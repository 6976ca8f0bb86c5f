"""Logarithms of numbers near one, which a ball around the number would make zero: log(1 + exp(-1000)) is certainly positive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from flint import arb

from derivations.balls.self_test import checked_function

if TYPE_CHECKING:
    from derivations.balls.evaluate import Evaluation
    from derivations.balls.number import Number


def logarithm(evaluation: Evaluation, expression: sp.Expr) -> Number:
    """The logarithm of a value; of one and another sum by what is added to one.

    >>> from derivations.balls.evaluate import Evaluation
    >>> Evaluation({}, 64).sign(sp.log(1 + sp.exp(-1000)))
    1
    """
    argument = expression.args[0]
    ball = checked_function("log", 1)(arb(evaluation.number(argument)))
    if argument.is_Add and argument.args[0] is sp.S.One and ball.contains(0):
        return arb(evaluation.number(argument - 1)).log1p()
    return ball
