r"""Quotients by several sums of two exponentials, as sums of products of sigmoids: cumulative logits between two thresholds.

:math:`e^{i a} e^{j b}/(e^a + e^b)^{i + j} = \sigma(a - b)^i \sigma(b - a)^j`, every sigmoid with its own scale: one for all sums,
of which one is near its largest term and the other is not, would round exponents whose largest term no longer matters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

    Sums = list[tuple[sp.Expr, sp.Expr, int]]  # exponents of e^a + e^b, and its power in the denominator

PAIR = 2
LONGEST = 8  # terms of a numerator that are worth it


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:  # noqa: ARG001 - the interface of a pass
    """The expression with every such quotient by sigmoids, if there are different sums in all of them.

    >>> a, b, c = sp.symbols("a b c", real=True)
    >>> next(rewrite(sp.exp(a + b) / ((sp.exp(a) + sp.exp(b)) * (sp.exp(b) + sp.exp(c))), None))
    sigmoid(a - b)*sigmoid(b - c)
    """
    changed, below = everywhere(expression)
    if len(below) >= PAIR:
        yield changed


@lru_cache(maxsize=4096)
def everywhere(expression: sp.Expr) -> tuple[sp.Expr, frozenset[sp.Expr]]:
    """The same, outermost quotients first; of a root, what stands below it. With the sums of exponentials that stood below."""
    if expression.is_Atom or not expression.has(sp.exp):
        return expression, frozenset()
    if isinstance(expression, sp.Add | sp.Mul | sp.Pow):
        if (found := by_sigmoids(expression)) is not None:
            return found
        if isinstance(expression, sp.Mul) and expression.is_nonnegative and any(part.exp == sp.S.Half for part in expression.atoms(sp.Pow)):
            found = by_sigmoids(sp.Mul(*(part**2 for part in expression.args)))
            if found is not None:
                return sp.sqrt(found[0]), found[1]
    parts = [everywhere(part) for part in expression.args]
    return expression.func(*(part for part, _ in parts)), frozenset().union(*(below for _, below in parts))


def by_sigmoids(expression: sp.Expr) -> tuple[sp.Expr, frozenset[sp.Expr]] | None:
    """A quotient in this form, and the sums; none if it has no such sum below, or some term has a power that they do not pair."""
    factored = in_factors(expression)
    above = factored.coefficient
    sums: Sums = []
    for factor, power in factored.factors:
        pair = [_exponent(term) for term in factor.args] if isinstance(factor, sp.Add) else []
        if power < 0 and len(pair) == PAIR and None not in pair:
            sums.append((pair[0], pair[1], -power))
        else:
            above *= factor**power
    if not sums:
        return None
    terms = sp.Add.make_args(sp.expand(above))
    paired = [_paired(*_parts(term), sums) for term in terms] if len(terms) <= LONGEST else [None]
    if None in paired:
        return None
    return sp.Add(*paired), frozenset(sp.exp(first) + sp.exp(second) for first, second, _ in sums)


def _parts(term: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """What stands before the exponentials of a term, and the sum of their exponents."""
    factors = sp.Mul.make_args(term)
    grown = [factor for factor in factors if isinstance(factor, sp.exp)]
    return sp.Mul(*(factor for factor in factors if factor not in grown)), sp.Add(*(factor.args[0] for factor in grown))


def _paired(weight: sp.Expr, exponent: sp.Expr, sums: Sums) -> sp.Expr | None:
    """A term over the sums, if its exponent has as many of theirs as they have powers."""
    if not sums:
        return weight if sp.expand(exponent) == 0 else None
    (first, second, power), *others = sums
    for count in range(power + 1):
        found = _paired(weight, exponent - count * first - (power - count) * second, others)
        if found is not None:
            return found * stable("sigmoid", first - second) ** count * stable("sigmoid", second - first) ** (power - count)
    return None


def _exponent(term: sp.Expr) -> sp.Expr | None:
    """Of e^u or one the exponent."""
    return term.args[0] if isinstance(term, sp.exp) else sp.S.Zero if term == 1 else None


PASS = Pass("paired_sigmoids", 40, rewrite)
