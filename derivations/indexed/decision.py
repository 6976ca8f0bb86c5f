"""Whether indexed expressions vanish for every size: by cases of equal indices, then by the exact engines for scalars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError
from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, Opaque, Size
from derivations.indexed.deltas import cases
from derivations.indexed.derivative import outermost
from derivations.indexed.normal import on_simplex
from derivations.normal_form import Decision, Facts, decide_zero

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

MOST_CASES = 64
NAMED = (Index, Size, Opaque)


def decide_indexed_zero(bodies: Sequence[sp.Expr], generator: random.Random | None = None) -> Decision:
    """Decide whether all expressions vanish for every size and at all values of their free indices.

    In each case of equal and different indices the entries and the sums that are left are taken for independent numbers of their declared
    kind. ``zero=True`` is a proof; ``zero=False`` says only that none was found: small sizes may know more relations.

    Raises:
        DerivationError: an expression is too large to expand.

    >>> from derivations.indexed.atoms import Size, Index, Letter
    >>> z, k, K = Letter("z", real=True), Index("k"), Size("K")
    >>> weights = IndexSum(sp.exp(Entry(z, k)), k, K)
    >>> decide_indexed_zero([IndexSum(sp.exp(Entry(z, k)) / weights, k, K) - 1]).zero
    True
    """
    found: list[Decision] = []
    for body in bodies:
        for count, (_, expression) in enumerate(cases(on_simplex(body))):
            if count == MOST_CASES:
                return Decision(None, detail="too many cases of equal indices")
            decision = decide_zero([independent(on_simplex(expression))], Facts(), generator)
            if decision.zero is not True:
                return decision
            found.append(decision)
    return _join(found)


def independent(expression: sp.Expr) -> sp.Expr:
    """The expression with entries, sums and indices replaced by symbols with their assumptions; one symbol for one normal form.

    The symbols are numbered: two leaves that print alike (the index of an axis and a declared number of its name) stay two.
    """
    leaves = sorted(outermost(expression), key=sp.default_sort_key)
    if any(isinstance(leaf, Delta) for leaf in leaves):
        message = f"Deciding an indexed expression: expected no deltas after the cases, got {expression}. This is a defect: report it."
        raise DerivationError(message)
    plain = expression.xreplace({leaf: sp.Symbol(f"({number}: {leaf})", **_assumptions(leaf)) for number, leaf in enumerate(leaves)})
    named = sorted((symbol for symbol in plain.free_symbols if isinstance(symbol, NAMED)), key=sp.default_sort_key)
    return plain.xreplace({symbol: sp.Symbol(f"({type(symbol).__name__} {symbol.name})", **symbol.assumptions0) for symbol in named})


def _assumptions(leaf: Entry | IndexSum) -> dict[str, bool]:
    if leaf.is_positive:
        return {"positive": True}
    if leaf.is_nonnegative:
        return {"nonnegative": True}
    return {"negative": True} if leaf.is_negative else {"real": True}


def _join(found: Sequence[Decision]) -> Decision:
    """All cases are zero: the weakest evidence counts."""
    if not found:
        return Decision(zero=True, engines=("index calculus",), detail="nothing to prove")
    errors = [decision.log2_error for decision in found if decision.log2_error is not None]
    weakest = min(found, key=lambda decision: (decision.log2_error is None, len(decision.engines)))
    conditions = tuple(dict.fromkeys(condition for decision in found for condition in decision.conditions))
    count = f", in each of {len(found)} cases of equal and different indices" if len(found) > 1 else ""
    return Decision(zero=True, engines=weakest.engines, detail=f"{weakest.detail}{count}", conditions=conditions,
                    log2_error=max(errors) if errors else None)  # fmt: skip
