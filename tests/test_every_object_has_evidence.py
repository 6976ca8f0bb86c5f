"""Of every object of every family, the expectations agree with their definitions at three points; what is not compared is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sympy as sp

from derivations.families import built_in
from derivations.trace import Step, record
from verify.snapshots import evidence as under_test
from verify.snapshots.evidence import NO_MEMBER, TOO_LONG, evidence
from verify.snapshots.item import Object
from verify.snapshots.objects import OBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.snapshots.subject import Subject

QUICK = frozenset({"fisher_by_score", "entropy", "kl", "cubic", "connection_mixture", "fisher_rao"})


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("family", sorted(built_in()))
def test_every_object_agrees_with_quadrature(family: str, record_property: Callable[[str, object], None]) -> None:
    """No expectation disagrees with its definition; the report of the run says of each object what it rests on."""
    found = evidence(family)
    for item in found:
        record_property(item.name, item.sentence())
    assert [(item.name, item.details) for item in found if item.counts["disagree"]] == []
    compared = sum(item.counts["certified"] + item.counts["numeric"] for item in found)
    possible = sum(sum(item.counts.values()) - item.counts[NO_MEMBER] - item.counts[TOO_LONG] for item in found)
    assert compared >= (0.5 if family in HARD else 0.9) * possible


HARD = {"NormalGamma", "Zeta", "Wishart", "InverseWishart", "MatrixNormal"}  # integrals over planes and matrices, a slow series


@pytest.mark.parametrize("family", ["Gamma", "Normal", "Categorical"])
def test_plain_families_are_certified(family: str) -> None:
    """Of some families everything is certified, to at least ten digits, and no object is passed over."""
    found = evidence(family, QUICK)
    assert {item.name for item in found} >= QUICK - {"fisher_rao"}
    for item in found:
        assert set(item.counts) == {"certified"}, item.sentence()
        assert item.least_digits is not None
        assert item.least_digits >= 10


def test_a_wrong_expectation_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """An object derived by a false rule disagrees at every point; one without expectations claims no comparison."""

    def false_rule(name: str, of: Subject) -> Object:
        y = of.p.variable()
        if name == "entropy":
            record(Step("false rule", y.item, 2 * of.v.entries[0], law=of.p, variable=y))
        return Object(None)

    monkeypatch.setattr(under_test, "derive", false_rule)
    found = {item.name: item for item in evidence("Exponential")}
    assert found.keys() == OBJECTS.keys()
    assert found["entropy"].counts == {"disagree": 3}
    assert "1 expectations at three points: 3 disagree" in found["entropy"].sentence()
    assert found["kl"].sentence() == "kl: algebra alone, no expectation of its own"


def test_what_stays_a_series_says_so() -> None:
    """An entropy that is left as its defining series is no object that rests on algebra."""
    (item,) = evidence("NegativeBinomial", frozenset({"entropy"}))
    assert item.is_open
    assert sp.Integer(item.expectations) == 0
    assert item.sentence() == "entropy: left as its definition"
