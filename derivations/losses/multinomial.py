"""The cross-entropy of counts in three classes with a known total, on logits."""

from __future__ import annotations

import sympy as sp

from derivations.families.multinomial import FAMILY as MULTINOMIAL
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss

z, y = Tensor.vector(sp.symbols("z_0:3", real=True)), Tensor.vector(sp.symbols("y_0:3", integer=True, nonnegative=True))
total = sp.Symbol("n", integer=True, positive=True)
whole = sp.Add(*map(sp.exp, z.entries))
picked = sp.Add(*(count * entry for count, entry in zip(y.entries, z.entries, strict=True)))
LOSS = SmoothLoss(
    "multinomial on logits",
    z,
    y,
    sp.Add(*y.entries) * sp.log(whole) - picked,
    MULTINOMIAL.law(total, z.map(lambda entry: sp.exp(entry) / whole)),
    given={y.entries[2]: total - y.entries[0] - y.entries[1]},
)
