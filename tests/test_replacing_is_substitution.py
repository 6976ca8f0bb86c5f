"""Replacing symbols in one pass gives what SymPy's substitution, all at once, gives, but for names that it would capture.

Random residues are those of the generator.
"""

from __future__ import annotations

import random

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from derivations.generic_law import GenericLaw, Mean
from derivations.jets import jet_function
from derivations.language.tensor import Tensor
from derivations.replacing import replaced
from derivations.star_algebra.fields import Residues, random_prime

X, Y, Z = sp.symbols("x y z", real=True)
P = sp.Symbol("p", positive=True)
SYMBOLS = (X, Y, Z, P)
LEAVES = st.sampled_from([*SYMBOLS, sp.S.Zero, sp.S.One, sp.Rational(-2, 3), sp.Integer(4), sp.pi])


def grown(inner: st.SearchStrategy[sp.Expr]) -> st.SearchStrategy[sp.Expr]:
    """Expressions made of smaller ones; those that bind a symbol or have rules of their own among them."""
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda pair: pair[0] + pair[1]),
        pairs.map(lambda pair: pair[0] * pair[1]),
        pairs.map(lambda pair: pair[0] / (1 + pair[1] ** 2)),
        inner.map(lambda one: one**3),
        inner.map(lambda one: sp.sqrt(1 + one**2)),
        inner.map(sp.exp),
        inner.map(lambda one: sp.log(2 + sp.Abs(one))),
        pairs.map(lambda pair: jet_function("f", pair)),
        inner.map(lambda one: sp.Integral(one, (X, 0, Y))),
        inner.map(lambda one: sp.Sum(one, (X, 0, 3))),
        pairs.map(lambda pair: sp.Piecewise((pair[0], X > 0), (pair[1], True))),
        inner.map(lambda one: sp.Derivative(sp.Function("g")(X, one), X)),
    )


EXPRESSIONS = st.recursive(LEAVES, grown, max_leaves=6)


def outermost(whole: sp.Expr) -> tuple[sp.Expr, sp.Symbol, list[sp.Expr]]:
    """What stands under the variable that is bound last, that variable, and its ends."""
    *inner, (bound, *ends) = whole.limits
    return (whole.func(whole.function, *inner) if inner else whole.function), bound, ends


def apart(expression: sp.Expr) -> sp.Expr:
    """The same with names of their own for what integrals and sums bind: SymPy has nothing to capture then."""
    if isinstance(expression, (sp.Integral, sp.Sum)):
        body, bound, ends = outermost(expression)
        own = sp.Dummy("own", real=True)
        return expression.func(apart(body).subs(bound, own), (own, *map(apart, ends)))
    return expression.func(*map(apart, expression.args)) if expression.args else expression


def canonical(expression: sp.Expr) -> sp.Expr:
    """The same with bound variables named by how much stands under them."""
    if isinstance(expression, (sp.Integral, sp.Sum)):
        body, bound, ends = outermost(expression)
        body = canonical(body)
        own = sp.Symbol(f"bound {sum(isinstance(part, (sp.Integral, sp.Sum)) for part in sp.preorder_traversal(body))}", real=True)
        return expression.func(body.subs(bound, own), (own, *map(canonical, ends)))
    return expression.func(*map(canonical, expression.args)) if expression.args else expression


@given(EXPRESSIONS, st.dictionaries(st.sampled_from(SYMBOLS), st.recursive(LEAVES, grown, max_leaves=2), min_size=1, max_size=3))
def test_one_pass_is_substitution(expression: sp.Expr, places: dict[sp.Symbol, sp.Expr]) -> None:
    """The result is the one of ``subs`` with ``simultaneous=True``, swapped symbols included, once bound ones are out of the way."""
    try:
        expected = apart(expression).subs(places, simultaneous=True)
    except Exception as error:  # noqa: BLE001 - what SymPy does not substitute is refused here as well
        with pytest.raises(type(error)):
            replaced(expression, places)
        return
    assert canonical(replaced(expression, places)) == canonical(expected)


@pytest.mark.parametrize(
    ("expression", "places"),
    [
        (X / Y + X * Y**2, {X: Y, Y: X}),
        (sp.Integral(X * Y, (Y, 0, X)), {X: P, Y: Z}),
        (sp.sin(X) * sp.cos(X), {sp.sin(X): Y}),
        (jet_function("x", (X, Y)), {X: Y + 1, sp.Symbol("x"): Z}),
        (sp.Integer(3), {X: Y}),
    ],
)
def test_bound_symbols_and_names_stay(expression: sp.Expr, places: dict[sp.Expr, sp.Expr]) -> None:
    """Swaps are no chains, a bound symbol is no free one, the name of a function is no symbol, and what is no symbol is left to SymPy."""
    assert replaced(expression, places) == expression.subs(places, simultaneous=True)


N = sp.Symbol("n", integer=True, nonnegative=True)


@pytest.mark.parametrize(
    ("expression", "places", "captured"),
    [
        (sp.Integral(sp.sin(X**2 * Y), (X, 0, 1)), {Y: X}, sp.Integral(sp.sin(X**3), (X, 0, 1))),
        (sp.Sum(sp.sin(N**2 * Y), (N, 0, 7)), {Y: N}, sp.Sum(sp.sin(N**3), (N, 0, 7))),
        (sp.Limit(sp.sin(X * Y) / X, X, 0, "+-"), {Y: X}, sp.Limit(sp.sin(X**2) / X, X, 0, "+-")),
        (sp.Integral(X * Y * Z, (X, 0, Y), (Y, 0, 1)), {Z: X * Y}, sp.Integral(X**2 * Y**2, (X, 0, Y), (Y, 0, 1))),
    ],
)
def test_a_bound_name_captures_nothing(expression: sp.Expr, places: dict[sp.Expr, sp.Expr], captured: sp.Expr) -> None:
    """What is put in keeps its meaning: the same symbols are free afterwards as the value brings, and SymPy would lose them."""
    found = replaced(expression, places)
    brought = set[sp.Basic]().union(*(value.free_symbols for value in places.values()))
    assert found.free_symbols >= brought
    assert expression.subs(places, simultaneous=True) == captured != found


def test_means_under_arbitrary_laws_capture_nothing() -> None:
    """An integral inside a mean is left alone by what is put into the mean."""
    law = GenericLaw("r", ())
    inside = law.expectation(sp.Integral(sp.sin(X**2 * Y * Z), (X, 0, 1)), Tensor.scalar(Y))
    assert inside.has(Mean)
    assert X in replaced(inside, {Z: X}).free_symbols


@given(st.integers(0, 2**32))
def test_random_residues_are_those_of_the_generator(seed: int) -> None:
    """Residues drawn together are those drawn one by one, and leave the generator in the same state."""
    draw, together, single = (random.Random(seed) for _ in range(3))  # noqa: S311 - reproducible, not secret
    field = Residues(random_prime(draw))
    assert field.random(40, together) == [single.randrange(field.prime) for _ in range(40)]
    assert together.getstate() == single.getstate()
