r"""The natural gradient: the direction of steepest ascent in the Fisher metric, :math:`F^{-1} \nabla h`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.fisher import fisher
from derivations.language import arithmetic, kinds
from derivations.language.kinds import Array, Kind, LawKind
from derivations.language.vocabulary import word
from derivations.trace import Step, record

if TYPE_CHECKING:
    from derivations.language.tensor import Tensor


def _kind(value: Kind, _: LawKind, variables: Kind) -> Kind:
    kinds.number(value, "the objective")
    return Array((kinds.vector(variables, "the variables"),))


@word("natural_gradient", "value", "law", "variables", kind=_kind)
def natural_gradient(objective: Tensor, law: Any, v: Tensor) -> Tensor:
    r""":math:`F^{-1} \nabla h` with the Fisher matrix of ``law`` in ``v``; shape ``(n,)``.

    Args:
        objective: a number that depends on ``v``.
        law: the law whose Fisher matrix measures lengths; it must be invertible, a side condition.
        v: symbols, shape ``(n,)``.

    """
    metric = fisher(law, v)
    gradient = v.map(lambda symbol: sp.diff(objective.item, symbol))
    direction: Tensor = arithmetic.inverse(metric).matmul(gradient)
    record(Step("natural gradient: inverse Fisher matrix times gradient", gradient, direction))
    return direction
