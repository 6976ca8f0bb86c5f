r"""Expected less observed counts, :math:`n\,e_i/\sum_j e_j - y_i`, :math:`n = \sum_j y_j`: gradients of multinomial losses.

They are :math:`(e_i (n - y_i) - y_i \sum_{j \ne i} e_j)/\sum_j e_j`, sums without the one class, which cancel only where the counts
balance: a share near one, whose complement the first form rounds away, loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.codegen.ordering import order
from derivations.codegen.primitives.exp_less_step import EXP_LESS_STEP_AT
from derivations.codegen.program import Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.lowering import Lowering
    from derivations.codegen.program import Operand

PAIR = 2
EXACT = 2.0**53  # whole numbers up to here, and their sums, are floats
FAR = 600.0  # an exponential up to here stays in the range of floats beside any count that is not asked about


class Share(NamedTuple):
    """n weight / whole - count, the whole a sum of exponentials, n the sum of counts with this one."""

    weight: sp.Expr
    whole: sp.Expr
    count: sp.Symbol
    others: sp.Expr


def share_of(expression: sp.Expr) -> Share | None:
    """The parts of such a sum; none of any other."""
    if not isinstance(expression, sp.Add) or len(expression.args) != PAIR:
        return None
    for share, other in (expression.args, expression.args[::-1]):
        sums = [part for part in sp.Mul.make_args(share) if isinstance(part, sp.Add)]
        if not (-other).is_Symbol or len(sums) != 1 or -other not in sums[0].args:
            continue
        weight, whole = _parts(share / sums[0])
        if weight in whole.args and all(isinstance(part, sp.exp) for part in whole.args) and sums[0].is_nonnegative:
            return Share(weight, whole, -other, sums[0] + other)
    return None


def by_others(expression: sp.Expr) -> sp.Expr:
    """The sum in this form where it is one of positive exponentials and counts; else itself.

    >>> x, y = sp.symbols("x y", real=True)
    >>> m, n = sp.symbols("m n", positive=True)
    >>> by_others((m + n) * sp.exp(x) / (sp.exp(x) + sp.exp(y)) - m)
    (-m*exp(y) + n*exp(x))/(exp(x) + exp(y))
    """
    found = share_of(expression)
    if found is None:
        return expression
    weight, whole, count, others = found
    return (weight * others - count * (whole - weight)) / whole


def by_differences(lowering: Lowering, expression: sp.Expr) -> Operand | None:
    r"""The value of such a sum of counts and logits that are arguments: nothing is lost that these do not explain, and no mark is needed.

    Divided by :math:`e_i` it is :math:`(c - y_i \sum_j f_j)/(1 + m + \sum_j f_j)` with :math:`d_j = z_j - z_i`,
    :math:`f_j = e^{d_j} - s_j`, s_j one for :math:`d_j \ge -11/16` and else zero, m the sum of all s_j, and :math:`c = n - y_i - m y_i`,
    which is exact while the counts of all classes are below :math:`2^{53}`; elements with more are marked. With u = 2^-53, f_j is off by
    u |d_j| exp(d_j) from the rounding of d_j and by 2 u |f_j| of itself, its product with y_i and the sum of two classes by u |f_j| each,
    and |f_j| is at most 1.46 |d_j| exp(d_j): the difference by 6.9 u y_i |d_j| exp(d_j), and by half a unit of its own. Half units of the
    logits move it by u y_i |d_j| exp(d_j) / 2 at least, those of the counts by u y_i exp(d_j) more: the error is below eight times both.
    It is 14 times what the logits move alone if all roundings are as bad as can be; at 30 million points that balance, seven.

    A logit that lies 600 below the largest has no part in the sum; there n e_i / sum e_j - y_i loses nothing.
    """
    found = share_of(expression)
    if found is None or not _is_of_logits(lowering, found):
        return None
    emit, value = lowering.program.emit, lowering.value
    logits = {call: _logit(call, found.whole) for call in found.whole.args}
    least = emit("add", value(sp.Max(*logits.values())), Literal(-FAR))
    own, count, total = value(logits[found.weight]), value(found.count), value(found.others + found.count)
    near = emit("maximum", own, least)
    steps, parts = [], []
    for call in sorted(set(found.whole.args) - {found.weight}, key=order):
        gap = emit("subtract", value(logits[call]), near)
        parts.append(emit("exp_less_step", gap))
        steps.append(emit("select", emit("less_equal", Literal(EXP_LESS_STEP_AT), gap), Literal(1.0), Literal(0.0)))
    part, step = (_added(lowering, terms) for terms in (parts, steps))
    left = emit("subtract", emit("subtract", value(found.others), emit("multiply", step, count)), emit("multiply", count, part))
    balanced = emit("divide", left, emit("add", emit("add", step, Literal(1.0)), part))
    expected = emit("multiply", emit("divide", total, value(found.whole)), value(found.weight))
    if lowering.guards is not None:
        lowering.guards.note(emit("less", Literal(EXACT / len(logits)), total))
    return emit("select", emit("less_equal", least, own), balanced, emit("subtract", expected, count))


def _added(lowering: Lowering, values: Sequence[Operand]) -> Operand:
    total, *others = values
    for other in others:
        total = lowering.program.emit("add", total, other)
    return total


def _is_of_logits(lowering: Lowering, share: Share) -> bool:
    """Whether every exponent is an argument, which may be off by half a unit, less the largest of them."""
    logits = [_logit(call, share.whole) for call in share.whole.args]
    return len(logits) > 1 and all(lowering.is_exact_argument(logit) and logit.is_Symbol and not logit.is_integer for logit in logits)


def _logit(call: sp.Expr, whole: sp.Expr) -> sp.Expr:
    """An exponent without the largest of all, which is taken off from each."""
    return call.args[0] + sp.Max(*(symbol for symbol in whole.free_symbols))


def _parts(share: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Numerator and denominator of a quotient."""
    powers = [part for part in sp.Mul.make_args(share) if isinstance(part, sp.Pow) and part.exp == -1]
    whole = powers[0].base if len(powers) == 1 else sp.S.One
    return share * whole, whole
