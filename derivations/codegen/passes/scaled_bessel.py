r"""Bessel functions relative to their growth: :math:`I_n(x) = e^x \cdot e^{-x} I_n(x)`, so that quotients and logarithms stay finite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.functions import ScaledBesselI, ScaledBesselK
from derivations.codegen.passes import Pass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

SCALED = {sp.besseli: (ScaledBesselI, 1), sp.besselk: (ScaledBesselK, -1)}


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The expression by scaled functions; the exponentials cancel or leave their logarithms."""
    calls = expression.atoms(*SCALED)
    table = {}
    for call in calls:
        scaled, sign = SCALED[type(call)]
        order, argument = call.args
        if domain.sign(argument) > 0:
            table[call] = sp.exp(sign * argument) * scaled(order, argument)
    if table:
        logarithms = {sp.log(call): sp.expand_log(sp.log(value), force=True) for call, value in table.items()}
        yield expression.xreplace(logarithms).xreplace(table)


PASS = Pass("scaled_bessel", 5, rewrite)
