"""Half the squared Mahalanobis distance of the outputs: a normal law of known covariance; two outputs are the example."""

from __future__ import annotations

import sympy as sp

from derivations.families.multivariate_normal import FAMILY as MULTIVARIATE_NORMAL
from derivations.language.tensor import Tensor
from derivations.linear_algebra import inverse
from derivations.losses.loss import SmoothLoss
from derivations.normal_form import Facts


def of_outputs(outputs: int) -> SmoothLoss:
    """The loss of so many outputs."""
    z, y = (Tensor.vector(sp.symbols(f"{name}_0:{outputs}", real=True)) for name in "zy")
    rows = [[_covariance(min(i, j), max(i, j)) for j in range(outputs)] for i in range(outputs)]
    covariance, gap = Tensor.matrix(rows), y.combine(z, lambda left, right: left - right)
    return SmoothLoss(
        "Mahalanobis",
        z,
        y,
        gap.matmul(inverse(covariance)).matmul(gap).item / 2,
        MULTIVARIATE_NORMAL.law(z, covariance),
        Facts(positive=tuple(sp.Matrix(rows)[:k, :k].det() for k in range(2, outputs + 1))),
        sized=of_outputs,
    )


def _covariance(row: int, column: int) -> sp.Symbol:
    return sp.Symbol(f"C_{row}_{column}", **({"positive": True} if row == column else {"real": True}))


LOSS = of_outputs(2)
