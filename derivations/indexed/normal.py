"""The normal form of indexed expressions: expanded, deltas contracted, sums linear over monomials, bound indices renamed.

Every rewriting holds for every size of every dimension (from 1 on), so equal normal forms are equal in every size.
"""

from __future__ import annotations

from functools import lru_cache

import sympy as sp

from derivations.errors import DerivationError
from derivations.indexed.atoms import Delta, Entry, IndexSum, SimplexEntry, Size, bound, fresh
from derivations.indexed.deltas import apart, deltas_of, merged, other
from derivations.indexed.recurrences import shifted

MOST_TERMS = 4000


@lru_cache(maxsize=8192)
def normal(expression: sp.Expr) -> sp.Expr:
    """The normal form.

    >>> from derivations.indexed.atoms import Index
    >>> i, j, K = Index("i"), Index("j"), Size("K")
    >>> normal(IndexSum(Delta(i, j) * j, j, K))
    i
    """
    if not expression.args or isinstance(expression, Entry | Delta):
        return expression
    if isinstance(expression, IndexSum):
        body, index, dimension = expression.args
        inner = fresh()
        if body.has(IndexSum):  # renamed first: a sum inside takes a canonical name, which may be this index
            return total(normal(body.xreplace({index: inner})), inner, dimension)
        return total(normal(body).xreplace({index: inner}), inner, dimension)
    rebuilt = expression.func(*map(normal, expression.args))
    return _rewritten(rebuilt)


def _rewritten(expression: sp.Expr) -> sp.Expr:
    """One node whose arguments are in normal form; a delta inside a function comes out: f(delta) = f(0) + delta (f(1) - f(0))."""
    is_polynomial = expression.is_Add or expression.is_Mul or (expression.is_Pow and expression.exp.is_Integer and expression.exp > 0)
    inside = () if is_polynomial else deltas_of(expression)
    if inside:
        with_one, with_zero = (normal(expression.xreplace({inside[0]: value})) for value in (sp.S.One, sp.S.Zero))
        return normal(with_zero + inside[0] * (with_one - with_zero))
    if isinstance(expression, sp.log):
        return sp.expand_log(expression)
    if isinstance(expression, sp.exp):
        return sp.exp(sp.expand_mul(expression.args[0]))
    if isinstance(expression, sp.loggamma | sp.polygamma):
        return shifted(expression)
    if expression.is_Pow and expression.exp.is_Integer and expression.exp < 0 and expression.base.is_Add:
        return _reciprocal(expression)
    if expression.is_Mul or expression.is_Pow or expression.is_Add:
        return _expanded(expression)
    return expression


def _reciprocal(expression: sp.Expr) -> sp.Expr:
    """A power of a sum with its rational content taken out, so that proportional denominators meet."""
    content, primitive = expression.base.as_content_primitive()
    return content**expression.exp * primitive**expression.exp


def _expanded(expression: sp.Expr) -> sp.Expr:
    result = sp.expand_mul(sp.expand_multinomial(expression, deep=False), deep=False) if not expression.is_Add else expression
    terms = sp.Add.make_args(result)
    result = sp.Add(*map(_aligned, terms)) if result.has(Delta) else result
    if len(terms) > MOST_TERMS:
        message = f"Expanding an indexed expression: expected at most {MOST_TERMS} terms, got more. Let names stand for parts of it."
        raise DerivationError(message)
    return result


def _aligned(term: sp.Expr) -> sp.Expr:
    """A term with delta(i, j) as a factor has j written as i in all other factors."""
    for delta in sorted((factor for factor in sp.Mul.make_args(term) if isinstance(factor, Delta)), key=str):
        first, second = delta.args
        term = delta * merged(sp.Mul(*(factor for factor in sp.Mul.make_args(term) if factor != delta)), second, first)
    return term


def total(body: sp.Expr, index: sp.Expr, dimension: Size) -> sp.Expr:
    """The sum of a body in normal form, term by term."""
    terms = [_of_term(term, index, dimension) for term in sp.Add.make_args(body)]
    return sp.Add(*(part for term in terms for part in sp.Add.make_args(_expanded(term))))


def _of_term(term: sp.Expr, index: sp.Expr, dimension: Size) -> sp.Expr:
    """The sum of one term: a delta picks a value, what does not depend on the index comes out, the rest is an atom."""
    if index not in term.free_symbols:
        return dimension * term
    found = deltas_of(term, index)
    if found:
        return _contracted(term, found[0], index, dimension)
    dependent, independent = split(term, index)
    return sp.Mul(*independent) * _atom(sp.Mul(*dependent), index, dimension)


def _contracted(term: sp.Expr, delta: Delta, index: sp.Expr, dimension: Size) -> sp.Expr:
    """sum_k f(k, delta(k, x)) = sum_k f(k, 0) + f(x, 1) - f(x, 0), for any f; nothing but f(x, 1) is left if delta is a factor."""
    point = other(delta, index)
    picked = normal(merged(term, index, point))
    rest = normal(apart(term, delta))
    if rest == 0:
        return picked
    return picked - normal(merged(rest, index, point)) + total(rest, index, dimension)


def split(term: sp.Expr, index: sp.Expr) -> tuple[list[sp.Expr], list[sp.Expr]]:
    """The factors of a term that depend on an index, and those that do not; exponentials of sums are split."""
    dependent: list[sp.Expr] = []
    independent: list[sp.Expr] = []
    for factor in sp.Mul.make_args(term):
        if index not in factor.free_symbols:
            independent.append(factor)
        elif isinstance(factor, sp.exp):
            parts = sp.Add.make_args(factor.args[0])
            independent.append(sp.exp(sp.Add(*(part for part in parts if index not in part.free_symbols))))
            dependent.append(sp.exp(sp.Add(*(part for part in parts if index in part.free_symbols))))
        else:
            dependent.append(factor)
    return dependent, independent


def _atom(body: sp.Expr, index: sp.Expr, dimension: Size) -> sp.Expr:
    """A sum that nothing simplifies, with its bound index renamed by how many sums are nested inside."""
    name = bound(1 + height(body))
    return IndexSum(body.xreplace({index: name}), name, dimension)


def on_simplex(expression: sp.Expr) -> sp.Expr:
    """The normal form where the entries of probability vectors sum to one.

    Apart from :func:`normal`, since a derivative by a probability is taken in redundant coordinates, off the simplex.
    """
    found = normal(expression)
    sums = {part for part in found.atoms(IndexSum) if isinstance(part.args[0], SimplexEntry) and part.args[0].indices == (part.args[1],)}
    return normal(found.xreplace(dict.fromkeys(sums, sp.S.One))) if sums else found


def height(expression: sp.Expr) -> int:
    """How deep sums are nested in an expression."""
    below = max((height(part) for part in expression.args), default=0)
    return below + int(isinstance(expression, IndexSum))
