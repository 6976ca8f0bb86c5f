"""Half the squared error of one output: a normal law of unit scale."""

from __future__ import annotations

import sympy as sp

from derivations.families.normal import FAMILY as NORMAL
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss

z, y = sp.symbols("z y", real=True)
LOSS = SmoothLoss("squared", Tensor.vector([z]), Tensor.scalar(y), (y - z) ** 2 / 2, NORMAL.law(z, 1))
