"""Audits of libraries: references are right, what is wrong is found and classified, and what is right is left in peace."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import mpmath
import pytest
from flint import arb

from derivations.errors import ClaimError
from verify.audits import arguments, names, session
from verify.audits.examine import examine, questions
from verify.audits.findings import classified
from verify.audits.peer import Library, Peer, positive
from verify.audits.reference import enclosed, place, spread
from verify.audits.reference import exact_member as lawful
from verify.cli import run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def _gap(x: float) -> float:
    """The value of x - log(1 + x), by its series near zero."""
    return x - math.log1p(x) if abs(x) > 1e-2 else sum((-1) ** n * x**n / n for n in range(2, 12))


RATE = (Peer("Exponential", "Exponential", (positive("rate"),)),)
RIGHT: dict[str, Any] = {
    "log_density": lambda law, y: math.log(law["rate"]) - law["rate"] * y if y > 0 else -math.inf,
    "entropy": lambda law: 1 - math.log(law["rate"]),
    "mean": lambda law: 1 / law["rate"],
    "variance": lambda law: 1 / law["rate"] ** 2,
    "kl": lambda p, q: _gap((q["rate"] - p["rate"]) / p["rate"]),
}


def fake(**changes: Any) -> Library:
    """A library of exponential laws that is right but for the changes."""
    return Library("fake", "scipy", lambda: None, lambda _, __, keywords: keywords, {**RIGHT, **changes}, _written, RATE)


def _written(peer: Peer, quantity: str, laws: tuple[Mapping[str, Any], ...], value: float | None) -> str:
    return f"import fake\nlaw = fake.{peer.function}({laws})\nprint(law.{quantity}({value}))"


def classes(of: Library) -> set[tuple[str, str, str]]:
    """Quantity, regime and class of all findings."""
    return {(key[1], key[2], key[3]) for key in examine(of, None, lambda: None).findings}


def test_a_right_library_has_no_finding() -> None:
    """Correct formulas, also for nearly equal laws and at extremes, are not held to be wrong."""
    found = examine(fake(), None, lambda: None)
    assert found.findings == {}
    assert set(found.compared) == set(RIGHT)
    assert sum(found.without_reference.values()) == 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"entropy": lambda law: 1 + math.log(law["rate"])}, ("entropy", "ordinary", "wrong")),
        ({"mean": lambda law: (1 + 1e-5) / law["rate"]}, ("mean", "ordinary", "inaccurate")),
        ({"variance": lambda law: math.nan if law["rate"] > 1e6 else 1 / law["rate"] ** 2}, ("variance", "extreme", "not finite")),
        ({"log_density": lambda law, y: math.log(law["rate"]) - law["rate"] * y}, ("log_density", "ordinary", "wrong support")),
        (
            {"kl": lambda p, q: math.log(p["rate"]) - math.log(q["rate"]) + q["rate"] / p["rate"] - 1},
            ("kl", "nearly equal", "cancellation"),
        ),
        ({"kl": lambda p, q: -RIGHT["kl"](p, q)}, ("kl", "ordinary", "negative divergence")),
    ],
)
def test_what_is_wrong_is_found(changes: dict[str, Any], expected: tuple[str, str, str]) -> None:
    """A planted fault is found where it lies, and other quantities stay without a finding."""
    found = classes(fake(**changes))
    assert expected in found
    assert {quantity for quantity, _, _ in found} == {expected[0]}


def test_exceptions_are_told_but_no_findings() -> None:
    """A library may refuse arguments; the counts say how often it did."""
    found = examine(fake(variance=lambda _: math.log(-1)), None, lambda: None)
    assert found.findings == {}
    assert found.refused["variance"] == 7
    assert "variance" not in found.compared


def test_conditioning_is_not_held_against_a_library() -> None:
    """A relative error within what the rounding of the arguments does is no finding; beyond it, it is one."""
    reference = arb(10) ** -20
    assert classified("kl", "nearly equal", 1.001e-20, reference, 1e-4) is None
    assert classified("kl", "nearly equal", 1.001e-20, reference, 1e-9) is not None
    assert classified("mean", "extreme", math.inf, arb(10) ** 400, 0.0) is None
    assert classified("mean", "extreme", math.inf, arb(10) ** 200, 0.0) == ("not finite", None)


def test_references_are_right() -> None:
    """The entropy of a Gamma law, its divergence from a neighbour, and the sensitivity of both to rounding, by mpmath at 60 digits."""
    law, other = (Fraction(5, 2), Fraction(3, 4)), (Fraction(5, 2) + Fraction(1, 2**30), Fraction(3, 4))
    with mpmath.workdps(60):
        a, b, c = (mpmath.mpf(x.numerator) / x.denominator for x in (law[0], law[1], other[0]))
        entropy = a - mpmath.log(b) + mpmath.loggamma(a) + (1 - a) * mpmath.digamma(a)
        kl = (a - c) * mpmath.digamma(a) - mpmath.loggamma(a) + mpmath.loggamma(c) + (a - c) * mpmath.log(b) - (a - c) * mpmath.log(b)
        for quantity, members, known in (("entropy", (law,), entropy), ("kl", (law, other), kl)):
            at = place("Gamma", members)
            found = enclosed("Gamma", quantity, at)
            assert found is not None
            assert abs(mpmath.mpf(str(found.mid().str(40, radius=False))) / known - 1) < mpmath.mpf(10) ** -16
            moved = spread("Gamma", quantity, at, found)
            assert moved is not None
            assert (moved < 1e-12) is (quantity == "entropy")  # a neighbour's distance is ill conditioned


@pytest.mark.parametrize("name", names())
def test_every_library_asks_for_laws_that_exist(name: str) -> None:
    """Each peer names a family, and its ordinary arguments give members of it; so do its extreme ones."""
    of = session.library(name)
    assert of.name == name
    for peer in of.peers:
        for regime in ("ordinary", "extreme"):
            for member in arguments.members(peer, regime):
                kinds = [argument.kind for argument in peer.arguments]
                exact = peer.exact(*(int(v) if kind == "count" else Fraction(v) for kind, v in zip(kinds, member, strict=True)))
                law = lawful(peer.family, exact)
                assert law.side_conditions() == ()
        asked = {question.quantity for question in questions(peer, of)}
        assert asked == set(of.compute) - peer.omits


def test_the_command_says_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit codes, the three lines of a reproduction, and JSON of the stated shape without bare nan."""
    target = tmp_path / "audit.json"
    monkeypatch.setattr(session, "library", lambda _: fake())
    assert run(["audit", "fake"]) == 0
    assert "0 findings" in capsys.readouterr().out
    monkeypatch.setattr(session, "library", lambda _: fake(variance=lambda _: math.nan))
    assert run(["audit", "fake", "--json", str(target)]) == 1
    assert "    import fake\n    law = fake.Exponential(" in capsys.readouterr().out
    found = json.loads(target.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert {"schema", "library", "version", "python", "findings"} <= found.keys()
    (first, *_) = found["findings"]
    keys = {"function", "quantity", "regime", "class", "parameters", "library_value", "reference", "relative_error", "reproduction"}
    assert keys <= first.keys()
    assert (first["library_value"], first["class"], len(first["reproduction"].splitlines())) == ("nan", "not finite", 3)


def test_unknown_and_missing_libraries_are_wrong_calls(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A library that nobody knows, and one that is not installed, are told apart; both end with 2."""
    assert run(["audit", "abacus"]) == 2
    assert "Auditing abacus: expected one of " in capsys.readouterr().err

    def absent() -> Any:
        raise ModuleNotFoundError("No module named 'abacus'")

    missing = Library("abacus", "abacus", absent, lambda *_: None, {}, _written, ())
    monkeypatch.setattr(session, "library", lambda _: missing)
    assert run(["audit", "abacus"]) == 2
    assert "expected it to be installed here, got ModuleNotFoundError: No module named 'abacus'" in capsys.readouterr().err
    with pytest.raises(ClaimError, match="Install it, or name another"):
        session.loaded(missing)


def test_an_interrupted_audit_keeps_what_it_has_found() -> None:
    """Ctrl-C in the middle of a constructor: what was compared until then is told, and that it is not all."""
    asked: list[float] = []

    def entropy(law: dict[str, float]) -> float:
        if len(asked) == 3:
            raise KeyboardInterrupt
        asked.append(law["rate"])
        return 2.0

    found = examine(fake(entropy=entropy), None, lambda: None)
    assert (found.interrupted, found.compared["entropy"]) == (True, 3)
    record = session.record(fake(), "1", found)
    assert record["interrupted"] is True
    assert [finding["quantity"] for finding in record["findings"]] == ["entropy"]
    assert "interrupted" not in session.record(fake(), "1", examine(fake(), None, lambda: None))
