"""Closed-form expectations are compared with the integrals and sums that define them: agreement is measured, disagreement is seen."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import mpmath
import pytest
import sympy as sp
from flint import fmpq

from derivations.balls import quadrature
from derivations.balls.quadrature import check_expectation
from derivations.errors import DerivationError
from derivations.expectation import expectation
from derivations.families import families
from derivations.trace import Step, tracing

OUT_OF_REACH = {"NormalGamma", "Zeta"}  # heavy tails on a plane, a slow series: no check, or fewer digits
SCALE = sp.Symbol("s", positive=True)


def steps_of(name: str) -> list[Step]:
    """The expectations of y, y^2, log p(y) and of the first statistic that a family has in closed form."""
    law = families()[name].law(*families()[name].valid[-1])
    variable = law.variable("y")
    first = variable.entries[0]
    with tracing() as trace:
        statistics = law.sufficient(variable).entries if law.family.sufficient else ()
        for integrand in (first, first**2, law.log_density(variable), *statistics[:1]):
            with contextlib.suppress(DerivationError):
                expectation(integrand, variable, law)
    return [step for step in trace.steps if step.law is not None]


@pytest.mark.parametrize("name", sorted(families()))
def test_every_family_agrees_with_its_definition(name: str) -> None:
    """Closed forms are the integrals or sums that define them; off by a thousandth they are not."""
    steps = steps_of(name)
    assert steps
    for step in steps:
        check = check_expectation(step, {})
        if check is None and name in OUT_OF_REACH:
            continue
        assert check is not None
        assert check.agreed
        assert check.digits >= (3 if name in OUT_OF_REACH else 8)
        refuted = check_expectation(replace(step, after=step.after + sp.Rational(1, 1000)), {})
        assert refuted is not None
        assert not refuted.agreed


def test_the_certified_grade_is_earned() -> None:
    """A Gaussian moment is certified; one with a function outside the tables is not."""
    law = families()["Normal"].law(sp.Rational(1, 3), sp.Rational(3, 4))
    variable = law.variable("y")
    y = variable.item
    certified = check_expectation(Step("", y**2, sp.Rational(1, 9) + sp.Rational(9, 16), law=law, variable=variable), {})
    assert certified is not None
    assert (certified.agreed, certified.certified) == (True, True)
    bent = check_expectation(Step("", sp.asinh(y) - sp.asinh(y) ** 3 / 7, sp.S.Zero, law=law, variable=variable), {})
    assert bent is not None
    assert (bent.agreed, bent.certified) == (False, False)


def test_vectors_are_checked_on_grids() -> None:
    """E[y_0 y_1] of a correlated Gaussian and E[log y_0] of a Dirichlet law agree numerically; wrong values do not."""
    gauss = families()["MultivariateNormal"].law([1, sp.Rational(-1, 2)], [[2, sp.Rational(1, 2)], [sp.Rational(1, 2), 1]])
    dirichlet = families()["Dirichlet"].law([sp.Rational(7, 3), 3, sp.Rational(3, 2)])
    total = sp.polygamma(0, sp.Rational(7, 3)) - sp.polygamma(0, sp.Rational(41, 6))
    for law, truth in ((gauss, sp.S.Zero), (dirichlet, total)):
        variable = law.variable("y")
        first, second = variable.entries[:2]
        integrand = first * second if law is gauss else sp.log(first)
        for offset, agreed in ((0, True), (sp.Rational(1, 10**5), False)):
            check = check_expectation(Step("", integrand, truth + offset, law=law, variable=variable), {})
            assert check is not None
            assert (check.agreed, check.certified) == (agreed, False)


def test_growing_exponentials_are_tamed() -> None:
    """The logistic score, written with exponentials that grow to one side, is certified on both sides."""
    place = sp.Symbol("w", real=True)
    law = families()["Logistic"].law(place, 1)
    variable = law.variable("y")
    score = 1 - 2 * sp.exp(place - variable.item) / (1 + sp.exp(place - variable.item))
    check = check_expectation(Step("", score**2, sp.Rational(1, 3), law=law, variable=variable), {place: fmpq(-5, 3)})
    assert check is not None
    assert (check.agreed, check.certified) == (True, True)


def test_counts_with_a_symbolic_total_are_summed_at_the_point() -> None:
    """The number of draws may be a symbol: at a point it is a number, and the outcomes are finitely many."""
    total = sp.Symbol("n", integer=True, positive=True)
    law = families()["Multinomial"].law(total, [sp.Rational(1, 4), sp.Rational(3, 4)])
    variable = law.variable("y")
    for truth, agreed in ((total / 4, True), (total / 3, False)):
        check = check_expectation(Step("", variable.entries[0], truth, law=law, variable=variable), {total: fmpq(5)})
        assert check is not None
        assert (check.agreed, check.certified) == (agreed, True)


def test_a_method_that_misses_the_mass_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numeric quadrature that finds a mass other than one neither confirms nor disputes."""
    law = families()["Normal"].law(0, 1)
    variable = law.variable("y")
    step = Step("", sp.asinh(variable.item), sp.S.One, law=law, variable=variable)
    disputed = check_expectation(step, {})
    assert disputed is not None
    assert not disputed.agreed
    monkeypatch.setattr(quadrature, "second_opinion", lambda *_: mpmath.mpf(0))
    assert check_expectation(step, {}) is None


def test_a_closed_form_without_a_value_is_no_disagreement() -> None:
    """Where the closed form is not defined, nothing is said."""
    law = families()["Normal"].law(0, 1)
    variable = law.variable("y")
    assert check_expectation(Step("", variable.item, sp.log(-SCALE), law=law, variable=variable), {SCALE: fmpq(1)}) is None
    assert check_expectation(Step("", variable.item, sp.Symbol("unknown"), law=law, variable=variable), {SCALE: fmpq(1)}) is None
