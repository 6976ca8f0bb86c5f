"""Losses as laws: what is derived of each agrees with quadrature and with the literature, and wrong declarations are seen."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import mpmath
import pytest
import sympy as sp

from derivations.families import built_in
from derivations.fisher import fisher
from derivations.language.tensor import Tensor
from derivations.losses import losses
from derivations.losses.curvature import curvature, null_space
from derivations.losses.loss import RESIDUAL, LocationLoss, Piece
from derivations.losses.table import page
from derivations.normal_form import decide_zero

if TYPE_CHECKING:
    from derivations.losses.curvature import Curvature

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(losses())
MATCHED = {"squared", "Mahalanobis", "cross-entropy on logits", "Bernoulli on logits", "multinomial on logits", "Poisson on the log-rate"}
SHARP = {"Laplace", "quantile"}  # their curvature sits in the kink
NOT_CONVEX = {"Student-t", "Gaussian mean and log-variance"}
FOUND: dict[str, Curvature] = {}


def derived(name: str) -> Curvature:
    """The curvature of a loss, derived once."""
    if name not in FOUND:
        FOUND[name] = curvature(losses()[name])
    return FOUND[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_verdict_is_reached_and_known(name: str) -> None:
    """Each loss is a law's; condition (5) singles out natural parameters, and the means agree unless the curvature sits in a kink."""
    found = derived(name)
    assert found.is_law is True
    assert found.condition_5 is (name in MATCHED)
    assert found.in_the_mean is (name not in SHARP)
    assert found.is_convex is (name not in NOT_CONVEX)


@pytest.mark.parametrize("name", NAMES)
def test_null_spaces_hold_common_shifts_of_logits_only(name: str) -> None:
    """The Fisher matrix is singular along (1, ..., 1) for softmax outputs and regular otherwise."""
    shifts = [(1, 1, 1)] if name in {"cross-entropy on logits", "multinomial on logits"} else []
    assert [vector.entries for vector in derived(name).null_space] == shifts


def test_probabilities_have_curvature_along_the_target_alone() -> None:
    """On probabilities the Hessian at one target has a null space; the Fisher matrix has none."""
    found = derived("cross-entropy on probabilities")
    assert [[vector.entries for vector in case.null_space] for case in found.cases] == [[(0, 1)], [(1, 0)], [(-1, 1)]]
    assert found.null_space == ()


@pytest.mark.parametrize(
    ("name", "loss", "known"),
    [
        ("Laplace", lambda u: abs(u) * 3, 9),
        ("quantile", lambda u: u * mpmath.mpf(1) / 4 if u > 0 else -u * mpmath.mpf(3) / 4, mpmath.mpf(3) / 16),
        ("Huber", lambda u: u**2 / 2 if abs(u) < 0.75 else 0.75 * abs(u) - 0.75**2 / 2, None),
    ],
)
def test_fisher_matrices_of_pieces_match_quadrature(name: str, loss, known) -> None:  # noqa: ANN001 - a row of the table
    """The Fisher information is the mean square slope under exp(-L), by quadrature and, where it is known, by hand."""
    values = {"b": sp.Rational(1, 3), "t": sp.Rational(1, 3), "d": sp.Rational(3, 4)}
    (entry,) = derived(name).fisher.entries
    value = mpmath.mpf(entry.subs({symbol: values[symbol.name] for symbol in entry.free_symbols}).evalf(30))
    breaks = [-mpmath.inf, -0.75, 0, 0.75, mpmath.inf]
    mass = mpmath.quad(lambda u: mpmath.exp(-loss(u)), breaks)
    slope = mpmath.quad(lambda u: mpmath.diff(loss, u) ** 2 * mpmath.exp(-loss(u)), breaks)
    assert abs(value - slope / mass) < 1e-9
    assert known is None or abs(value - known) < 1e-12


def test_the_pieces_of_laplace_agree_with_its_family() -> None:
    """Integrated piece by piece, or by the family's kernel: 1/b^2."""
    m, b = sp.Symbol("m", real=True), sp.Symbol("b", positive=True)
    assert derived("Laplace").fisher.entries == fisher(built_in()["Laplace"].law(m, b), Tensor.vector([m])).entries


def test_a_loss_of_another_law_is_seen() -> None:
    """The squared error is not the negative log-density of a normal law of scale 2, and half the Hessian is not its Fisher matrix."""
    z = losses()["squared"].z
    found = curvature(dataclasses.replace(losses()["squared"], law=built_in()["Normal"].law(z.entries[0], 2)))
    assert (found.is_law, found.condition_5, found.in_the_mean) == (False, False, False)


def test_a_concave_kink_is_seen() -> None:
    """Flat pieces that meet at a downward kink make no convex loss, though no Hessian is negative."""
    wall = (Piece(-sp.oo, sp.Integer(0), -2 * RESIDUAL), Piece(sp.Integer(0), sp.oo, RESIDUAL))
    bend = (
        Piece(-sp.oo, sp.Integer(-1), -RESIDUAL),
        Piece(sp.Integer(-1), sp.Integer(1), sp.Integer(1) + 0 * RESIDUAL),
    )
    rising = (*bend, Piece(sp.Integer(1), sp.oo, RESIDUAL))
    dented = (
        Piece(-sp.oo, sp.Integer(-1), -RESIDUAL),
        Piece(sp.Integer(-1), sp.Integer(0), 3 * RESIDUAL + 4),
        Piece(sp.Integer(0), sp.oo, RESIDUAL + 4),
    )
    assert curvature(LocationLoss("wall", RESIDUAL, wall)).is_convex is True
    assert curvature(LocationLoss("rising", RESIDUAL, rising)).is_convex is True
    assert curvature(LocationLoss("dented", RESIDUAL, dented)).is_convex is False


def test_null_spaces_are_proved() -> None:
    """A singular matrix has its null vector, a regular one none."""
    x = sp.Symbol("x", positive=True)
    assert [vector.entries for vector in null_space(Tensor.matrix([[x, 2 * x], [1, 2]]))] == [(-2, 1)]
    assert null_space(Tensor.matrix([[x, 1], [1, 2]])) == ()


@pytest.mark.parametrize("name", sorted(MATCHED))
def test_matched_losses_have_a_hessian_free_of_the_target(name: str) -> None:
    """Condition (5) holds exactly where the Hessian does not depend on the target, as the converse theorem says."""
    symbols = set(losses()[name].y.free_symbols)
    assert all(not sp.cancel(entry).free_symbols & symbols for case in derived(name).cases for entry in case.hessian.entries)


def test_a_student_hessian_depends_on_the_target() -> None:
    """Outside the exponential family in natural form the Hessian moves with the target."""
    loss, (case,) = losses()["Student-t"], derived("Student-t").cases
    assert decide_zero([sp.diff(case.hessian.entries[0], loss.y.item)]).zero is False


def test_the_page_is_what_is_derived() -> None:
    """The catalogue in the documentation is the one that the code writes."""
    assert (ROOT / "docs" / "losses.md").read_text(encoding="utf-8") == page()
