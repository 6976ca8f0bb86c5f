"""The (differential) entropy of a law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.expect import expected

if TYPE_CHECKING:
    import sympy as sp

    from derivations.family import Law


def entropy(law: Law) -> sp.Expr:
    r""":math:`-E[\log p(y)]` in nats.

    An expectation without a closed form stays unevaluated.
    """
    y = law.variable()
    return expected(-law.log_density(y), y, law)
