"""[[y^2, y], [y, 1]] is semidefinite at every value: so are its means under one law, and not those under two."""

from __future__ import annotations

from stated import decided, seeded, stated

from verify.provers.expectation_signs import PROVER
from verify.statement import Statement

LAWS = {"p": "law(y; theta)", "q": "law(y; phi)", "theta": "real[1]", "phi": "real[1]", "y": "real"}


def test_one_law_shows_the_sign_of_a_matrix() -> None:
    """Semidefinite by the integrand."""
    assert decided("psd([[E(y**2, y, p), E(y, y, p)], [E(y, y, p), 1]])", LAWS)["verdict"] == "proved"


def test_two_laws_do_not() -> None:
    """The mean under q may be far larger than the second moment under p."""
    statement = Statement.of(stated("psd([[E(y**2, y, p), E(y, y, q)], [E(y, y, q), 1]])", LAWS))
    problem = statement.problem(statement.elaborator())
    assert PROVER.ask(problem, seeded()) is None
