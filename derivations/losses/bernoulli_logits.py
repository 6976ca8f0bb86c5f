"""The binary cross-entropy on a logit."""

from __future__ import annotations

import sympy as sp

from derivations.families.bernoulli import FAMILY as BERNOULLI
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss

z, y = sp.Symbol("z", real=True), sp.Symbol("y", integer=True, nonnegative=True)
LOSS = SmoothLoss("Bernoulli on logits", Tensor.vector([z]), Tensor.scalar(y), sp.log(1 + sp.exp(z)) - y * z, BERNOULLI.law(logits=z))
