"""Whether a log-density may be differentiated in its parameters under the expectation, as far as its form shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError

if TYPE_CHECKING:
    from derivations.language.tensor import Tensor

KINKED = (sp.Abs, sp.sign, sp.Piecewise, sp.Max, sp.Min, sp.Heaviside)


def require_smooth_density(law: Any, y: Tensor, v: Tensor, purpose: str) -> None:
    """Refuse a law whose support or whose kinks move with ``v``: derivatives of its log-density say nothing about its expectations.

    Raises:
        DerivationError: the support or a kink depends on ``v``.
    """
    varied = v.free_symbols
    ends = law.support.ends if hasattr(law, "support") else ()
    if any(end.free_symbols & varied for end in ends):
        message = f"{purpose}: expected a support that does not move with {_names(v)}, got {law.support} of {law}. Hold its ends fixed."
        raise DerivationError(message)
    for kink in sorted(law.log_density(y).atoms(*KINKED), key=str):
        if kink.free_symbols & varied and kink.free_symbols & y.free_symbols:
            message = f"{purpose}: expected a density that is smooth in {_names(v)}, got the kink {kink} of {law}. Hold its place fixed."
            raise DerivationError(message)


def _names(v: Tensor) -> str:
    return ", ".join(sorted(str(entry) for entry in v.entries))
