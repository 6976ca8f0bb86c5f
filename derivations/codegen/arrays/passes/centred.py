r"""Directions that matter only by their differences are taken relative to one entry, then to their mean.

Where nothing changes if one number is added to all entries of a vector, :math:`p_i (v_i - \sum_k p_k v_k)` with entries relative to that
of the class of the largest weight has no :math:`1 - p_i`, and second moments about the mean are sums of squares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.arrays.nodes import BOUND, AtLargest, Difference, Relative, Weight
from derivations.codegen.arrays.passes import Pass
from derivations.codegen.arrays.signs import degree, sign_of
from derivations.indexed.atoms import Entry, IndexSum
from derivations.indexed.normal import normal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.indexed.atoms import Letter

SHIFT = sp.Symbol("<shift>", real=True)


def rewrite(body: sp.Expr) -> Iterator[sp.Expr]:
    """The expression with every such vector relative to its entry of the largest weight, and centred at its mean."""
    for letter in sorted({entry.letter for entry in body.atoms(Entry)}, key=str):
        means = [inner for inner in sorted(body.atoms(IndexSum), key=str) if degree(inner, letter) == 1]
        weighted = [(inner, weight_of(inner, letter)) for inner in means]
        found = [(inner, weight) for inner, weight in weighted if weight is not None]
        if not found or not is_invariant(body, letter):
            continue
        inner, weight = found[0]
        index, size = inner.args[1:]
        key = (weight.args[0] if isinstance(weight, Weight) else weight).xreplace({index: BOUND})
        reference = AtLargest(Entry(letter, BOUND), key, BOUND, size)
        relative = replaced(body, letter, reference)
        yield relative
        mean = IndexSum(weight * Difference(Entry(letter, index), reference), index, size) / IndexSum(weight, index, size)
        yield centred(relative, letter, mean)


def weight_of(inner: IndexSum, letter: Letter) -> sp.Expr | None:
    """The nonnegative factor of the entry in a sum that is linear in it."""
    body, index, _ = inner.args
    weight = body / Entry(letter, index)
    return weight if letter not in weight.free_symbols and sign_of(weight) > 0 and weight.has(index) else None


def is_invariant(body: sp.Expr, letter: Letter) -> bool:
    """Whether the same number added to all entries changes nothing."""
    if any(letter in node.free_symbols for node in body.atoms(Weight, Relative)) or degree(body, letter) is None:
        return False
    table = {entry: entry + SHIFT for entry in body.atoms(Entry) if entry.letter == letter}
    return bool(normal(normal(body.xreplace(table)) - body) == 0)


def replaced(body: sp.Expr, letter: Letter, centre: sp.Expr) -> sp.Expr:
    """The entries relative to a centre."""
    return body.xreplace({entry: Difference(entry, centre) for entry in body.atoms(Entry) if entry.letter == letter})


def centred(body: sp.Expr, letter: Letter, mean: sp.Expr) -> sp.Expr:
    """The differences relative to their mean, whose weighted sum is zero."""
    table = {node: Difference(node, mean) for node in body.atoms(Difference) if letter in node.args[0].free_symbols}
    moved = body.xreplace(table)
    (size,) = {part.args[2] for part in mean.atoms(IndexSum)}
    weight = next(part for part in sp.Mul.make_args(mean) if isinstance(part, IndexSum))
    zeros = {part for part in moved.atoms(IndexSum) if _is_weighted(part, weight, set(table.values()), size)}
    return normal(moved.xreplace(dict.fromkeys(zeros, sp.S.Zero)))


def _is_weighted(part: IndexSum, mean: IndexSum, nodes: set[sp.Expr], size: sp.Expr) -> bool:
    """Whether a sum is that of the weights of the mean times the centred differences."""
    body, index, dimension = part.args
    differences = [factor for factor in sp.Mul.make_args(body) if factor in nodes]
    if dimension != size or len(differences) != 1:
        return False
    inner = differences[0].args[0]
    return bool((body / differences[0] * inner).xreplace({index: mean.args[1]}) == mean.args[0])


PASS = Pass("centred", 15, rewrite)
