r"""Products with a direction, its free entry once: :math:`(D_i + R_{ii}) v_i + \sum_{k\ne i} R_{ik} v_k`, D + R to be rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.arrays.nodes import SumOfOthers
from derivations.codegen.arrays.passes import Pass
from derivations.codegen.arrays.passes.sums_of_others import contracted, term_at
from derivations.codegen.arrays.scalar_forms import scalar_forms
from derivations.codegen.arrays.signs import degree, leaves_of
from derivations.indexed.atoms import Entry, Index, IndexSum

if TYPE_CHECKING:
    from collections.abc import Iterator


def rewrite(body: sp.Expr) -> Iterator[sp.Expr]:
    """The expression, linear in an array, with the coefficients of its free entry collected and in their best form."""
    for entry in sorted((node for node in body.atoms(Entry) if is_direction(node, body)), key=str):
        sums = [inner for inner in sorted(body.atoms(IndexSum), key=str) if degree(inner, entry.letter) == 1]
        (place,) = entry.indices
        split = body.xreplace({inner: term_at(inner, place) + SumOfOthers(*inner.args, place) for inner in sums})
        name = sp.Symbol("<direction>", real=True)
        plain = sp.expand_mul(split.xreplace({entry: name}))
        coefficient = plain.coeff(name)
        if sums and not coefficient.has(name):
            rest = sp.Add(*(contracted(scalar_forms(part)[0]) for part in sp.Add.make_args(plain.xreplace({name: sp.S.Zero}))))
            yield contracted(scalar_forms(coefficient)[0]) * entry + rest


def is_direction(entry: Entry, body: sp.Expr) -> bool:
    """Whether it is a free entry of an array of open sign in which the body is linear, by itself and in sums."""
    free = len(entry.indices) == 1 and isinstance(entry.indices[0], Index) and entry.indices[0] in body.free_symbols
    plain = all(isinstance(leaf, Entry | IndexSum) or entry.letter not in leaf.free_symbols for leaf in leaves_of(body))
    return bool(free and plain and not entry.is_nonnegative and not entry.is_nonpositive and degree(body, entry.letter) == 1)


PASS = Pass("directions", 35, rewrite)
