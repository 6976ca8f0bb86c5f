"""The (differential) entropy of a law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.expectation import expectation

if TYPE_CHECKING:
    import sympy as sp

    from derivations.family import Law


def entropy(law: Law) -> sp.Expr:
    r""":math:`-E[\log p(y)]` in nats.

    Raises:
        DerivationError: it has no closed form (Poisson: the mean of log y!).
    """
    y = law.variable()
    return expectation(-law.log_density(y), y, law)
