"""Taylor polynomials of divergences from moments: they meet the divergence where it is closed, and both directions part at order three."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sympy as sp
from symbolic_members import Member, exponential_names, member, smooth_names, unresolved

from derivations.cubic import cubic
from derivations.errors import DerivationError
from derivations.families import families
from derivations.fisher import fisher
from derivations.generic_law import GenericLaw
from derivations.kl import kl
from derivations.kl_taylor import kl_taylor, kl_taylor_reverse
from derivations.language.tensor import Tensor
from derivations.normal_form import decide_zero
from derivations.taylor import taylor_polynomial

if TYPE_CHECKING:
    from derivations.law import Law

WITH_A_CLOSED_DIVERGENCE = [name for name in exponential_names(2) if name != "VonMises"] + ["Cauchy", "Gumbel"]


def step(v: Tensor) -> Tensor:
    """Symbols for the step."""
    return Tensor.vector(sp.symbols(f"d0:{len(v.entries)}", real=True))


def half_fisher_form(law: Law, v: Tensor, d: Tensor) -> sp.Expr:
    """d^T F d / 2."""
    return d.matmul(fisher(law, v)).matmul(d).item / 2


def parts_at_three(found: Member, d: Tensor) -> sp.Expr:
    """KL(v + d || v) minus KL(v || v + d) to order three."""
    return kl_taylor_reverse(found.law, found.v, d, 3).item - kl_taylor(found.law, found.v, d, 3).item


@pytest.mark.parametrize("name", smooth_names())
def test_both_directions_are_half_the_fisher_form_to_order_two(name: str) -> None:
    """KL(v || v + d) and KL(v + d || v) are d^T F d / 2 to second order; twice that is not proved."""
    found = member(name)
    d = step(found.v)
    half = half_fisher_form(found.law, found.v, d)
    polynomials = [expand(found.law, found.v, d, 2).item for expand in (kl_taylor, kl_taylor_reverse)]
    assert found.zero(polynomial - half for polynomial in polynomials)
    assert found.zero([polynomials[0] - 2 * half]) is False


@pytest.mark.parametrize("name", smooth_names())
def test_directions_part_by_the_cubic_form_at_order_three(name: str) -> None:
    """KL(v + d || v) - KL(v || v + d) is the third moment of the score at d over six; with the other sign only where that vanishes."""
    found = member(name)
    d = step(found.v)
    third = cubic(found.law, found.v).matmul(d).matmul(d).matmul(d).item / 6
    if unresolved([third]):
        pytest.fail(f"{name}: the third moment of the score has no closed form")
    difference = parts_at_three(found, d)
    assert found.zero([difference - third])
    assert bool(found.zero([difference + third])) is bool(found.zero([third]))


@pytest.mark.parametrize("name", WITH_A_CLOSED_DIVERGENCE)
def test_moments_meet_the_closed_divergence_to_order_four(name: str) -> None:
    """Both polynomials of order four are those of the closed divergence, differentiated."""
    found = member(name)
    d, other = step(found.v), found.moved()
    moved = list(found.places.values())
    for expand, divergence in ((kl_taylor, kl(found.law, other)), (kl_taylor_reverse, kl(other, found.law))):
        direct = taylor_polynomial(divergence, moved, found.v.entries, 4)
        direct = direct.subs({new: old + by for new, old, by in zip(moved, found.v.entries, d.entries, strict=True)}, simultaneous=True)
        assert found.zero([expand(found.law, found.v, d, 4).item - direct])


def test_every_regular_law_has_these_expansions() -> None:
    """For an arbitrary law: half the Fisher form twice to order two, and the cubic form over six between the directions at order three."""
    theta = Tensor.vector(sp.symbols("theta0:2", real=True))
    law, d = GenericLaw("p", theta.entries), step(theta)
    half = half_fisher_form(law, theta, d)
    assert decide_zero([expand(law, theta, d, 2).item - half for expand in (kl_taylor, kl_taylor_reverse)]).zero
    third = cubic(law, theta).matmul(d).matmul(d).matmul(d).item / 6
    difference = kl_taylor_reverse(law, theta, d, 3).item - kl_taylor(law, theta, d, 3).item
    assert decide_zero([difference - third]).zero
    assert decide_zero([difference]).zero is False


def test_the_poisson_polynomials_are_those_of_the_textbook() -> None:
    """KL(r || r + d) = d - r log(1 + d/r), and KL(r + d || r) = (r + d) log(1 + d/r) - d, expanded by hand."""
    r, d = sp.symbols("r d", positive=True)
    law, v, at = families()["Poisson"].law(r), Tensor.vector([r]), Tensor.vector([d])
    forward = d**2 / (2 * r) - d**3 / (3 * r**2) + d**4 / (4 * r**3)
    backward = d**2 / (2 * r) - d**3 / (6 * r**2) + d**4 / (12 * r**3)
    assert sp.expand(kl_taylor(law, v, at, 4).item - forward) == 0
    assert sp.expand(kl_taylor_reverse(law, v, at, 4).item - backward) == 0


@pytest.mark.parametrize(("name", "position", "problem"), [("Uniform", 1, "support"), ("Pareto", 0, "support"), ("Laplace", 0, "kink")])
def test_what_moves_with_the_parameter_is_refused(name: str, position: int, problem: str) -> None:
    """A support or a kink that moves makes the means of derivatives wrong, so no polynomial is given; a fixed kink does no harm."""
    parameters = sp.symbols("a b", positive=True)
    law = families()[name].law(*parameters)
    for expand in (kl_taylor, kl_taylor_reverse):
        with pytest.raises(DerivationError, match=problem):
            expand(law, Tensor.vector([parameters[position]]), Tensor.vector([sp.Symbol("d", real=True)]), 2)


def test_a_kink_that_stays_does_no_harm() -> None:
    """The scale of a Laplace law about a fixed place expands as its closed divergence does."""
    b, c, d = sp.symbols("b c d", positive=True)
    law, v = families()["Laplace"].law(0, b), Tensor.vector([b])
    direct = taylor_polynomial(kl(law, families()["Laplace"].law(0, c)), [c], [b], 4).subs(c, b + d)
    assert decide_zero([kl_taylor(law, v, Tensor.vector([d]), 4).item - direct]).zero
