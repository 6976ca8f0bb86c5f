"""A hypothesis that gives a function's value holds at the point only; a claim that fails for it says how to define the function."""

from __future__ import annotations

from stated import decided, stated

from verify.records.hints import hint_of

LET = {"x": "real", "y": "real", "f": "smooth(x) -> real", "g": "smooth(x) -> real"}
SAID = (
    "The hypothesis f(x) == x ** 2 holds at the point only: derivatives of f and its values elsewhere stay arbitrary. "
    'To say what f is, drop its declaration, write define = ["f = x ** 2"], f for f(x), and subs(f, x, a) for its value at a.'
)


def test_a_refuted_claim_says_what_to_write() -> None:
    """The verdict stays: at the point, the derivative is free."""
    record = decided("diff(f(x), x) == 2*x", LET, given=("f(x) == x**2",))
    assert (record["verdict"], record["reason"]) == ("refuted", SAID)


def test_what_the_hint_says_is_proved() -> None:
    """The same claim with the function defined."""
    assert decided("diff(f, x) == 2*x", {"x": "real"}, define=("f = x**2",))["verdict"] == "proved"


def test_other_hypotheses_have_no_hint() -> None:
    """Equations between functions, at no variable, and inequalities mean what they say; a claim that holds needs none."""
    for given in (("f(x) == g(x)",), ("f(0) == 1",), ("f(x) >= x**2",), ("x == y",)):
        assert hint_of(stated("f(x) == 0", LET, given=given)) == ""
    assert hint_of(stated("f(x) == 0", LET, given=("x**2 == f(x)",))) == SAID
    assert decided("f(x) == x**2", LET, given=("f(x) == x**2",))["reason"] == ""
