"""What an expansion tells, with as many terms as that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import sympy as sp

from derivations.errors import DerivationError
from derivations.limits.approach import LEAST, WIDTHS
from derivations.limits.expansion import Expansion
from derivations.limits.germ import MoreTermsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.limits.germ import Germ

    Read = TypeVar("Read")


def read_from_expansion(read: Callable[[Germ], Read], expression: sp.Expr, variable: sp.Symbol, germ: Germ) -> Read | None:
    """What ``read`` makes of an expression as its variable moves like a germ; ``None`` where no expansion has enough terms for it."""
    for width in WIDTHS:
        try:
            return read(Expansion(variable, germ, width).expand(expression))
        except MoreTermsError:
            continue
        except (DerivationError, NotImplementedError, sp.PolynomialError):
            if width > LEAST:
                return None
    return None
