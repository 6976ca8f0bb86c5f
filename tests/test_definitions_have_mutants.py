"""Words of information geometry have wrong definitions of their own: they change values, are killed, and are told where they are right."""

from __future__ import annotations

import pytest
from mutant_examples import BITTEN, MEASURES, NAMES, UNHARMED
from stated import decided, searched, seeded, stated

from verify.mutants import operators
from verify.statement import Statement
from verify.teeth import Mutant, _outcome, variants
from verify.unparse import unparse

NAMED = {operator.name: operator for operator in operators()}


def outcomes(statement: str, operator: str, let: dict[str, str] = NAMES) -> dict[str, str]:
    """What becomes of every change of a statement by one operator, by the text of the change."""
    read, _, search = searched(stated(statement, let), seeded(5))
    found = {}
    for tree in variants(read.claim, NAMED[operator], read.types):
        mutant = Mutant(operator, "definition", tree, read.given)
        outcome = _outcome(mutant, search, search.generator)
        found[unparse(tree)] = outcome.outcome if outcome else "meaningless"
    return found


@pytest.mark.parametrize("operator", sorted(BITTEN))
def test_a_wrong_definition_is_killed(operator: str) -> None:
    """The value changes: a certified witness refutes the statement under the wrong definition."""
    assert "killed" in outcomes(BITTEN[operator], operator).values()


@pytest.mark.parametrize("operator", sorted(UNHARMED))
def test_a_harmless_one_is_proved_equal(operator: str) -> None:
    """Where the wrong definition gives the same, it is proved to, and counted as equivalent, not as a survivor."""
    assert set(outcomes(UNHARMED[operator], operator).values()) == {"equivalent"}


@pytest.mark.parametrize("statement", sorted(MEASURES))
def test_every_way_to_give_a_law_gives_other_measures(statement: str) -> None:
    """Laws by place, by keyword, from lists, declared ones and moved ones: the mean under another measure is found wrong."""
    let, law = MEASURES[statement]
    found = outcomes(statement, "change the measure of an expectation", let)
    assert [outcome for text, outcome in found.items() if law in text] == ["killed"]


def test_equivalent_definitions_are_findings_of_the_record() -> None:
    """The record of a claim names them, and counts them apart from the killed ones."""
    record = decided("kl_taylor(Poisson(r), [r], [d], 2) == d**2/(2*r)", NAMES)
    assert record["verdict"] == "proved"
    swapped = [one for one in record["mutants"] if one["operator"] == "the other order of an expanded divergence"]
    assert [one["outcome"] for one in swapped] == ["equivalent"]
    assert record["teeth"]["definition"]["equivalent"] >= 1
    assert record["teeth"]["definition"]["killed"] >= 1


def test_a_declared_law_needs_its_declaration() -> None:
    """Without the types nobody knows which parameter to move."""
    tree = Statement.of(stated("E(y, y, p) == theta", {"theta": "real", "y": "real", "p": "law(y; theta)"})).claim
    assert not list(variants(tree, NAMED["change the measure of an expectation"]))
