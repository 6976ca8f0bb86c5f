"""log(1 + exp(x)): the log-partition function of a logit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.log(1 + sp.exp(x))


PRIMITIVE = Primitive("softplus", _meaning, ("real",), "positive", rows=1)


def softplus(x: Array, out: Array, scratch: Array) -> None:
    """Write log(1 + exp(x)), shape (n,).

    Accuracy: 2 ulp.
    """
    np.absolute(x, out=out)
    np.negative(out, out=out)
    np.exp(out, out=out)
    np.log1p(out, out=out)
    np.maximum(x, 0.0, out=scratch[0])
    np.add(out, scratch[0], out=out)


def scalar_softplus(x: Scalar) -> Scalar:
    """The same for one number."""
    decayed = np.log1p(np.exp(x if x < 0.0 else -x))
    return decayed if x < 0.0 else x + decayed
