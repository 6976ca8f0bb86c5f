"""The negative log-likelihood of a normal law whose mean and log-variance are both outputs."""

from __future__ import annotations

import sympy as sp

from derivations.families.normal import FAMILY as NORMAL
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss

m, v, y = sp.symbols("z_0 z_1 y", real=True)
LOSS = SmoothLoss(
    "Gaussian mean and log-variance",
    Tensor.vector([m, v]),
    Tensor.scalar(y),
    v / 2 + (y - m) ** 2 * sp.exp(-v) / 2,
    NORMAL.law(m, sp.exp(v / 2)),
)
