"""The Poisson loss on the logarithm of the rate."""

from __future__ import annotations

import sympy as sp

from derivations.families.poisson import FAMILY as POISSON
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss

z, y = sp.Symbol("z", real=True), sp.Symbol("y", integer=True, nonnegative=True)
LOSS = SmoothLoss("Poisson on the log-rate", Tensor.vector([z]), Tensor.scalar(y), sp.exp(z) - y * z, POISSON.law(sp.exp(z)))
