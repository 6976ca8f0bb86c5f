"""Jets of an arbitrary function behave as its partial derivatives do: read with a concrete function they give its derivatives."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from derivations.jets import Jet, jet_function
from derivations.language.tensor import Tensor
from verify.concrete import ConcreteFunction, Interpretation

X, Y = SYMBOLS = sp.symbols("x y", real=True)
FORMAL = sp.symbols("s t", real=True)
SMALL = st.integers(min_value=-3, max_value=3)


@st.composite
def polynomials(draw: st.DrawFn, symbols: tuple[sp.Symbol, sp.Symbol] = SYMBOLS) -> sp.Expr:
    """A polynomial of degree at most 3 in two symbols."""
    s, t = symbols
    return sum((draw(SMALL) * term for term in (1, s, t, s * t, s**2, t**2, s**2 * t, t**3)), sp.S.Zero)


@st.composite
def functions(draw: st.DrawFn) -> ConcreteFunction:
    """A function of two arguments that is smooth everywhere."""
    inner = draw(polynomials(FORMAL))
    body = draw(st.sampled_from([inner, sp.exp(inner), sp.sin(inner), inner**2 + FORMAL[0] * sp.cos(FORMAL[1])]))
    return ConcreteFunction(FORMAL, Tensor.scalar(body))


def read(expression: sp.Expr, function: ConcreteFunction) -> sp.Expr:
    """The expression with the jets of ``h`` taken for those of a concrete function."""
    return Interpretation({"h": function}).expression(expression)


def same(left: sp.Expr, right: sp.Expr) -> bool:
    """Whether two smooth expressions agree to 25 digits at three points."""
    points = [{X: sp.Rational(a, 7), Y: sp.Rational(b, 5)} for a, b in ((1, 2), (-3, 1), (2, -4))]
    return all(
        abs(sp.N(left.subs(point) - right.subs(point), 30, chop=False)) <= sp.Float("1e-25") * (1 + abs(sp.N(left.subs(point), 30)))
        for point in points
    )


@given(functions(), polynomials(), polynomials(), st.lists(st.sampled_from(SYMBOLS), min_size=1, max_size=3))
def test_derivatives_of_a_jet_are_those_of_the_function(function: Any, first: sp.Expr, second: sp.Expr, by: list[sp.Symbol]) -> None:
    """Differentiating the jet at inner functions and then reading it gives what differentiating the composition gives."""
    inside = function(Tensor.scalar(first), Tensor.scalar(second)).item
    assert same(read(sp.diff(jet_function("h", (first, second)), *by), function), sp.diff(inside, *by))


@given(functions(), polynomials(), polynomials(), polynomials())
def test_substitution_and_reading_commute(function: Any, first: sp.Expr, second: sp.Expr, new: sp.Expr) -> None:
    """Replacing a symbol before or after reading gives the same, at once and one by one, in a derivative too."""
    jet = sp.diff(jet_function("h", (first, second)), X)
    for places in ({X: new}, {X: Y, Y: X}):
        moved = jet.subs(places, simultaneous=True)
        assert same(read(moved, function), read(jet, function).subs(places, simultaneous=True))


@given(polynomials(), polynomials())
def test_a_product_obeys_leibniz(first: sp.Expr, second: sp.Expr) -> None:
    """A jet is a factor like any other."""
    jet = jet_function("h", (X, Y))
    assert sp.expand(sp.diff(first * jet * second, X) - sp.diff(first * second, X) * jet - first * second * sp.diff(jet, X)) == 0


def test_orders_commute_and_count() -> None:
    """Mixed partial derivatives are one atom in any order; the orders say how often by which argument."""
    h = jet_function("h", (X, Y))
    assert sp.diff(h, X, Y, Y) == sp.diff(h, Y, X, Y) == Jet(sp.Symbol("h"), sp.Tuple(1, 2), X, Y)
    assert sp.diff(h, sp.Symbol("z", real=True)) == 0


def test_different_functions_orders_and_places_are_different_atoms() -> None:
    """Nothing is known of an arbitrary function: its values at two places, and those of two functions, are independent."""
    atoms = [jet_function("h", (X,)), jet_function("g", (X,)), jet_function("h", (X + 1,)), sp.diff(jet_function("h", (X,)), X)]
    assert len(set(atoms)) == len(atoms)
    assert jet_function("h", (-X,)) not in (jet_function("h", (X,)), -jet_function("h", (X,)))


def test_the_name_is_no_symbol() -> None:
    """A variable that shares the function's name is not touched by it, nor it by the variable."""
    h = sp.Symbol("h")
    jet = jet_function("h", (X,))
    assert jet.free_symbols == {X}
    assert jet.subs(h, 3) == jet
    assert sp.diff(jet, h) == 0


def test_one_order_an_argument() -> None:
    """A jet with more arguments than orders is refused with the name."""
    with pytest.raises(ValueError, match="Building a jet of h: expected one order an argument, got 1 orders and 2 arguments"):
        Jet(sp.Symbol("h"), sp.Tuple(0), X, Y)
