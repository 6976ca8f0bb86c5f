"""Predicates: statements about values that are no plain equation or inequality. Each returns the goals it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations import expect
from derivations.errors import DerivationError
from derivations.kinks import switches
from derivations.language import arithmetic, kinds
from derivations.language.goal import Goal
from derivations.language.kinds import Kind, KindError, LawKind, Truth
from derivations.language.vocabulary import word
from derivations.language.words.calculus import hess

if TYPE_CHECKING:
    from derivations.language.arithmetic import Value
    from derivations.language.tensor import Tensor


def _square_truth(value: Kind) -> Kind:
    kinds.square(value, "the argument")
    return Truth()


def _symmetry(value: Value) -> tuple[Goal, ...]:
    transposed = arithmetic.transpose(value)
    if transposed == value:
        return ()
    return (Goal("zero", arithmetic.add(value, arithmetic.negative(transposed)), value, transposed),)


@word("symmetric", "value", kind=_square_truth)
def symmetric(value: Value) -> tuple[Goal, ...]:
    """The matrix equals its transpose."""
    transposed = arithmetic.transpose(value)
    return (Goal("zero", arithmetic.add(value, arithmetic.negative(transposed)), value, transposed),)


@word("psd", "value", kind=_square_truth)
def psd(value: Value) -> tuple[Goal, ...]:
    """The matrix is symmetric and v^T A v >= 0 for every v."""
    return (*_symmetry(value), Goal("psd", value, value))


@word("pd", "value", kind=_square_truth)
def pd(value: Value) -> tuple[Goal, ...]:
    """The matrix is symmetric and v^T A v > 0 for every nonzero v."""
    return (*_symmetry(value), Goal("pd", value, value))


def _convex_kind(value: Kind, variables: Kind) -> Kind:
    kinds.number(value, "the function")
    kinds.vector(variables, "the variables")
    return Truth()


@word("convex", "value", "variables", kind=_convex_kind)
def convex(value: Tensor, variables: Tensor) -> tuple[Goal, ...]:
    """The Hessian in the variables is positive semi-definite over the whole (convex) domain of their types.

    Raises:
        DerivationError: the function switches between forms: at a kink, no Hessian tells a convex function from another.
    """
    if kinks := switches(value.item, variables.entries):
        message = f"Deciding convexity: expected a function without kinks, got one at {kinks[0]} = 0. Look at its pieces separately."
        raise DerivationError(message)
    hessian = hess(value, variables)
    moved = tuple(entry for entry in getattr(variables, "entries", ()) if entry.is_Symbol)
    return (Goal("psd", hessian, hessian, convex_in=moved, convex_of=value),)


def _free_kind(value: Kind, variable: Kind) -> Kind:
    if kinds.array(value, "the expression").is_abstract:
        message = f"expected explicit dimensions, got {value}. Give the sizes as integers"
        raise KindError(message)
    kinds.array(variable, "the variable")
    return Truth()


@word("free_of", "value", "variables", kind=_free_kind)
def free_of(value: Tensor, variables: Tensor) -> tuple[Goal, ...]:
    """The value is the same at every two admissible values of the variable."""
    twins = {symbol: sp.Symbol(f"{symbol.name}'", **symbol.assumptions0) for symbol in sorted(variables.free_symbols, key=str)}
    moved = value.map(lambda entry: entry.subs(twins, simultaneous=True))
    return (Goal("zero", value.combine(moved, lambda a, b: a - b), value, moved, twins=twins),)


def _pair_truth(left: Kind, right: Kind) -> Kind:
    kinds.equal_shapes(left, right, "of the two arrays")
    return Truth()


@word("proportional", "value", "value", kind=_pair_truth)
def proportional(left: Value, right: Value) -> tuple[Goal, ...]:
    """One array is a nonzero multiple of the other; zero arrays only of each other."""
    return (Goal("proportional", None, left, right),)


@word("positively_proportional", "value", "value", kind=_pair_truth)
def positively_proportional(left: Value, right: Value) -> tuple[Goal, ...]:
    """One array is a positive multiple of the other; zero arrays only of each other."""
    return (Goal("positively_proportional", None, left, right),)


def _same_law_kind(left: LawKind, right: LawKind) -> Kind:
    kinds.equal_shapes(left.variable, right.variable, "of the values of the two laws")
    return Truth()


@word("same_law", "law", "law", kind=_same_law_kind)
def same_law(left: Any, right: Any) -> tuple[Goal, ...]:
    """The two laws have one support and one density on it."""
    return expect.same_law_goals(left, right)
