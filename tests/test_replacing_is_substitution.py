"""Replacing symbols in one pass gives what SymPy's substitution, all at once, gives; random residues are those of the generator."""

from __future__ import annotations

import random

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from derivations.jets import jet_function
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


@given(EXPRESSIONS, st.dictionaries(st.sampled_from(SYMBOLS), st.recursive(LEAVES, grown, max_leaves=2), min_size=1, max_size=3))
def test_one_pass_is_substitution(expression: sp.Expr, places: dict[sp.Symbol, sp.Expr]) -> None:
    """The result is the one of ``subs`` with ``simultaneous=True``, bound symbols and swapped ones included."""
    try:
        expected = expression.subs(places, simultaneous=True)
    except Exception as error:  # noqa: BLE001 - what SymPy does not substitute is refused here as well
        with pytest.raises(type(error)):
            replaced(expression, places)
        return
    assert replaced(expression, places) == expected


@pytest.mark.parametrize(
    ("expression", "places"),
    [
        (X / Y + X * Y**2, {X: Y, Y: X}),
        (sp.Integral(X * Y, (Y, 0, X)), {X: Y, Y: Z}),
        (sp.sin(X) * sp.cos(X), {sp.sin(X): Y}),
        (jet_function("x", (X, Y)), {X: Y + 1, sp.Symbol("x"): Z}),
        (sp.Integer(3), {X: Y}),
    ],
)
def test_bound_symbols_and_names_stay(expression: sp.Expr, places: dict[sp.Expr, sp.Expr]) -> None:
    """Swaps are no chains, a bound symbol is no free one, the name of a function is no symbol, and what is no symbol is left to SymPy."""
    assert replaced(expression, places) == expression.subs(places, simultaneous=True)


@given(st.integers(0, 2**32))
def test_random_residues_are_those_of_the_generator(seed: int) -> None:
    """Residues drawn together are those drawn one by one, and leave the generator in the same state."""
    draw, together, single = (random.Random(seed) for _ in range(3))  # noqa: S311 - reproducible, not secret
    field = Residues(random_prime(draw))
    assert field.random(40, together) == [single.randrange(field.prime) for _ in range(40)]
    assert together.getstate() == single.getstate()
