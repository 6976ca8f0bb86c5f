"""The cross-entropy of three classes on logits."""

from __future__ import annotations

import sympy as sp

from derivations.families.categorical import FAMILY as CATEGORICAL
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss

z, y = Tensor.vector(sp.symbols("z_0:3", real=True)), sp.Symbol("y", integer=True, nonnegative=True)
picked = sp.Add(*(sp.KroneckerDelta(y, k) * entry for k, entry in enumerate(z.entries)))
LOSS = SmoothLoss(
    "cross-entropy on logits",
    z,
    Tensor.scalar(y),
    sp.log(sp.Add(*map(sp.exp, z.entries))) - picked,
    CATEGORICAL.law(logits=z),
)
