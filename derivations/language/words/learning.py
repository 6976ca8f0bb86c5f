"""Curvature of losses composed with models."""

from __future__ import annotations

from derivations.language import kinds
from derivations.language.kinds import NUMBER, Array, Kind, KindError
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import word
from derivations.language.words.calculus import hess, jac
from derivations.replacing import replaced


def _ggn_kind(loss: Kind, z: Kind, f: Kind, theta: Kind) -> Kind:
    kinds.number(loss, "the loss")
    outputs = [1 if kind == NUMBER else kinds.vector(kind, what) for kind, what in ((z, "the variable of the loss"), (f, "the model"))]
    if outputs[0] != outputs[1]:
        message = f"expected the model to be as long as the variable of the loss, got {f} and {z}. Change one of the two"
        raise KindError(message)
    return Array((kinds.vector(theta, "the parameters"),) * 2)


@word("ggn", "value", "variables", "value", "variables", kind=_ggn_kind)
def ggn(loss: Tensor, z: Tensor, f: Tensor, theta: Tensor) -> Tensor:
    """The generalized Gauss-Newton matrix J_f^T (Hessian of the loss in z at z = f) J_f; shape ``(n, n)``. One output may be a number."""
    z, f = (Tensor((len(value.entries),), value.entries) for value in (z, f))
    jacobian = jac(f, theta)
    places = dict(zip(z.entries, f.entries, strict=True))
    inner = hess(loss, z).map(lambda entry: replaced(entry, places))
    result: Tensor = jacobian.transpose().matmul(inner).matmul(jacobian)
    return result
