"""The Bregman divergence of logsumexp under its name, wherever taking it out leaves no logarithm of its sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.arrays.nodes import BOUND, VectorCall
from derivations.codegen.arrays.passes import Pass
from derivations.codegen.arrays.vector_functions import vector_functions
from derivations.indexed.atoms import IndexSum
from derivations.indexed.normal import normal

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "bregman_logsumexp"


def rewrite(body: sp.Expr) -> Iterator[sp.Expr]:
    """The expression with one such divergence for a pair of sums of exponentials with opposite coefficients of their logarithms."""
    logs = {part: part.args[0] for part in body.atoms(sp.log) if _is_sum_of_exponentials(part.args[0])}
    for upper in sorted(logs, key=str):
        for lower in sorted(logs, key=str):
            weight = body.coeff(upper) if upper != lower else sp.S.Zero
            if weight == 0 or body.coeff(lower) != -weight or logs[upper].args[1:] != logs[lower].args[1:]:
                continue
            bodies = tuple(inner.args[0].args[0] for inner in (logs[upper], logs[lower]))
            meaning = vector_functions()[NAME].meaning(bodies, *logs[upper].args[1:])
            rest = normal(body - weight * meaning)
            if not rest.has(upper, lower) and len(rest.atoms(IndexSum)) < len(body.atoms(IndexSum)):
                bound = {logs[upper].args[1]: BOUND}
                yield rest + weight * VectorCall(sp.Symbol(NAME), *(each.xreplace(bound) for each in bodies), BOUND, logs[upper].args[2])


def _is_sum_of_exponentials(part: sp.Expr) -> bool:
    return isinstance(part, IndexSum) and isinstance(part.args[0], sp.exp)


PASS = Pass("divergence_of_logits", 5, rewrite)
