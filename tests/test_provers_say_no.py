"""Every prover is asked what lies just outside of its theorem: each statement is false somewhere, and needs the condition that is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from false_beside_theorems import TABLE
from false_of_convex_functions import LET
from stated import seeded, stated

from verify.provers import Prover, independent_atoms, index_calculus, integration_by_parts, mean_inequalities, provers
from verify.statement import Statement

if TYPE_CHECKING:
    from types import ModuleType

    from verify.verdict import Finding


def asked(prover: Prover, statement: str, given: tuple[str, ...]) -> Finding | None:
    """What one prover says of a statement."""
    about = Statement.of(stated(statement, LET, given=given))
    return prover.decide(about.problem(about.elaborator()), seeded())


@pytest.mark.parametrize("case", TABLE, ids=" | ".join)
def test_what_lies_outside_is_not_proved(case: tuple[str, ...]) -> None:
    """The prover has not decided, or says that it fails."""
    name, statement, *given = case
    found = asked({prover.name: prover for prover in provers()}[name], statement, tuple(given))
    assert found is None or found.verdict != "proved", TABLE[case]


RESTING: dict[
    str, tuple[ModuleType, str, str, tuple[str, ...]]
] = {  # prover, where it asks whether something is zero, a true statement, hypotheses
    "means": (mean_inequalities, "decide_zero", "log(E(exp(f(x)), x, p)) >= E(f(x), x, p)"),
    "parts": (
        integration_by_parts,
        "decide_zero",
        "E((x - m)*f(x), x, Normal(m, s)) == s**2*E(diff(f(x), x), x, Normal(m, s))",
    ),
    "atoms": (independent_atoms, "decide_zero", "log(q*r) == log(q) + log(r)"),
    "indices": (index_calculus, "decide_indexed_zero", "sum(S[j_] for j_ in range(K)) == 1"),
}


@pytest.mark.parametrize("name", RESTING)
@pytest.mark.parametrize("changed", [{"zero": False}, {"zero": None}, {"disputed": True}, {"log2_error": -120.0}], ids=str)
def test_a_zero_that_is_not_certain_proves_nothing(name: str, changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not zero, in dispute, or zero with some probability only, is no exact proof of what rests on it."""
    module, function, statement = RESTING[name]
    found = asked(module.PROVER, statement, ())
    assert found is not None
    assert found.verdict == "proved"
    decide_zero = getattr(module, function)
    monkeypatch.setattr(module, function, lambda *asked: replace(decide_zero(*asked), **changed))
    found = asked(module.PROVER, statement, ())
    assert found is None or found.verdict == "disputed"
