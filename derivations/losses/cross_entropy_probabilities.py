"""The cross-entropy of three classes on probabilities; the last probability is one minus the others."""

from __future__ import annotations

import sympy as sp

from derivations.families.categorical import FAMILY as CATEGORICAL
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss
from derivations.normal_form import Facts

z, y = Tensor.vector(sp.symbols("z_0:2", positive=True)), sp.Symbol("y", integer=True, nonnegative=True)
last = 1 - sp.Add(*z.entries)
LOSS = SmoothLoss(
    "cross-entropy on probabilities",
    z,
    Tensor.scalar(y),
    -sp.Add(*(sp.KroneckerDelta(y, k) * sp.log(entry) for k, entry in enumerate((*z.entries, last)))),
    CATEGORICAL.law([*z.entries, last]),
    Facts(positive=(last,)),
)
