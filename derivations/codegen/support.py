"""Where a value lies in the support of a law, as an operation of a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.support import Box, Counts, Integers, Interval, Simplex

if TYPE_CHECKING:
    from derivations.codegen.lowering import Lowering
    from derivations.codegen.program import Operand
    from derivations.language.tensor import Tensor


def inside_support(support: Any, y: Tensor, lowering: Lowering) -> Operand | None:
    """True where ``y`` lies in the support, ends included; ``None`` if it always does."""
    emit = lowering.program.emit
    truths = [lowering.value(condition) for condition in conditions(support, y)]
    if not truths:
        return None
    total = truths[0]
    for truth in truths[1:]:
        total = emit("both", total, truth)
    return total


def conditions(support: Any, y: Tensor) -> list[sp.Expr]:
    """What must hold for ``y`` to lie in the support."""
    if isinstance(support, Interval | Integers):
        return _between(support, y.item)
    if isinstance(support, Box):
        return [condition for side, entry in zip(support.sides, y.entries, strict=True) for condition in _between(side, entry)]
    if isinstance(support, Simplex):
        total = sp.Add(*y.entries)
        return [
            *(_relation(sp.Ge, entry, sp.S.Zero) for entry in y.entries),
            sp.Lt(sp.Abs(total - 1), sp.Rational(1, 2**26), evaluate=False),
        ]
    if isinstance(support, Counts):
        whole = [condition for entry in y.entries for condition in _between(Integers(sp.S.Zero, sp.oo), entry)]
        return [*whole, sp.Eq(sp.Add(*y.entries), support.total, evaluate=False)]
    return []


def _between(side: Interval | Integers, y: sp.Expr) -> list[sp.Expr]:
    conditions = [_relation(sp.Ge, y, side.low)] if side.low != -sp.oo else []
    conditions += [_relation(sp.Le, y, side.high)] if side.high != sp.oo else []
    if isinstance(side, Integers):
        conditions.append(sp.Eq(sp.floor(y, evaluate=False), y, evaluate=False))
    return conditions


def _relation(relation: Any, left: sp.Expr, right: sp.Expr) -> sp.Expr:
    return relation(left, right, evaluate=False)
