"""The scalar passes on indexed expressions: entries and sums are symbols for them, inner sums come first."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp

from derivations.codegen.arrays.nodes import Choice, LogSum, SumOfOthers
from derivations.codegen.arrays.signs import Scalars, degree, is_linear_in_argument, leaves_of, scalars, sign_of
from derivations.codegen.domain import operations
from derivations.codegen.passes import forms
from derivations.codegen.stable import Stable
from derivations.indexed.atoms import Entry, IndexSum

WITH_BODY = (IndexSum, LogSum, SumOfOthers)
Cost = tuple[int, int, int]


@lru_cache(maxsize=4096)
def scalar_forms(expression: sp.Expr) -> tuple[sp.Expr, ...]:
    """The forms of an expression, best first, the bodies of its sums in their best forms."""
    inner = with_best_bodies(expression)
    plain = scalars(inner)
    return tuple(plain.back(form) for form in forms(plain.expression, plain.domain))


def with_best_bodies(expression: sp.Expr) -> sp.Expr:
    """The expression with the body of every sum in its best form."""
    table = {}
    for leaf in leaves_of(expression):
        if isinstance(leaf, IndexSum | SumOfOthers):
            table[leaf] = leaf.func(scalar_forms(leaf.args[0])[0], *leaf.args[1:])
    return expression.xreplace(table)


@lru_cache(maxsize=4096)
def cost(expression: sp.Expr) -> Cost:
    """How many exponentials may overflow, how many terms may cancel, and how much work it is; sums and what is in them included."""
    if isinstance(expression, Choice):
        return _added([cost(part) for part in expression.args[1:]])
    plain = scalars(expression)
    own = (plain.domain.overflows(plain.expression), _risk(plain, expression), operations(plain.expression))
    inner = [_of_leaf(leaf) for leaf in leaves_of(expression)]
    return _added([own, *inner])


def _risk(plain: Scalars, expression: sp.Expr) -> int:
    """The terms of sums that may cancel; those of sums that are linear in an argument do so only where the argument's own errors count."""
    parts = set(sp.preorder_traversal(plain.expression))
    sums = [part for part in parts if isinstance(part, sp.Add) and not plain.domain.is_safe_sum(part)]
    terms = sum(len(part.args) for part in sums if not is_linear_in_argument(plain.back(part)))
    calls = sum(2 for part in parts if isinstance(part, Stable) and not plain.domain.is_safe_call(part))
    return terms + calls + 3 * int(_is_split(expression))


def _is_split(expression: sp.Expr) -> bool:
    """Whether the coefficient of a direction's entry is spread over terms that may cancel; a sum over all entries holds it too."""
    for addition in (part for part in outer_parts(expression) if isinstance(part, sp.Add)):
        own = {leaf for leaf in leaves_of(addition) if isinstance(leaf, Entry) and not leaf.is_nonnegative}
        for entry in own:
            if degree(addition, entry.letter) == 1:
                sums = {leaf for leaf in leaves_of(addition) if isinstance(leaf, IndexSum) and degree(leaf, entry.letter) == 1}
                if sum(bool(leaves_of(term) & {entry, *sums}) for term in addition.args) > 1:
                    return True
    return False


def outer_parts(expression: sp.Expr) -> set[sp.Expr]:
    """The parts of an expression that stand in no leaf."""
    if not expression.args or expression in leaves_of(expression):
        return {expression}
    return {expression}.union(*map(outer_parts, expression.args))


def _of_leaf(leaf: sp.Expr) -> Cost:
    """The cost of a sum: its body, which is an array, and its terms, which may cancel."""
    if not isinstance(leaf, WITH_BODY):
        return (0, 0, 0)
    overflow, risk, work = cost(leaf.args[0])
    cancels = isinstance(leaf, IndexSum) and not sign_of(leaf.args[0]) and not is_linear_in_argument(leaf.args[0])
    overflow += int(isinstance(leaf, IndexSum) and any(sign_of(power.args[0]) >= 0 for power in leaf.args[0].atoms(sp.exp)))
    return overflow, 2 * risk + 2 * int(cancels), 4 * work + 4


def _added(costs: list[Cost]) -> Cost:
    return tuple(map(sum, zip(*costs, strict=True)))  # type: ignore[return-value]  # three columns
