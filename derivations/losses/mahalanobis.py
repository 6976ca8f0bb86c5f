"""Half the squared Mahalanobis distance of two outputs: a normal law of known covariance."""

from __future__ import annotations

import sympy as sp

from derivations.families.multivariate_normal import FAMILY as MULTIVARIATE_NORMAL
from derivations.language.tensor import Tensor
from derivations.linear_algebra import inverse
from derivations.losses.loss import SmoothLoss
from derivations.normal_form import Facts

z, y = (Tensor.vector(sp.symbols(f"{name}_0:2", real=True)) for name in "zy")
a, b = sp.symbols("C_0_0 C_1_1", positive=True)
c = sp.Symbol("C_0_1", real=True)
covariance = Tensor.matrix([[a, c], [c, b]])
gap = y.combine(z, lambda left, right: left - right)
LOSS = SmoothLoss(
    "Mahalanobis",
    z,
    y,
    gap.matmul(inverse(covariance)).matmul(gap).item / 2,
    MULTIVARIATE_NORMAL.law(z, covariance),
    Facts(positive=(a * b - c**2,)),
)
