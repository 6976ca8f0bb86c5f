"""Under an integral, what jumps at a place that moves with a parameter is not differentiated there."""

from __future__ import annotations

import pytest
import sympy as sp
from stated import decided

from derivations.derivative import derivative
from derivations.errors import DerivationError
from derivations.kinks import switches

LET = {"x": "real", "y": "real", "z": "real", "t": "real", "a": "positive", "th": "real[2]", "p": "law(y; th)"}
WRONG_INSIDE = [
    "diff(integrate((1 if x < y else 0), x, 0, 1), y) == 0",
    "diff(integrate((1 if x < y else 0), x, 0, 1), y) != 1",
    "diff(E((1 if x < y else 0)/(1 + exp(x)), x, Normal(0, 1)), y) == 0",
    "diff(E((1 if x <= y else 0), x, Exponential(a)), y) == 0",
    "diff(E((1 if y < t else 0), y, p), t) == 0",
    "grad(integrate((1 if x*z < y else 0), x, 0, 1), [y, z]) == [0, 0]",
    "jac([integrate((1 if x < y else 0), x, 0, 1)], [y]) == [[0]]",
    "taylor(integrate((1 if x < y else 0), x, 0, 1), [y], [1/2], 1) == 1/2",
    "subs(diff(integrate((1 if x < y else 0), x, 0, 1), y), y, 1/2) == 0",
    "diff(integrate(abs(x - y), x, 0, 1), y, 2) == 0",
    "diff(integrate(atan(tan(x + y)), x, 0, 3), y) == 3",
    "diff(integrate(sqrt(1 - cos(x + y)**2), x, 0, 3), y, 2) == -2",
    "subs(diff(integrate((1 if x < 1/2 else 0), x, 0, y), y), y, 1/2) == 0",
    "diff(integrate((x - y)/abs(x - y), x, 0, 1), y) == 0",
    "diff(integrate(atan(1/(x - y)), x, 0, 1), y) == integrate(1/(1 + (x - y)**2), x, 0, 1)",
    "diff(E(atan(1/(x - y)), x, Normal(0, 1)), y) == E(1/(1 + (x - y)**2), x, Normal(0, 1))",
    "diff(E(tanh((x - y)/abs(x - y)), x, Normal(0, 1)), y) == 0",
]
RIGHT_INSIDE = [
    "diff(integrate((y - x if x < y else 0), x, 0, 1), y) == integrate((1 if x < y else 0), x, 0, 1)",
    "diff(integrate((1 if x < 1/2 else 0)*y**2, x, 0, 1), y) == y",
    "diff(integrate((1 if x < 1/2 else 2), x, 0, y + 1), y) == (2 if y > -1/2 else 1)",
    "diff(E(abs(x - y), x, Normal(0, 1)), y, 2) == 2*exp(-y**2/2)/sqrt(2*pi)",
    "diff(integrate(1/(1 + (x - y)**2), x, 0, 1), y) == integrate(2*(x - y)/(1 + (x - y)**2)**2, x, 0, 1)",
    "diff(integrate(exp(-1/(1 + (x - y)**2))*abs(x - y), x, 0, 1), y) == integrate(diff(exp(-1/(1 + (x - y)**2))*abs(x - y), y), x, 0, 1)",
    "diff(integrate(1/sqrt(x + a), x, 0, 1), a) == integrate(-1/2*(x + a)**(-3/2), x, 0, 1)",
]


@pytest.mark.parametrize("statement", WRONG_INSIDE)
def test_jumps_that_move_are_refused(statement: str) -> None:
    """The integral changes by what passes under the jump, which the derivative inside does not see."""
    record = decided(statement, LET)
    assert record["verdict"] == "inconclusive"
    assert "expected" in record["reason"]


def test_closed_forms_see_what_passes_under_a_jump() -> None:
    """Where the integral has a closed form in pieces, that is differentiated, and the derivative inside is refuted."""
    assert decided("diff(E((1 if x < y else 0), x, Normal(0, 1)), y) == 0", LET)["verdict"] == "refuted"


@pytest.mark.parametrize("statement", RIGHT_INSIDE)
def test_what_stays_continuous_is_differentiated(statement: str) -> None:
    """Kinks that move, jumps that stay, and roots of what is positive on the range are no obstacle."""
    record = decided(statement, LET)
    assert record["verdict"] in ("proved", "supported") or "no teeth" in record["reason"]


def test_pieces_that_meet_are_known_by_their_values() -> None:
    """A jump between two cases is one wherever any two of them may differ; moduli are taken with both signs."""
    x, y = sp.symbols("x y", real=True)
    huber = sp.Piecewise(((x - y) ** 2 / 2, sp.Abs(x - y) < 1), (sp.Abs(x - y) - sp.Rational(1, 2), True))
    assert derivative(sp.Integral(huber, (x, 0, 1)), y).has(sp.Integral)
    for broken in (huber + sp.sign(x - y), sp.Piecewise((0, sp.Eq(x, y)), (1, True)), huber.subs(sp.Rational(1, 2), 1)):
        with pytest.raises(DerivationError, match="move with y"):
            derivative(sp.sin(sp.Integral(broken, (x, 0, 1))), y)


def test_bound_variables_decide_no_kink() -> None:
    """What switches as a bound variable moves asks nothing of the free one of the same name."""
    x, y = sp.symbols("x y", real=True)
    assert switches(sp.Integral(sp.Abs(x - y), (x, 0, 1)), [x, y]) == []
    assert set(switches(sp.Integral(sp.Abs(x - 1) * sp.Abs(y - 2), (x, 0, sp.Abs(y))), [y])) == {sp.Abs(y) - 1, y - 2, y}
