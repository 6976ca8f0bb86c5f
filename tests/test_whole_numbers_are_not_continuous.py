"""What is written with a whole number has been simplified for whole numbers: nothing differentiates by one, or puts another number in."""

from __future__ import annotations

import pytest
from claim_table import Row

from verify.decide import decide

MEND = " Declare n as a real or a positive number."


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("diff(sin(pi*n), n) == 0", "Evaluating diff: expected variables that one can differentiate by, got the whole number n."),
        (
            "grad(cos(2*pi*n)*x, [x, n]) == [1, 0]",
            "Evaluating grad: expected variables that one can differentiate by, got the whole number n.",
        ),
        ("convex(sin(pi*n), [n])", "Evaluating convex: expected variables that one can differentiate by, got the whole number n."),
        (
            "fisher(Poisson(a + sin(pi*n)), [n]) == [[0]]",
            "Evaluating fisher: expected variables that one can differentiate by, got the whole number n.",
        ),
        (
            "taylor(sin(pi*n), [n], [0], 1) == 0",
            "Evaluating taylor: expected variables that one can differentiate by, got the whole number n.",
        ),
        ("subs(sin(pi*n), n, 1/2) == 0", "Substituting: expected a whole number in the place of n, got 1/2."),
        ("subs(sin(pi*n)*x, [x, n], [1, x]) == 0", "Substituting: expected a whole number in the place of n, got x."),
        (
            "limit(sin(pi*n)/(n - 1), n, 1) == 0",
            "Taking a limit: expected oo or -oo as the place to which the whole number n tends, got 1.",
        ),
    ],
)
def test_what_needs_a_real_number_is_refused(statement: str, reason: str) -> None:
    """These were proved: sin(pi n) is zero for every whole n, but neither between them nor its slope."""
    record = decide(Row("inconclusive", statement).claim().payload())
    assert (record["verdict"], record["reason"]) == ("inconclusive", reason + MEND)


@pytest.mark.parametrize(
    "statement",
    ["limit(sin(pi*n)/n, n, oo) == 0", "subs(n**2, n, m + 1) == m**2 + 2*m + 1", "free_of(sin(pi*n), n)", "subs(sin(pi*x), x, n) == 0"],
)
def test_what_stays_among_whole_numbers_is_proved(statement: str) -> None:
    """A sequence has a limit, and whole numbers stand for whole numbers."""
    assert decide(Row("proved", statement).claim().payload())["verdict"] == "proved"
