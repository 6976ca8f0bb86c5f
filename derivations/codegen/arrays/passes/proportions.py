r"""Divergences of :math:`\log\Gamma` summed over the classes, minus that of the sums: what Dirichlet laws have.

Each is a tail plus the divergence of x log x, and of the latter the sums leave that of the proportions,

.. math:: \sum_k\Big(b_k\log\frac{b_k}{a_k} - b_k + a_k\Big) - B\log\frac BA + B - A
   = \sum_k\Big(b_k\log\frac{b_k}{c_k} - b_k + c_k\Big), \qquad c_k = \frac{a_k}{A} B,

whose differences :math:`b_k - c_k = (b_k - a_k) - \frac{a_k}{A}\sum(b - a)` keep their digits for nearly equal arguments, and as they
stand where the arguments are of different sizes. Where they cancel, the arguments are nearly proportional and the tails are larger than the
error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.arrays.nodes import Trusted
from derivations.codegen.arrays.passes import Pass
from derivations.codegen.arrays.passes.merged_sums import coefficient_of_sum
from derivations.codegen.stable import Stable, stable
from derivations.indexed.atoms import IndexSum

if TYPE_CHECKING:
    from collections.abc import Iterator


def rewrite(body: sp.Expr) -> Iterator[sp.Expr]:
    """The expression with the divergence of two sums and the divergences of their terms taken together."""
    for whole in sorted((call for call in body.atoms(Stable) if call.primitive == "bregman_loggamma"), key=str):
        weight = -body.coeff(whole)
        if weight == 0 or not all(isinstance(part, IndexSum) for part in whole.args[1:]):
            continue
        for term in sp.Add.make_args(body):
            split = coefficient_of_sum(term)
            if split is not None and split[0] * split[1] == weight and split[2].args[0] == _term_of(whole, split[2]):
                yield body + weight * whole - term + weight * by_proportions(whole)


def _term_of(whole: sp.Expr, inner: IndexSum) -> sp.Expr:
    above, below = (part.args[0].xreplace({part.args[1]: inner.args[1]}) for part in whole.args[1:])
    return stable("bregman_loggamma", above, below)


def by_proportions(whole: sp.Expr) -> sp.Expr:
    """The sum of the divergences of the terms minus that of the sums."""
    _, above, below = whole.args
    index, size = above.args[1:]
    b, a = above.args[0], below.args[0].xreplace({below.args[1]: index})
    gap = Trusted(IndexSum(b - a, index, size))
    part = Trusted(a / below)  # at most one, so that nothing overflows
    shared = Trusted(part * above)
    gaps = stable("bregman_xlogx_given", b, shared, Trusted(stable("difference_to_shifted", b, a, Trusted(part * gap), shared)))
    tails = IndexSum(stable("bregman_loggamma_tail", b, a), index, size) - stable("bregman_loggamma_tail_given", above, below, gap)
    return tails + IndexSum(gaps, index, size)


PASS = Pass("proportions", 110, rewrite)
