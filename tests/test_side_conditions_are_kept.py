"""A value that is used again carries its side conditions again: mutants are asserted where the statement is."""

from __future__ import annotations

import pytest
from stated import seeded, stated

from verify.search import Search
from verify.statement import Statement

STATEMENTS = {
    "logpdf(Exponential(r), y) == log(r) - r*y": {"r": "positive", "y": "real"},
    "1/(y - r) == 1/(y - r)": {"r": "positive", "y": "real"},
    "inv(M) @ M == eye(2)": {"M": "real[2,2]"},
    "E(log(y)*x, x, Normal(0, 1)) == 0": {"y": "real"},
    "sum(log(y + k) for k in range(2)) == log(y) + log(y + 1)": {"y": "real"},
}


@pytest.mark.parametrize("text", sorted(STATEMENTS))
def test_conditions_are_the_same_every_time(text: str) -> None:
    """One elaborator gives a statement the same side conditions however often it is asked, and there are some."""
    statement = Statement.of(stated(text, STATEMENTS[text]))
    elaborator = statement.elaborator()
    first, *others = [statement.problem(elaborator).conditions for _ in range(3)]
    assert first
    assert others == [first, first]


def test_a_point_off_the_support_refutes_no_mutant() -> None:
    """The second use of a density is still asserted on its support: a mutant that is true there is not killed beside it."""
    statement = Statement.of(stated("logpdf(Exponential(r), y) == log(r) - r*y", {"r": "positive", "y": "real"}))
    search = Search(statement, seeded())
    assert search.refute(statement.claim, (), 40) is None
    mutant = Statement.of(stated("logpdf(Exponential(r), y) == log(r) - r*abs(y)", {"r": "positive", "y": "real"})).claim
    mutant.left = statement.claim.left  # type: ignore[attr-defined]  # a mutant shares what it does not change
    assert search.refute(mutant, (), 40) is None
