"""A number that a hypothesis fixes has its value in statements about every dimension, in proofs and at the points of a search."""

from __future__ import annotations

import pytest
import sympy as sp
from stated import decided

from derivations.errors import DerivationError
from derivations.star_algebra.element import Element
from derivations.star_algebra.substitution import substitute_numbers

LET = {"F": "spd[n]", "g": "real[n]", "lam": "nonnegative", "mu": "nonnegative"}
DAMPED = "inv(F + lam*eye(n)) @ g == inv(F + mu*eye(n)) @ g"


@pytest.mark.parametrize(
    ("claim", "given", "verdict"),
    [
        ("inv(F + lam*eye(n)) @ g == inv(F) @ g", ["lam == 0"], "proved"),
        ("inv(F + lam*eye(n)) @ g == inv(F) @ g", [], "refuted"),
        ("inv(F + lam*eye(n)) @ g == inv(F) @ g", ["lam == 1"], "refuted"),
        (DAMPED, ["lam == mu"], "proved"),
        (DAMPED, ["lam == 2*mu"], "refuted"),
        ("lam*(F @ g) == 3*(F @ g)", ["lam == 3"], "proved"),
    ],
)
def test_the_value_counts(claim: str, given: list[str], verdict: str) -> None:
    """With the hypothesis the statement is what it says at that value, without it or with another value it is false."""
    assert decided(claim, LET, given=tuple(given))["verdict"] == verdict


def test_each_of_two_hypotheses_matters() -> None:
    """A hypothesis about a number and one about a matrix, dropped in turn, leave a false statement."""
    let = {**LET, "G": "spd[n]"}
    record = decided("inv(G + lam*eye(n)) @ g == inv(F) @ g", let, given=("G == F", "lam == 0"), drop=(0, 1))
    assert record["verdict"] == "proved"
    assert [one["matters"] is not None for one in record["hypotheses"]] == [True, True]


def test_the_witness_satisfies_the_hypothesis() -> None:
    """A refutation below a hypothesis about a number uses that number."""
    record = decided("inv(F + lam*eye(n)) @ g == inv(F) @ g", LET, given=("lam == 1/2",))
    assert record["verdict"] == "refuted"
    assert record["witness"]["point"].get("lam", "1/2") == "1/2"


def test_an_argument_is_not_replaced_in_silence() -> None:
    """Where the symbol is an argument or bound by an expectation, the substitution is refused."""
    x = sp.Symbol("x", real=True)
    J = Element.letter("J", ("m", "n"), arguments=(x,))
    for element in (J, J.expectation("x", law="Q")):
        with pytest.raises(DerivationError, match="expected plain numbers"):
            substitute_numbers(element.recipe, {x: sp.Integer(0)})
