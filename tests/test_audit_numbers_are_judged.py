"""One call of a library: how its numbers are judged, and what is counted besides."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from flint import arb

from verify.audits.cases import Case, ask
from verify.audits.examine import Examination

if TYPE_CHECKING:
    from collections.abc import Callable


def given(**changes: Any) -> Case:
    """One number whose exact value is 2."""
    case = Case("f", "fisher", "ordinary", {}, lambda: [2.0], lambda: [arb(2)], lambda *_: 0.0, [()], lambda _: "a\nb\nc")
    return replace(case, **changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"ask": lambda: [2.0001]}, "inaccurate"),
        ({"ask": lambda: [3.0]}, "wrong"),
        ({"ask": lambda: [math.nan]}, "not finite"),
        ({"ask": lambda: [2.0001], "moved": lambda *_: 1e-5}, None),
        ({"ask": lambda: [2.0001], "whole": lambda: arb(10**6)}, None),
        ({"ask": lambda: [2.6], "deviations": lambda: [arb("0.11")]}, None),
        ({"ask": lambda: [2.7], "deviations": lambda: [arb("0.11")]}, "biased"),
        ({"ask": lambda: [math.nan], "deviations": lambda: [arb("0.11")]}, "not finite"),
    ],
)
def test_numbers_are_judged(changes: dict[str, Any], expected: str | None) -> None:
    """By the relative error, by what rounding of arguments does, by the size of a whole, or by standard deviations."""
    found = Examination()
    ask(given(**changes), found)
    assert found.compared["fisher"] == 1
    assert [finding.classification for finding in found.findings.values()] == [expected] * (expected is not None)


def test_what_a_library_does_not_answer_is_counted() -> None:
    """Exceptions and another shape are refusals; a missing method is missing; a missing reference is told."""

    def raises(error: type[Exception]) -> Callable[[], Any]:
        def asked() -> Any:
            raise error

        return asked

    found = Examination()
    for changes in (
        {"ask": raises(ValueError)},
        {"ask": lambda: [1.0, 2.0]},
        {"ask": raises(NotImplementedError)},
        {"exactly": lambda: [None]},
    ):
        ask(given(**changes), found)
    assert (found.refused["fisher"], found.missing["fisher"], found.without_reference["fisher"]) == (2, 1, 1)
    assert (found.findings, found.compared.total()) == ({}, 0)
