"""Where a log-partition is one: what its logarithms, gamma functions and roots ask for, which is that the law exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import require
from derivations.linear_algebra import determinant
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONZERO, POSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.language.tensor import Tensor

UNEVALUATED = (sp.Sum, sp.Integral)


def require_natural_domain(value: sp.Expr) -> None:
    """Require that the arguments of logarithms and gamma functions are positive, and that no divisor vanishes.

    The series of an exponential family converges where these are finite: -log(-eta), of the Exponential family, for negative eta.

    >>> from derivations.conditions import collecting
    >>> eta = sp.Symbol("eta", real=True)
    >>> with collecting() as conditions:
    ...     require_natural_domain(-sp.log(-eta))
    >>> conditions
    [('positive', -eta)]
    """
    for part in dict.fromkeys(sp.preorder_traversal(value)):
        if isinstance(part, (sp.log, sp.loggamma, sp.gamma)):
            _require_positive(part.args[0])
        elif isinstance(part, sp.zeta):
            _require_positive(part.args[0] - 1)
        elif isinstance(part, sp.Pow) and not part.exp.is_Integer:
            _require_positive(part.base)
        elif isinstance(part, sp.Pow) and part.exp.is_negative and signs_of(part.base) | NONZERO != NONZERO:
            require("nonzero", part.base)


def require_natural(name: str, eta: Tensor) -> None:
    """Require of natural parameters what the log-partition of a family, and its matrices, ask of them."""
    from derivations.families import families  # noqa: PLC0415 - families ask for definite matrices here

    whole = families()[name].log_partition
    if whole is not None:
        require_natural_domain(whole(eta.entries))


def require_definite(rows: Sequence[Sequence[sp.Expr]]) -> None:
    """Require that leading minors of a matrix are positive but for the last one, whose logarithm asks for it itself."""
    for size in range(1, len(rows)):
        _require_positive(determinant([list(row[:size]) for row in rows[:size]]))


def _require_positive(value: sp.Expr) -> None:
    if not value.has(*UNEVALUATED) and not value.is_positive and signs_of(value) != POSITIVE:
        require("positive", value)
