"""Exponential families: log-partition functions, natural parameters, sufficient statistics and mean parameters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from derivations.conditions import collecting
from derivations.errors import DerivationError, FisherproofError
from derivations.expect import expected
from derivations.families import families
from derivations.language.kinds import KindError

if TYPE_CHECKING:
    import sympy as sp

    from derivations.family import Family, Law
    from derivations.language.tensor import Tensor


def log_partition(name: str, eta: Tensor) -> sp.Expr:
    r"""The log-partition :math:`A(\eta)` of the family ``name``, with statistics and base measure as the family's page states.

    Args:
        name: a family that is an exponential family in its parameters.
        eta: the natural parameters, shape ``(n,)``.

    Raises:
        DerivationError: the family has no log-partition of its parameters alone.
        KindError: it takes another number of natural parameters.

    """
    family = families()[name]
    if family.log_partition is None:
        message = f"Taking a log-partition: expected an exponential family in all its parameters, got {name}. Use its log-density instead."
        raise DerivationError(message)
    require_size(name, len(eta.entries))
    with collecting():  # what natural parameters must obey is asked where a statement gives them
        return family.log_partition(eta.entries)


def require_size(name: str, size: int | str) -> None:
    """Refuse a number of natural parameters that the family does not have; named sizes are not counted.

    Raises:
        KindError: the message tells the right number, where there is only one.
    """
    if message := "" if isinstance(size, str) else _misfit(families()[name], size):
        raise KindError(message)


@lru_cache(maxsize=1024)
def _misfit(family: Family, size: int) -> str:
    """Why the family has no log-partition of so many natural parameters; empty if it has."""
    try:
        family.require_natural(size)
    except FisherproofError as error:
        return str(error)
    return ""


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
