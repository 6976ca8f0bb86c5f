r"""The alpha-connections of information geometry: exponential (1), Levi-Civita (0) and mixture (-1).

First kind: :math:`\Gamma^{(\alpha)}_{ij,k} = E[(\partial_i \partial_j \ell + \frac{1 - \alpha}{2} \partial_i \ell\, \partial_j \ell)\,
\partial_k \ell]`; second kind: the last index raised by the inverse Fisher matrix.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from derivations.derivative import derivative
from derivations.expect import expected
from derivations.fisher import fisher
from derivations.language import arithmetic, kinds
from derivations.language.kinds import Array, Kind, LawKind
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import word
from derivations.score import pointwise_derivative, score
from derivations.smooth_density import require_smooth_density
from derivations.trace import Quantity, naming

if TYPE_CHECKING:
    import sympy as sp


def _kind(_: LawKind, variables: Kind, alpha: Kind) -> Kind:
    kinds.number(alpha, "alpha")
    return Array((kinds.vector(variables, "the variables"),) * 3)


@word("connection", "law", "variables", "value", kind=_kind)
def connection(law: Any, v: Tensor, alpha: Tensor) -> Tensor:
    r"""Connection coefficients of the first kind; entry ``[i, j, k]`` is :math:`\Gamma^{(\alpha)}_{ij,k}`, shape ``(n, n, n)``.

    Args:
        law: a law with a fixed support, whose density is smooth in ``v``.
        v: symbols, shape ``(n,)``.
        alpha: a number; 1, 0 and -1 give the exponential, Levi-Civita and mixture connection.

    Raises:
        DerivationError: the support or a kink moves with ``v``.

    """
    y = law.variable()
    require_smooth_density(law, y, v, "Taking connection coefficients")
    s = score(law, y, v).entries
    size, factor = range(len(s)), (1 - alpha.item) / 2
    found: dict[tuple[int, int, int], sp.Expr] = {}
    for (i, j), k in itertools.product(itertools.combinations_with_replacement(size, 2), size):
        second = pointwise_derivative(s[i], v.entries[j])
        # Two expectations, so that those of different alpha are shared.
        found[i, j, k] = expected(second * s[k], y, law)
        if factor != 0:
            with naming(Quantity("C", tuple(v.entries[position] for position in (i, j, k)), "scores")):
                found[i, j, k] += factor * expected(s[i] * s[j] * s[k], y, law)
    entries = (found[min(i, j), max(i, j), k] for i, j, k in itertools.product(size, repeat=3))
    return Tensor((len(s),) * 3, tuple(entries))


@word("christoffel", "law", "variables", "value", kind=_kind)
def christoffel(law: Any, v: Tensor, alpha: Tensor) -> Tensor:
    r"""Coefficients of the second kind; entry ``[i, j, k]`` is :math:`\Gamma^{(\alpha)\,k}_{ij}`, shape ``(n, n, n)``.

    Arguments and errors as in :func:`connection`. The Fisher matrix must be invertible: a side condition.
    """
    raised: Tensor = connection(law, v, alpha).matmul(arithmetic.inverse(fisher(law, v)))
    return raised


def _metric_kind(metric: Kind, variables: Kind) -> Kind:
    size = kinds.vector(variables, "the variables")
    kinds.equal_shapes(metric, Array((size, size)), "of the metric and of a square matrix in the variables")
    return Array((size,) * 3)


@word("metric_connection", "value", "variables", kind=_metric_kind)
def metric_connection(metric: Tensor, v: Tensor) -> Tensor:
    r"""The Levi-Civita coefficients of a metric, first kind: :math:`(\partial_i g_{jk} + \partial_j g_{ik} - \partial_k g_{ij}) / 2`."""
    size = range(len(v.entries))

    def change(a: int, b: int, c: int) -> sp.Expr:
        return derivative(metric[b, c].item, v.entries[a])

    entries = ((change(i, j, k) + change(j, i, k) - change(k, i, j)) / 2 for i, j, k in itertools.product(size, repeat=3))
    return Tensor((len(size),) * 3, tuple(entries))
