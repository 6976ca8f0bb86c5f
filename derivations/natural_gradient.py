r"""The natural gradient: the direction of steepest ascent in the Fisher metric, :math:`F^{-1} \nabla h`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.derivative import derivative
from derivations.errors import DerivationError
from derivations.fisher import fisher
from derivations.language import arithmetic, kinds
from derivations.language.kinds import Array, Kind, LawKind
from derivations.language.vocabulary import word
from derivations.normal_form.lowest_terms import lowest_terms
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
    gradient = v.map(lambda symbol: derivative(objective.item, symbol))
    direction = raised(metric, gradient)
    record(Step("natural gradient: inverse Fisher matrix times gradient", gradient, direction))
    return direction


def raised(metric: Tensor, gradient: Tensor) -> Tensor:
    """The inverse of a metric times a gradient; the metric is brought to lowest terms first, which keeps its inverse short.

    Raises:
        DerivationError: the metric is singular, as it is in parameters that the law does not tell apart.
    """
    short = metric.map(lowest_terms)
    if lowest_terms(arithmetic.determinant(short)) == 0:
        message = "Raising an index: expected a regular Fisher matrix, got one of determinant zero. Hold a parameter fixed."
        raise DerivationError(message)
    direction: Tensor = arithmetic.inverse(short).matmul(gradient)
    return direction
