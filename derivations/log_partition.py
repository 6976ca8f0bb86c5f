"""Exponential families: log-partition functions, natural parameters, sufficient statistics and mean parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.expect import expected
from derivations.families import families

if TYPE_CHECKING:
    import sympy as sp

    from derivations.family import Law
    from derivations.language.tensor import Tensor


def log_partition(name: str, eta: Tensor) -> sp.Expr:
    r"""The log-partition :math:`A(\eta)` of the family ``name``, with statistics and base measure as the family's page states.

    Args:
        name: a family that is an exponential family in its parameters.
        eta: the natural parameters, shape ``(n,)``.

    Raises:
        DerivationError: the family has no log-partition of its parameters alone.

    """
    family = families()[name]
    if family.log_partition is None:
        message = f"Taking a log-partition: expected an exponential family in all its parameters, got {name}. Use its log-density instead."
        raise DerivationError(message)
    return family.log_partition(eta.entries)


def natural(law: Law) -> Tensor:
    """The natural parameters of a law; shape ``(n,)``."""
    return law.natural()


def sufficient(law: Law, y: Tensor) -> Tensor:
    """The sufficient statistics at ``y``; shape ``(n,)``."""
    return law.sufficient(y)


def mean_parameters(law: Law) -> Tensor:
    """The expectations of the sufficient statistics; shape ``(n,)``."""
    y = law.variable()
    return law.sufficient(y).map(lambda statistic: expected(statistic, y, law))
