"""Signs of expressions by certificate: squares, positive terms, and the inequality of Gibbs. What cannot be certified may have any sign."""

from __future__ import annotations

import sympy as sp

from derivations.normal_form.cases import NeedCases
from derivations.normal_form.facts import Facts
from derivations.normal_form.gibbs import lower_sign
from derivations.normal_form.preparing import prepare
from derivations.normal_form.program import Undefined
from derivations.normal_form.quotient import TooLarge
from derivations.normal_form.sign_sets import ANY, NEGATIVE, NONNEGATIVE, POSITIVE
from derivations.normal_form.structure import Refine, Unsupported

FAILURES = (Unsupported, TooLarge, Undefined, NeedCases, Refine, OverflowError, RecursionError)
MODULI = 4  # symbols whose sign is split, and logarithms whose sign is looked at
ASSUMPTIONS = {POSITIVE: "positive", NEGATIVE: "negative", NONNEGATIVE: "nonnegative"}  # of a logarithm, by what its argument has over one


def signs_of(expression: sp.Expr, facts: Facts | None = None) -> int:
    """The signs an expression may have wherever it is defined, as a mask of :mod:`derivations.normal_form.sign_sets`.

    >>> x = sp.Symbol("x", positive=True)
    >>> signs_of(x - 1 - sp.log(x)) == NONNEGATIVE
    True
    """
    facts = facts or Facts()
    mask = _direct(expression, facts)
    if mask | NONNEGATIVE == NONNEGATIVE or mask == NEGATIVE:
        return mask
    opaque = _with_signed_logarithms(expression, facts)
    if opaque != expression and mask <= ANY:
        mask = mask & _direct(opaque, facts) or mask
        if mask | NONNEGATIVE == NONNEGATIVE or mask == NEGATIVE:
            return mask
    for symbol in sorted(_moduli(expression), key=str)[:MODULI]:
        # |x| = x on one side, -x on the other; both sides include 0
        half = sp.Symbol(f"size({symbol})", nonnegative=True)
        split = _direct(expression.xreplace({symbol: half}), facts) | _direct(expression.xreplace({symbol: -half}), facts)
        if split | NONNEGATIVE == NONNEGATIVE:
            return split
    return mask


def _with_signed_logarithms(expression: sp.Expr, facts: Facts) -> sp.Expr:
    """The expression with letters of the same sign for logarithms of what is certainly more, or less, than one.

    The normal form writes log(1 + exp(-2 - x)) as log(exp(2) + exp(-x)) - 2, a difference.
    """
    bound = _bound(expression)
    inside = [part for part in expression.atoms(sp.log) if not part.free_symbols & bound]
    letters = {}
    for part in sorted(inside, key=str)[:MODULI]:
        assumption = ASSUMPTIONS.get(_direct(part.args[0] - 1, facts))
        if assumption:
            letters[part] = sp.Symbol(f"sign({part})", **{assumption: True})
    return expression.xreplace(letters)


def _moduli(expression: sp.Expr) -> set[sp.Symbol]:
    """Real symbols of unknown sign whose absolute value occurs."""
    symbols = {modulus.args[0] for modulus in expression.atoms(sp.Abs) if modulus.args[0].is_Symbol}
    symbols -= _bound(expression) if symbols else set()
    return {symbol for symbol in symbols if symbol.is_real and symbol.is_positive is None}


def _bound(expression: sp.Expr) -> set[sp.Symbol]:
    """Symbols that some part binds or differentiates by: nothing but a symbol can stand there."""
    found: set[sp.Symbol] = set()
    for part in sp.preorder_traversal(expression):
        inside: set[sp.Symbol] = set().union(*(argument.free_symbols for argument in part.args))
        found |= inside - part.free_symbols | set(part.variables if isinstance(part, sp.Derivative) else ())
    return found


def _direct(expression: sp.Expr, facts: Facts) -> int:
    try:
        structure, (node,) = prepare([expression], facts, {})
        return lower_sign(structure, node)
    except FAILURES:
        return ANY
