r"""The functions of losses on the logits of classes: proved at two to five classes, for every target and every likeliest class.

These decide every number of classes. A form and what is derived are analytic functions, the same at every size, of the logits at three
places at most (its own, that of the target, that of the likeliest class) and of :math:`\sum_j e^{z_j}`, with distributions as targets
also of their entries there and of :math:`\sum_j y_j z_j` (their own sum is known). At five classes these numbers vary freely in an open
set, since two classes are none of the three; so functions that are equal there are equal on all of their domain, which is connected.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from derivations.codegen.losses.columns import Case, Chosen, Elsewhere, Largest, Likeliest, Total, TotalOfOthers, Y, Z
from derivations.codegen.losses.function import Function, drawn, option
from derivations.codegen.losses.writing import Argument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.losses.loss import SmoothLoss

SIZES = (2, 3, 4, 5)
GAPS = (0.0, 1e-9, 0.3, 2.0, 17.0, 40.0, 80.0, 300.0, 1e4)
TRIALS = option("trials")
SHARES = {2: (1, 3), 3: (1, 2, 1), 4: (0, 1, 2, 1), 5: (1, 0, 0, 0, 3)}  # of four

GAP, RELATIVE = Z - Likeliest(Z), sp.exp(Z - Largest(Z))
LIKELY, WHOLE = sp.exp(GAP), sp.exp(Z)
PROBABILITIES = [WHOLE / Total(WHOLE), RELATIVE / Total(RELATIVE)]
LOGARITHMS = [  # of the sum of all exponentials, less the logit that is subtracted from what is picked
    (sp.log(Total(WHOLE)), Z),
    (sp.log(Total(RELATIVE)), Z - Largest(Z)),
    (sp.log(Total(LIKELY)), GAP),
    (sp.log(1 + TotalOfOthers(LIKELY)), GAP),
]


def functions_of_a_class(loss: SmoothLoss) -> list[Function]:
    """Of the cross-entropy: the target is a class, or a distribution of classes."""
    assert loss.sized is not None  # noqa: S101 - of any number of classes
    of = {size: loss.sized(size) for size in SIZES}
    classes, means = [case for size in SIZES for case in _at_classes(of[size])], [case for size in SIZES for case in _at_means(of[size])]
    on = [_case(of[size], [probability for _, probability in of[size].law.points or ()]) for size in SIZES]
    others = [Elsewhere(p, sp.S.Zero) for p in PROBABILITIES]
    return [
        _function("probabilities", "The probability of every class", "z", PROBABILITIES, on),
        _function("value", "The loss of every sample at a class", "z", [log - Chosen(gap) for log, gap in LOGARITHMS], classes, 0),
        _function("gradient", "Its gradient", "z", [
            *(Elsewhere(p, Chosen(p) - 1) for p in PROBABILITIES), *(Elsewhere(p, -Total(p)) for p in others),
        ], classes, 1),
        _function("mean_value", "The mean of the loss under a distribution of classes", "zy", [
            log - Total(Y * gap) for log, gap in LOGARITHMS
        ], means, 0),
        _function("mean_gradient", "Its gradient", "zy", [p - Y for p in PROBABILITIES], means, 1, floor=1.0),
    ]  # fmt: skip


def functions_of_counts(loss: SmoothLoss) -> list[Function]:
    """Of the cross-entropy of counts with a known total."""
    assert loss.sized is not None  # noqa: S101 - of any number of classes
    cases = [case for size in SIZES for case in _at_counts(loss.sized(size))]
    return [
        _function("value", "The loss of every sample", "zy", [TRIALS * log - Total(Y * gap) for log, gap in LOGARITHMS], cases, 0),
        _function("gradient", "Its gradient", "zy", [TRIALS * p - Y for p in PROBABILITIES], cases, 1, floor=4.0),
    ]


def _function(  # noqa: PLR0913, PLR0917 - what is proposed, and for what
    name: str, what: str, arguments: str, proposed: Sequence[sp.Expr], cases: Sequence[Case], order: int | None = None, floor: float = 0.0
) -> Function:
    chosen = [Case(case.values, (case.wanted[order],), case.chosen, case.likeliest) for case in cases] if order is not None else cases
    options = {"trials": TRIALS} if proposed[0].has(TRIALS) else {}
    return Function(
        name, what, [Argument(each) for each in arguments], [(form,) for form in proposed], chosen, points, options,
        settings=[{"trials": 4.0}] if options else [{}], floor=floor,
    )  # fmt: skip


def _case(loss: SmoothLoss, wanted: Sequence[sp.Expr]) -> Case:
    return Case({Z: loss.z.entries}, (tuple(wanted),))


def _both(loss: SmoothLoss, expression: sp.Expr) -> tuple[tuple[sp.Expr, ...], ...]:
    """A value and its gradient."""
    return (expression,), tuple(sp.diff(expression, z) for z in loss.z.entries)


def _at_classes(loss: SmoothLoss) -> Iterator[Case]:
    size = len(loss.z.entries)
    for chosen, likeliest in itertools.product(range(size), repeat=2):
        yield Case({Z: loss.z.entries}, _both(loss, loss.expression.xreplace({loss.y.item: sp.Integer(chosen)})), chosen, likeliest)


def _at_means(loss: SmoothLoss) -> Iterator[Case]:
    """At any distribution, and at one with numbers."""
    size = len(loss.z.entries)
    free = sp.symbols(f"y_0:{size - 1}", real=True)
    one = tuple(sp.Integer(place == 0) for place in range(size))
    for y in ((*free, 1 - sp.Add(*free)), tuple(sp.Rational(share, 4) for share in SHARES[size]), one):
        mean = sp.Add(*(weight * loss.expression.xreplace({loss.y.item: sp.Integer(k)}) for k, weight in enumerate(y)))
        for likeliest in range(size):
            yield Case({Z: loss.z.entries, Y: y}, _both(loss, mean), likeliest=likeliest)


def _at_counts(loss: SmoothLoss) -> Iterator[Case]:
    """At any counts, and at some numbers."""
    size, symbols = len(loss.z.entries), loss.y.entries
    counts = [tuple(map(sp.Integer, SHARES[size])), tuple(sp.Integer(4 * (place == 0)) for place in range(size))]
    for y, trials in [((*symbols[:-1], TRIALS - sp.Add(*symbols[:-1])), TRIALS), *((each, sp.Integer(4)) for each in counts)]:
        expression = loss.expression.xreplace(dict(zip(symbols, y, strict=True)))
        for likeliest in range(size):
            yield Case({Z: loss.z.entries, Y: y, TRIALS: trials}, _both(loss, expression), likeliest=likeliest)


def points(case: Case, precision: Any) -> dict[sp.Symbol, Any]:
    """Logits at random, confident ones, nearly equal ones and far from zero; none where a target is no number, or once is enough."""
    if case.likeliest or not all(each.is_number for each in case.values.get(Y, ())):
        return {}
    size = len(case.outputs)
    columns = [np.stack([scale * drawn(float, 3, seed=place) for place in range(size)]) for scale in (0.3, 4.0)]
    for gap, best in itertools.product(GAPS, range(min(size, 3))):
        columns.append(np.array([[gap * (place == best) + 0.25 * place] for place in range(size)]))
    z = np.concatenate([*columns, columns[0] + 100.0], axis=1).astype(precision)
    return dict(zip(case.values[Z], z, strict=True))
