"""The Kullback-Leibler divergence between two laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.conditions import require
from derivations.errors import InfiniteError, ShapeError
from derivations.expectation import expectation
from derivations.integral_form import integral_form
from derivations.support import Integers, Interval, is_discrete
from derivations.trace import Quantity, naming, narrate

if TYPE_CHECKING:
    import sympy as sp

    from derivations.family import Law


def kl(p: Law, q: Law) -> sp.Expr:
    r""":math:`KL(p \| q) = E_p[\log p(y) - \log q(y)]` in nats.

    Where the supports depend on parameters, that of ``p`` must lie in that of ``q``: required of the caller when assumptions do not
    decide it.

    Raises:
        InfiniteError: the first law has values outside the support of the second.
        DerivationError: it has no closed form.
        ShapeError: the laws have values of different shapes, or one is discrete and one continuous.
    """
    gaps = _support_gaps(p, q)
    y = p.variable(_fresh(p, q))
    narrate(f"log-density of {p}", y, p.log_density(y), Quantity("log p"))
    narrate(f"log-density of {q}", y, q.log_density(y), Quantity("log q"))
    with naming(Quantity("KL", (), "divergence")):
        value = expectation(p.log_density(y) - q.log_density(y), y, p)
    for gap in gaps:
        require("nonnegative", gap)
    return value


def defining_integral(p: Law, q: Law) -> sp.Expr:
    """The divergence as the integral or the sum that defines it, unevaluated, over the support of the first law.

    Raises:
        InfiniteError: the first law has values outside the support of the second.

    >>> from derivations.families import families
    >>> from derivations.language.tensor import Tensor
    >>> cauchy, normal = (families()[name].law(Tensor.scalar(0), Tensor.scalar(1)) for name in ("Cauchy", "Normal"))
    >>> type(defining_integral(cauchy, normal)).__name__
    'Integral'
    """
    for gap in _support_gaps(p, q):
        require("nonnegative", gap)
    y = p.variable(_fresh(p, q))
    return integral_form(p.log_density(y) - q.log_density(y), y, p)


def _fresh(p: Law, q: Law) -> str:
    """A name for the value that no parameter of either law uses."""
    name, taken = "y", {symbol.name for symbol in p.free_symbols | q.free_symbols}
    while any(other == name or other.startswith(f"{name}_") for other in taken):
        name += "_"
    return name


def _support_gaps(p: Law, q: Law) -> list[sp.Expr]:
    """What must be nonnegative for the support of ``p`` to lie in that of ``q``, as far as assumptions leave it open."""
    if p.variable_shape != q.variable_shape or is_discrete(p.support) != is_discrete(q.support):
        message = f"Comparing two laws: expected values of one kind and shape, got {p} and {q}. Give laws on the same space."
        raise ShapeError(message)
    if not isinstance(p.support, Interval | Integers) or not isinstance(q.support, Interval | Integers):
        if p.support != q.support:
            message = f"Comparing two laws: expected equal supports, got {p.support} and {q.support}. KL may be infinite."
            raise InfiniteError(message, is_certain=False)
        return []
    undecided = []
    for gap in (_gap(p.support.low, q.support.low), _gap(q.support.high, p.support.high)):
        if gap is None or gap.is_extended_nonnegative:
            continue
        if gap.is_extended_negative:
            ends = f"{p.support} and {q.support}"
            message = f"Comparing two laws: expected the support of {p} within that of {q}, got {ends}. KL is infinite."
            raise InfiniteError(message)
        undecided.append(gap)
    return undecided


def _gap(upper: sp.Expr, lower: sp.Expr) -> sp.Expr | None:
    return None if upper == lower else upper - lower
