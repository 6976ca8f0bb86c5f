"""Three ordered classes by cumulative logits: class y lies between two thresholds, 0 and a known gap above it."""

from __future__ import annotations

import sympy as sp

from derivations.families.categorical import FAMILY as CATEGORICAL
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss
from derivations.normal_form import Facts

z, y = sp.Symbol("z", real=True), sp.Symbol("y", integer=True, nonnegative=True)
gap = sp.Symbol("g", positive=True)
below = [1 / (1 + sp.exp(z)), 1 / (1 + sp.exp(z - gap))]  # probabilities of lying below each threshold
probabilities = [below[0], below[1] - below[0], 1 - below[1]]
LOSS = SmoothLoss(
    "ordinal, cumulative logits",
    Tensor.vector([z]),
    Tensor.scalar(y),
    -sp.Add(*(sp.KroneckerDelta(y, k) * sp.log(probability) for k, probability in enumerate(probabilities))),
    CATEGORICAL.law(probabilities),
    Facts(positive=(1 - sp.exp(-gap),)),
)
