r"""Taylor polynomials of the Kullback-Leibler divergence between neighbours, from moments of log-density derivatives.

With :math:`u = \log p_{v+d} - \log p_v = \sum_{|\alpha| \ge 1} \partial^\alpha \ell\, d^\alpha / \alpha!`,
:math:`KL(p_v \| p_{v+d}) = -E_v[u]`, and since :math:`E_v[e^u] = 1`,
:math:`KL(p_{v+d} \| p_v) = E_v[u e^u - e^u + 1] = \sum_{m \ge 2} (m - 1) E_v[u^m] / m!`.
Neither divergence is needed in closed form.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import sympy as sp

from derivations.expect import expected
from derivations.language import kinds
from derivations.language.kinds import NUMBER, Kind, LawKind
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import word
from derivations.normal_form.lowest_terms import lowest_terms
from derivations.score import pointwise_derivative
from derivations.smooth_density import require_smooth_density
from derivations.trace import Step, record

Series = dict[tuple[int, ...], sp.Expr]  # powers of the components of d -> coefficient
INTERCHANGE = "derivatives in the parameters and the expectation are exchanged; the support does not move"


def _kind(_: LawKind, variables: Kind, step: Kind, order: int) -> Kind:
    kinds.equal_shapes(variables, step, "of the variables and the step")
    kinds.vector(variables, "the variables")
    del order
    return NUMBER


@word("kl_taylor", "law", "variables", "value", "count", kind=_kind)
def kl_taylor(law: Any, v: Tensor, d: Tensor, order: int) -> Tensor:
    r"""The Taylor polynomial of :math:`KL(p_v \| p_{v+d})` in ``d`` up to a total order: minus the means of log-density derivatives.

    Args:
        law: a law with a fixed support, whose density is smooth in ``v``.
        v: symbols, shape ``(n,)``.
        d: the step, expressions, shape ``(n,)``.
        order: the total order of the polynomial.

    Raises:
        DerivationError: the support or a kink moves with ``v``.

    """
    return _polynomial(law, v, d, order, reverse=False)


@word("kl_taylor_reverse", "law", "variables", "value", "count", kind=_kind)
def kl_taylor_reverse(law: Any, v: Tensor, d: Tensor, order: int) -> Tensor:
    r"""The Taylor polynomial of :math:`KL(p_{v+d} \| p_v)` in ``d`` up to a total order; arguments and errors as in :func:`kl_taylor`."""
    return _polynomial(law, v, d, order, reverse=True)


def coefficients(law: Any, v: Tensor, order: int, *, reverse: bool) -> Series:
    """The coefficients of those polynomials by the powers of the step, in graded order, each in lowest terms.

    Arguments and errors as in :func:`kl_taylor`; ``reverse`` puts the moved law first.
    """
    y = law.variable()
    require_smooth_density(law, y, v, f"Expanding {_name(reverse=reverse)}")
    ratio = log_ratio(law.log_density(y), v, order)
    terms = _reverse_integrand(ratio, order) if reverse else {powers: -term for powers, term in ratio.items()}
    ordered = sorted(terms.items(), key=lambda item: (sum(item[0]), item[0]))
    return {powers: lowest_terms(expected(term, y, law)) for powers, term in ordered}


def _name(*, reverse: bool) -> str:
    return "KL(p_(v+d) || p_v)" if reverse else "KL(p_v || p_(v+d))"


def _reverse_integrand(u: Series, order: int) -> Series:
    total: Series = {}
    power = u
    for m in range(2, order + 1):
        power = _product(power, u, order)
        for powers, term in power.items():
            total[powers] = total.get(powers, sp.S.Zero) + sp.Rational(m - 1, math.factorial(m)) * term
    return total


def _polynomial(law: Any, v: Tensor, d: Tensor, order: int, *, reverse: bool) -> Tensor:
    """The mean of an integrand made of the log-ratio, power by power of ``d``."""
    terms = [
        term * sp.Mul(*(entry**power for entry, power in zip(d.entries, powers, strict=True)))
        for powers, term in coefficients(law, v, order, reverse=reverse).items()
    ]
    polynomial = sp.Add(*terms)
    what = f"Taylor polynomial of {_name(reverse=reverse)} to order {order}, means of log-density derivatives"
    record(Step(what, d, polynomial, (INTERCHANGE,)))
    return Tensor.scalar(polynomial)


def log_ratio(log_density: sp.Expr, v: Tensor, order: int) -> Series:
    r"""The series of :math:`\ell(v + d) - \ell(v)` in ``d`` up to a total order: powers -> :math:`\partial^\alpha \ell / \alpha!`.

    >>> x = sp.Symbol("x")
    >>> log_ratio(x**3, Tensor.vector([x]), 2)
    {(1,): 3*x**2, (2,): 3*x}
    """
    found: Series = {(0,) * len(v.entries): log_density}
    for total in range(1, order + 1):
        for chosen in itertools.combinations_with_replacement(range(len(v.entries)), total):
            powers = tuple(chosen.count(i) for i in range(len(v.entries)))
            before = tuple(power - (i == chosen[-1]) for i, power in enumerate(powers))
            # d/dv_i of the coefficient before, over its new power: the factorials build up by themselves.
            found[powers] = pointwise_derivative(found[before], v.entries[chosen[-1]]) / powers[chosen[-1]]
    del found[(0,) * len(v.entries)]
    return found


def _product(left: Series, right: Series, order: int) -> Series:
    total: Series = {}
    for (first, a), (second, b) in itertools.product(left.items(), right.items()):
        powers = tuple(i + j for i, j in zip(first, second, strict=True))
        if sum(powers) <= order:
            total[powers] = total.get(powers, sp.S.Zero) + a * b
    return total
