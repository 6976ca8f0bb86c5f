"""Polynomials in whole numbers that do not vanish modulo a small number never vanish; the prover says no to all others."""

from __future__ import annotations

import pytest
from stated import decided, seeded, stated

from verify.provers import residues
from verify.statement import Statement

LET = {"n": "natural", "m": "positive integer", "k": "integer", "x": "real"}


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("2*n != 2*m + 1", "proved"),
        ("n**2 - 3*m**2 != 2", "proved"),
        ("n**2 + m**2 != 4*k + 3", "proved"),
        ("n/2 + m/3 != 1/4", "proved"),
        ("2*n != 2*m + 2", ""),
        ("n**2 - 61*m**2 != 1", ""),
        ("n**2 != 2*m**2", ""),
        ("2*x != 2*m + 1", ""),
        ("n/2 != m + 1/2", ""),
        ("2*n == 2*m + 1", ""),
        ("2**n != 2*m + 1", ""),
        ("sqrt(2)*n != m", ""),
    ],
)
def test_what_never_vanishes_modulo_a_number_is_proved(claim: str, verdict: str) -> None:
    """And nothing else: solutions, real unknowns, powers and roots are left alone."""
    statement = Statement.of(stated(claim, LET))
    found = residues.PROVER.ask(statement.problem(statement.elaborator()), seeded())
    assert (found.verdict if found is not None else "") == verdict


def test_a_claim_of_parity_is_proved_and_its_mutants_are_killed() -> None:
    """The whole way, with its negation."""
    record = decided("2*n != 2*m + 1", LET)
    assert (record["verdict"], record["grade"]) == ("proved", "exact")
    assert record["teeth"]["expression"]["killed"] > 0
    assert decided("2*n == 2*m + 1", LET)["verdict"] == "refuted"
