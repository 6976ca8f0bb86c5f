r"""What a log-density tends to at an end of the support, where its formula has no value: the limit from inside.

With t the distance to the end, a log-density is :math:`c \log t + r(t)` with r continuous: it tends to -inf or +inf by the sign of c, which
floats find by themselves, and to r(0) where c = 0. Where terms in :math:`-1/t^p` or :math:`-\log^2 t` stand in it, they outweigh the rest.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.program import Literal, Operand
from derivations.language.tensor import Tensor
from derivations.support import Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from derivations.codegen.lowering import Lowering
    from derivations.codegen.request import Request
    from derivations.law import Law

T = sp.Dummy("t", positive=True)
LOG = sp.log(T)


OF_LIMIT: dict[str, Callable[[sp.Expr], sp.Expr]] = {"logpdf": lambda limit: limit, "nll": lambda limit: -limit, "pdf": sp.exp}


def with_ends(request: Request, lowering: Lowering, value: Operand, outside: Literal) -> Operand:
    """The value of a density, its logarithm or a loss, and the limit of it where ``y`` is an end at which the formula has none."""
    law, y = request.operands
    emit = lowering.program.emit
    for end, inward in _ends(law, y):
        for weight, limit in limits(law.log_density(Tensor.scalar(end + inward * T))):
            at_end = emit("equal", lowering.value(y.item), lowering.value(end))
            if weight is None:
                value = emit("select", at_end, outside, value)
                continue
            power = lowering.value(weight)
            there = lowering.value(OF_LIMIT[request.word](limit))
            if request.word == "pdf":  # no float finds these by itself: nothing times infinity
                value = emit("select", emit("both", at_end, emit("less", power, Literal(0.0))), Literal(math.inf), value)
                value = emit("select", emit("both", at_end, emit("less", Literal(0.0), power)), outside, value)
            value = emit("select", emit("both", at_end, emit("equal", power, Literal(0.0))), there, value)
    return value


def limits(density: sp.Expr) -> Iterator[tuple[sp.Expr | None, sp.Expr]]:
    """What a log-density in the distance t tends to for t -> 0, and the weight of log t that must be zero for it; ``None``: none must.

    >>> a, b = sp.symbols("a b", positive=True)
    >>> list(limits((a - 1) * LOG - b * T))
    [(a - 1, 0)]
    >>> list(limits(-(a + 1) * LOG - b / T))
    [(None, -oo)]
    """
    terms = sp.Add.make_args(sp.expand(density))
    singular = [term for term in terms if not _is_finite(term.subs(T, 0))]
    weights = [term / LOG for term in singular if not (term / LOG).has(T)]
    others = [term for term in singular if (term / LOG).has(T)]
    if others:
        if all(_falls(term) for term in others):
            yield None, -sp.oo
    elif weights:
        weight = sp.Add(*weights)
        if not weight.is_Number:
            yield sp.factor_terms(weight), sp.Add(*(term.subs(T, 0) for term in terms if term not in singular))


def _falls(term: sp.Expr) -> bool:
    """Whether a term is a negative multiple of log(t)^2 or of a negative power of t."""
    factor, power = term.as_independent(T, as_Add=False)
    is_pole = power.is_Pow and power.base == T and power.exp.is_negative
    return bool(factor.is_negative and (is_pole or power == LOG**2))


def _ends(law: Law, y: Tensor) -> Iterator[tuple[sp.Expr, int]]:
    """The finite ends of an interval that its values may take by their type, with the direction into it."""
    if not isinstance(law.support, Interval) or y.shape:
        return
    for end, inward in ((law.support.low, 1), (law.support.high, -1)):
        if not end.has(sp.oo, sp.Piecewise) and not (end.is_zero and y.item.is_positive):
            yield end, inward


def _is_finite(value: sp.Expr) -> bool:
    return not value.has(sp.zoo, sp.nan, sp.oo, -sp.oo)
