"""Expectations under an arbitrary law are in a normal form that concrete laws confirm: Bartlett's identities and nothing more."""

from __future__ import annotations

import itertools

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from derivations.generic_law import GenericLaw, Mean, mean, set_partitions
from derivations.jets import Jet, jet_function
from derivations.language.tensor import Tensor
from verify.concrete import LAWS, Interpretation

A, B, T = sp.symbols("a b t", real=True)
Y, Z = sp.symbols("y z", real=True)
LAW = GenericLaw("p", (A, B))
FINITE = LAWS[1]  # the categorical law: its means are finite sums
HALVES = {A: sp.Rational(1, 2), B: sp.Rational(-2, 3)}
BELL = [1, 1, 2, 5, 15, 52]


def log_density(y: sp.Expr = Y, law: GenericLaw = LAW) -> sp.Expr:
    """The log density of the arbitrary law at a value."""
    return law.log_density(Tensor.scalar(y))


SCORE = sp.diff(log_density(), A)
HESSIAN = sp.diff(SCORE, A)


def summed(expression: sp.Expr) -> sp.Expr:
    """The expectation of an expression in ``y`` under the categorical law, by its four terms, at a point of the parameters."""
    law = FINITE((A, B))
    weight = sp.exp(law.log_density(Tensor.scalar(Y)))
    jets = Interpretation({}, {"p": FINITE})
    total = sum((weight * jets.expression(expression)).subs(Y, value) for value in range(4))
    return sp.N(total.subs(HALVES), 30)


def read(expression: sp.Expr) -> sp.Expr:
    """The value of a normal form with the categorical law put in, at the same point."""
    return sp.N(Interpretation({}, {"p": FINITE}).expression(expression).subs(HALVES), 30)


def close(left: sp.Expr, right: sp.Expr) -> bool:
    """Whether two numbers agree to 25 digits."""
    return abs(left - right) <= sp.Float("1e-25", 30) * (1 + abs(left))


@pytest.mark.parametrize("by", [by for order in (1, 2, 3) for by in itertools.combinations_with_replacement((A, B), order)])
def test_the_identities_hold_for_a_finite_law(by: tuple[sp.Symbol, ...]) -> None:
    """The mean of a single derivative of the log density, in normal form, is the sum over the values of a concrete law."""
    derivative = sp.diff(log_density(), *by)
    normal = mean(LAW, derivative, Y)
    assert all(mono.args[0].func is not Jet for mono in normal.atoms(Mean))  # no mean of a single derivative is left
    assert close(read(normal), summed(derivative))


@given(st.lists(st.lists(st.sampled_from((A, B)), min_size=0, max_size=2), min_size=1, max_size=3), st.integers(min_value=0, max_value=2))
def test_the_normal_form_keeps_the_value(orders: list[list[sp.Symbol]], power: int) -> None:
    """Products of derivatives, powers of the value and constants have the mean that a concrete law gives them."""
    factors = [sp.diff(log_density(), *by) if by else sp.Integer(2) for by in orders]
    expression = (sp.prod(factors) + A) * (Y**power + B)
    assert close(read(mean(LAW, expression, Y)), summed(expression))


def test_the_first_two_identities_in_closed_form() -> None:
    """The score has mean zero; minus the mean Hessian is the mean of the squared score."""
    assert mean(LAW, SCORE, Y) == 0
    assert mean(LAW, HESSIAN + SCORE**2, Y) == 0
    assert mean(LAW, HESSIAN, Y) != 0


@pytest.mark.parametrize(
    "wrong",
    [
        HESSIAN - SCORE**2,  # the sign of the Hessian form
        HESSIAN + 2 * SCORE**2,
        SCORE**2,
        SCORE**3,
        Y * SCORE,  # the mean may depend on the parameter
        sp.diff(log_density(), Y),  # in the value, not in a parameter
        log_density(),
    ],
    ids=str,
)
def test_a_wrong_identity_is_not_zero(wrong: sp.Expr) -> None:
    """What does not hold for every law does not vanish."""
    assert mean(LAW, wrong, Y) != 0


def test_another_law_gives_no_identity() -> None:
    """The score of one law under another, or at other parameters, has no reason to vanish."""
    assert mean(GenericLaw("q", (A, B)), SCORE, Y) != 0
    assert mean(GenericLaw("p", (A, B + 1)), SCORE, Y) != 0
    moved = sp.diff(log_density(law=GenericLaw("p", (A, 2))), A)
    assert mean(GenericLaw("p", (A, sp.Integer(2))), moved, Y) == 0


def test_means_are_linear_and_one_has_mean_one() -> None:
    """Constants and sums come out, whatever the bound variable is called."""
    assert mean(LAW, sp.Integer(1), Y) == 1
    assert mean(LAW, A * Y + B, Y) == A * mean(LAW, Z, Z) + B
    assert mean(LAW, (Y + A) ** 2, Y) == mean(LAW, Z**2, Z) + 2 * A * mean(LAW, Z, Z) + A**2


def test_derivatives_move_the_measure() -> None:
    """The derivative of a mean by a parameter is the covariance with the score, and twice so."""
    first = mean(LAW, Y, Y)
    assert sp.diff(first, A) == mean(LAW, Y * SCORE, Y)
    assert sp.diff(first, A, A) == mean(LAW, Y * (SCORE**2 + HESSIAN), Y)
    assert sp.diff(first, T) == 0


def test_substitution_keeps_the_normal_form() -> None:
    """Moving the parameters, by either of SymPy's ways, gives the normal form at the new ones."""
    moved = GenericLaw("p", (A, T))
    wanted = mean(moved, Y * sp.diff(log_density(law=moved), A), Y)
    expression = mean(LAW, Y * SCORE, Y)
    assert expression.subs(B, T) == expression.xreplace({B: T}) == expression.subs({B: T}, simultaneous=True) == wanted
    h = mean(LAW, jet_function("h", (Y, T)), Y)
    assert h.subs(T, 3) == mean(LAW, jet_function("h", (Y, 3)), Y)
    assert mean(LAW, Y * jet_function("h", (T,)), Y).subs(T, A) == jet_function("h", (A,)) * mean(LAW, Y, Y)


def test_nested_means_are_named_by_what_they_hold() -> None:
    """A mean inside a mean is bound by itself: names of bound variables do not matter, and terms do not change each other's."""
    pair = jet_function("h", (Y, Z))
    nested = mean(LAW, mean(LAW, pair, Z), Y)
    assert nested == mean(LAW, mean(LAW, jet_function("h", (T, Y)), Y), T)
    assert nested != mean(LAW, mean(LAW, pair, Y), Z)  # the order of integration stays as written
    assert mean(LAW, Y**2 + Y * mean(LAW, pair, Z), Y) == mean(LAW, Y**2, Y) + mean(LAW, Y * mean(LAW, pair, Z), Y)
    assert nested.free_symbols == {A, B}


def test_a_mean_put_into_a_nested_mean_captures_nothing() -> None:
    """A mean in place of a symbol nests the inner mean deeper; the outer variable stays the outer one's, in all of SymPy's ways."""
    inner = mean(LAW, Z**2, Z)
    free = mean(LAW, mean(LAW, jet_function("h", (Y, Z, T)), Z), Y)
    wanted = mean(LAW, mean(LAW, jet_function("h", (Y, Z, inner)), Z), Y)
    assert free.subs(T, inner) == free.xreplace({T: inner}) == free.subs({T: inner}, simultaneous=True) == wanted
    assert wanted != mean(LAW, jet_function("h", (Y, Y, inner)), Y)


@pytest.mark.parametrize("size", range(6))
def test_set_partitions_are_all_there(size: int) -> None:
    """There are as many partitions as Bell's numbers say, all different, each of every element once."""
    found = [tuple(sorted(tuple(sorted(block)) for block in partition)) for partition in set_partitions(list(range(size)))]
    assert len(set(found)) == len(found) == BELL[size]
    assert all(sorted(itertools.chain(*partition)) == list(range(size)) for partition in found)
