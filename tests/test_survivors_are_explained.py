"""A mutant that survives says why; one that means nothing is none, and one that fails only near or far is killed."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from stated import decided, searched, seeded, stated

from derivations.integrals.divergence import diverges
from derivations.language.syntax import parse
from verify.survivors import why_it_survives
from verify.teeth import Mutant, _outcome, try_mutants

U, A, B = sp.Symbol("u", real=True), sp.Symbol("a", positive=True), sp.Symbol("b", real=True)
LINE = (U, -sp.oo, sp.oo)


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("limit(1/x, x, 0) <= 1", "limit"),
        ("geodesic(P, v, a, b, t) == a", "geodesic"),
        ("x != 1", "!="),
        ("x <= 2*x", "bound"),
        ("E(y, y, P) == 1", "expectation"),
        ("x == 2*x", "sampled point"),
    ],
)
def test_the_form_gives_the_reason(statement: str, word: str) -> None:
    """Each form of a statement has its own obstacle."""
    assert word in why_it_survives(statement, has_hypotheses=False)


def test_hypotheses_are_named_only_where_there_are_some() -> None:
    """A statement about matrices is bound by its hypotheses if it has any."""
    assert "hypotheses" in why_it_survives("A @ v == v", has_hypotheses=True)
    assert "hypotheses" not in why_it_survives("A @ v == v", has_hypotheses=False)


def test_the_record_holds_the_reason() -> None:
    """Every survivor of a decided claim has its reason in the record; none of the killed has that one."""
    record = decided("(x - 1)**4 + (x - 1)**2 >= 0 and x**2 != x**2 + 1", {"x": "real"})
    alive = [one for one in record["mutants"] if one["outcome"] == "survives"]
    assert all(one["detail"] == why_it_survives(one["statement"], has_hypotheses=False) for one in alive)
    assert len(alive) < len(record["mutants"])


@pytest.mark.parametrize(
    "integrand",
    [
        *(U**2, sp.Integer(1), sp.exp(U**2 / 2) * U * sp.exp(-(U**2) / 2), sp.sqrt(2) * (U**3 - U), A * U**2, B * U - A * U**2),
        *(-sp.Abs(U - B) / A - sp.log(2 * A), sp.Abs(U) - U),
    ],
    ids=str,
)
def test_what_does_not_fall_diverges(integrand: sp.Expr) -> None:
    """A polynomial has no integral over the line, however it is written, nor has what is one far out on one side."""
    assert diverges(sp.Integral(integrand, LINE))


@pytest.mark.parametrize("integrand", [sp.log(U), sp.log(A) - A * U, B * sp.log(U) - A * U + sp.log(A)], ids=str)
def test_logarithms_of_densities_diverge(integrand: sp.Expr) -> None:
    """What is a polynomial in the variable and its logarithm has no integral over the half line."""
    assert diverges(sp.Integral(integrand, (U, 0, sp.oo)))


@pytest.mark.parametrize(
    "integral",
    [
        sp.Integral(sp.exp(-(U**2)), LINE),
        sp.Integral(1 / (1 + U**2), LINE),
        sp.Integral(B * U**2, LINE),
        sp.Integral(sp.log(U) / U**2, (U, 1, sp.oo)),
        sp.Integral(sp.Abs(U) - U, (U, 0, sp.oo)),
        sp.Integral(U**2, (U, sp.oo, sp.oo)),
        sp.Integral((U + 1) ** 2 - U**2 - 2 * U - 1, LINE),
        sp.Integral(U**2, (U, 0, 1)),
        sp.Integral(U**2, U),
    ],
    ids=str,
)
def test_what_may_converge_is_not_said_to_diverge(integral: sp.Integral) -> None:
    """Neither integrals that converge, nor those that do for some parameters or whose integrand is zero."""
    assert not diverges(integral)


@pytest.mark.parametrize(("changed", "outcome"), [("exp(u**2/2)", None), ("exp(-u**2/4)", "killed"), ("1", "killed")])
def test_a_mutant_without_a_value_is_none(changed: str, outcome: str | None) -> None:
    """A factor that makes an expectation infinite gives no mutant; one that only makes it another is killed."""
    _, _, search = searched(stated("E(exp(-u**2/2)*u**2, u, Normal(0, 1)) == 2**(-3/2)"), seeded())
    mutant = Mutant("another factor", "expression", parse(f"E({changed}*u**2, u, Normal(0, 1)) == 2**(-3/2)"), ())
    found = _outcome(mutant, search, seeded())
    assert (found.outcome if found else None) == outcome


def test_mutants_of_a_statement_without_teeth_are_searched_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A witness that six points do not show is found among more, where no other mutant of the level was killed."""
    statement, scope, search = searched(stated("v == v", {"v": "natural"}), seeded())
    refute, asked = search.refute, list[int]()

    def unlucky(claim: Any, given: Any, tries: int) -> Any:
        asked.append(tries)
        return refute(claim, given, tries) if tries > min(asked) else None

    monkeypatch.setattr(search, "refute", unlucky)
    outcomes = try_mutants(statement, scope, search, seeded())
    assert [outcome.outcome for outcome in outcomes] == ["killed"]
    assert asked == [6, 40]
