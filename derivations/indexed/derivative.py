"""Differentiation by an entry of an array: d z[k] / d z[i] is a delta, sums are linear, everything else is the chain rule."""

from __future__ import annotations

import sympy as sp

from derivations.indexed.atoms import Delta, Entry, IndexSum, Letter, require_visible

LEAVES = (Entry, IndexSum, Delta)


def derivative(expression: sp.Expr, letter: Letter | sp.Symbol, *indices: sp.Expr) -> sp.Expr:
    """The partial derivative by the entry of ``letter`` at ``indices`` (or by a plain number), not brought to normal form.

    The entries of an array are independent variables here, those of a simplex too (redundant coordinates).

    Raises:
        DerivationError: the expression may depend on the letter in a way that only matrices tell.
    """
    require_visible(expression, letter.name, "Differentiating by")
    if isinstance(expression, Entry):
        if expression.letter != letter:
            return sp.S.Zero
        return sp.Mul(*(Delta(a, b) for a, b in zip(expression.indices, indices, strict=True)))
    if isinstance(expression, IndexSum):
        body, index, dimension = expression.args
        return IndexSum(derivative(body, letter, *indices), index, dimension)
    if letter not in expression.free_symbols:
        return sp.S.Zero
    return _chain(expression, letter, *indices)


def _chain(expression: sp.Expr, letter: Letter | sp.Symbol, *indices: sp.Expr) -> sp.Expr:
    """The chain rule through the outermost leaves, which SymPy sees as independent symbols."""
    leaves = sorted(outermost(expression), key=str)
    symbols = [sp.Dummy(f"x{number}", positive=leaf.is_positive, real=True) for number, leaf in enumerate(leaves)]
    plain = expression.xreplace(dict(zip(leaves, symbols, strict=True)))
    back = dict(zip(symbols, leaves, strict=True))
    terms = [] if isinstance(letter, Letter) else [sp.diff(plain, letter).xreplace(back)]
    for symbol, leaf in zip(symbols, leaves, strict=True):
        inner = derivative(leaf, letter, *indices)
        if inner != 0:
            terms.append(sp.diff(plain, symbol).xreplace(back) * inner)
    return sp.Add(*terms)


def outermost(expression: sp.Expr) -> set[sp.Expr]:
    """The entries, sums and deltas of an expression that stand inside no other one."""
    if isinstance(expression, LEAVES):
        return {expression}
    return set().union(*(outermost(part) for part in expression.args)) if expression.args else set()
