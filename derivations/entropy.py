"""The (differential) entropy of a law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.expect import expected
from derivations.trace import Quantity, naming, narrate

if TYPE_CHECKING:
    import sympy as sp

    from derivations.family import Law


def entropy(law: Law) -> sp.Expr:
    r""":math:`-E[\log p(y)]` in nats.

    An expectation without a closed form stays unevaluated.
    """
    y = law.variable()
    density = law.log_density(y)
    narrate(f"log-density of {law.name}", y, density, Quantity("log p"))
    with naming(Quantity("H", (), "entropy")):
        return expected(-density, y, law)
