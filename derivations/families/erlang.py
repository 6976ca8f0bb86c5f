"""The Erlang law: the waiting time for a known number of events."""

from __future__ import annotations

import sympy as sp

from derivations.families.gamma import log_density, pivot
from derivations.family import Family, Parameter
from derivations.support import POSITIVE

FAMILY = Family(
    name="Erlang",
    parameters=(Parameter("concentration", "positive integer"), Parameter("rate", "positive")),
    support=lambda **_: POSITIVE,
    log_density=log_density,
    pivot=pivot,
    natural=lambda rate, **_: (-rate,),
    sufficient=lambda y, **_: (y,),
    page="for a known concentration: natural [-rate] with statistic y",
    valid=((1, 1), (3, sp.Rational(3, 4)), (4, sp.Rational(5, 2))),
    invalid=((0, 1), (sp.Rational(3, 2), 1), (2, -1)),
)
