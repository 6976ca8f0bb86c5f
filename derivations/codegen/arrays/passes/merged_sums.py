r"""Sums over one range become one sum, whose body can be rewritten as a whole: :math:`\sum p\log p - \sum p\log q = \sum p\log(p/q)`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.arrays.passes import Pass
from derivations.codegen.arrays.scalar_forms import scalar_forms
from derivations.codegen.stable import Stable
from derivations.indexed.atoms import Entry, IndexSum, bound
from derivations.indexed.normal import height, on_simplex

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIR = 2


def rewrite(body: sp.Expr) -> Iterator[sp.Expr]:
    """The expression with the sums of one coefficient and range merged, in the best forms of the merged body."""
    groups: dict[tuple[sp.Expr, sp.Expr], list[sp.Expr]] = defaultdict(list)
    rest: list[sp.Expr] = []
    for term in sp.Add.make_args(body):
        split = coefficient_of_sum(term)
        if split is None:
            rest.append(term)
            continue
        number, factor, inner = split
        groups[factor, inner.args[2]].append(number * inner)
    if not any(len(parts) >= PAIR for parts in groups.values()):
        return
    for count in range(FORMS):
        terms = [factor * _best_sum(parts, size, count) for (factor, size), parts in groups.items()]
        yield sp.Add(*rest, *terms)


FORMS = 4


def coefficient_of_sum(term: sp.Expr) -> tuple[sp.Expr, sp.Expr, IndexSum] | None:
    """The number, the other factors and the sum of a term with exactly one sum, which is a factor."""
    number, product = term.as_coeff_Mul()
    factors = sp.Mul.make_args(product)
    sums = [factor for factor in factors if isinstance(factor, IndexSum)]
    if len(sums) != 1:
        return None
    return number, sp.Mul(*(factor for factor in factors if factor is not sums[0])), sums[0]


def _best_sum(sums: list[sp.Expr], size: sp.Expr, place: int) -> sp.Expr:
    """The sum of a form of the merged body; its polynomial part is added up apart, since on the simplex much of it vanishes."""
    index = bound(max(map(height, sums)))
    body = sp.Add(*(number * inner.args[0].xreplace({inner.args[1]: index}) for number, inner in (part.as_coeff_Mul() for part in sums)))
    found = scalar_forms(body)
    form = found[min(place, len(found) - 1)]
    terms = sp.Add.make_args(form)
    plain = [term for term in terms if not term.has(Stable) and _is_polynomial(term)]
    kept = [term for term in terms if term not in plain]
    total = on_simplex(IndexSum(sp.Add(*plain), index, size)) if plain else sp.S.Zero
    return total + (IndexSum(sp.Add(*kept), index, size) if kept else sp.S.Zero)


def _is_polynomial(term: sp.Expr) -> bool:
    return all(isinstance(part, Entry) or part.is_number or part.is_Symbol for part in sp.Mul.make_args(term))


PASS = Pass("merged_sums", 20, rewrite)
