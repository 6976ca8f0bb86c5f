"""Curvature of the alpha-connections, and the Gaussian curvature of the Fisher metric of two parameters."""

from __future__ import annotations

import itertools
from typing import Any

import sympy as sp

from derivations.connection import christoffel
from derivations.derivative import derivative
from derivations.fisher import fisher
from derivations.language import arithmetic, kinds
from derivations.language.kinds import NUMBER, Array, Kind, KindError, LawKind
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import word
from derivations.moments.tidy import tidy
from derivations.trace import Step, record

SURFACE = 2  # dimensions of a surface


def _kind(_: LawKind, variables: Kind, alpha: Kind) -> Kind:
    kinds.number(alpha, "alpha")
    return Array((kinds.vector(variables, "the variables"),) * 4)


@word("riemann_tensor", "law", "variables", "value", kind=_kind)
def riemann_tensor(law: Any, v: Tensor, alpha: Tensor) -> Tensor:
    r"""The curvature of the alpha-connection; entry ``[i, j, k, l]`` is :math:`F(R(\partial_i, \partial_j) \partial_k, \partial_l)`.

    Args:
        law: a law with a fixed support, whose density is smooth in ``v``.
        v: symbols, shape ``(n,)``.
        alpha: a number.

    Raises:
        DerivationError: the support or a kink moves with ``v``.

    """
    gamma, size = christoffel(law, v, alpha).map(tidy), len(v.entries)
    upper = Tensor((size,) * 4, tuple(_component(gamma, v, index) for index in itertools.product(range(size), repeat=4)))
    return upper.matmul(fisher(law, v))


def _component(gamma: Tensor, v: Tensor, index: tuple[int, ...]) -> sp.Expr:
    """For the index ``(i, j, k, m)`` the component along ``m`` of R(i, j) applied to k."""
    i, j, k, m = index
    if i == j:
        return sp.S.Zero
    change = derivative(gamma[j, k, m].item, v.entries[i]) - derivative(gamma[i, k, m].item, v.entries[j])
    turns = (gamma[j, k, p].item * gamma[i, p, m].item - gamma[i, k, p].item * gamma[j, p, m].item for p in range(len(v.entries)))
    return sp.Add(change, *turns)


def _surface_kind(_: LawKind, variables: Kind) -> Kind:
    if kinds.vector(variables, "the variables") != SURFACE:
        message = f"expected two variables, got {variables}. Curvature is that of a surface: name two"
        raise KindError(message)
    return NUMBER


@word("gaussian_curvature", "law", "variables", kind=_surface_kind)
def gaussian_curvature(law: Any, v: Tensor) -> Tensor:
    """The Gaussian curvature of the Fisher metric in two parameters: the curvature of the Levi-Civita connection over det F.

    Raises:
        DerivationError: the support or a kink moves with ``v``.
    """
    metric = fisher(law, v)
    curvature = riemann_tensor(law, v, Tensor.scalar(0))
    value = tidy(curvature[0, 1, 1, 0].item / arithmetic.determinant(metric))
    record(Step("Gaussian curvature: R_1221 / det F", metric, value))
    return Tensor.scalar(value)
