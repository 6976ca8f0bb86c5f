"""Exponential-family objects: natural parameters, sufficient statistics, log-partition, mean parameters."""

from __future__ import annotations

from typing import Any

from derivations.expect import require_in_support
from derivations.families import families
from derivations.language import kinds
from derivations.language.kinds import NUMBER, Array, Kind, KindError, LawKind
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import word
from derivations.log_partition import log_partition as log_partition_of
from derivations.log_partition import mean_parameters as mean_parameters_of
from derivations.log_partition import natural as natural_of
from derivations.log_partition import require_size
from derivations.log_partition import sufficient as sufficient_of
from derivations.natural_domain import require_natural


def _log_partition_kind(name: str, eta: Kind) -> Kind:
    size = kinds.vector(eta, "the natural parameters")
    if families()[name].log_partition is None:
        message = f"expected an exponential family in all its parameters, got {name}. Take one that is, such as Normal or Gamma"
        raise KindError(message)
    require_size(name, size)
    return NUMBER


@word("log_partition", "family", "value", kind=_log_partition_kind)
def log_partition(name: str, eta: Tensor) -> Tensor:
    """The log-partition function of a family at natural parameters, where these are some."""
    require_natural(name, eta)
    return Tensor.scalar(log_partition_of(name, eta))


def _statistics(law: LawKind, *_: Any) -> Kind:
    if law.natural is None:
        message = "expected a law of an exponential family with known statistics, got another law. Take e.g. Normal or Gamma"
        raise KindError(message)
    return Array((law.natural,))


@word("natural", "law", kind=_statistics)
def natural(law: Any) -> Tensor:
    """The natural parameters of a law."""
    return natural_of(law)


@word("sufficient", "law", "value", kind=_statistics)
def sufficient(law: Any, y: Tensor) -> Tensor:
    """The sufficient statistics at a value of the law."""
    require_in_support(law, y)
    return sufficient_of(law, y)


@word("mean_parameters", "law", kind=_statistics)
def mean_parameters(law: Any) -> Tensor:
    """The expectations of the sufficient statistics."""
    return mean_parameters_of(law)
