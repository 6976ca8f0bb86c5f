"""Matrix calculus in every dimension: differentials and Gaussian means agree with explicit matrices, and refuse what they cannot."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from flint import fmpq, fmpq_mat
from stated import decided, stated

from derivations.errors import DerivationError
from derivations.matrix_calculus.differential import differential
from derivations.matrix_calculus.isserlis import ROWS, gaussian_mean, pairings
from derivations.star_algebra.element import Element
from verify.derive import derive
from verify.sized import Sized
from verify.wellformedness.wellformed import claim_faults

S, T = (Element.letter(name, ("d", "d"), kind="spd") for name in "ST")
A, B = (Element.letter(name, ("d", "d"), kind="symmetric") for name in "AB")
J = Element.letter("J", ("d", "d"))
X, U = Element.letter("x", ("d",)), Element.letter("u", ("d",))
MOVED = ((S + 2 * J).T, S @ J @ S, S.inverse() @ J, J.T @ S.inverse() @ J, (S @ A).trace() * S, S**3, (S + T).inverse() @ A)
SHAPES = {"loc": "real[m,n]", "other": "real[m,n]", "R": "spd[m]", "V": "spd[n]", "W": "spd[m]", "G": "real[m,n]", "H": "real[m,n]"}


ENTRIES = {"S": (3, 1, 1, 2), "T": (2, -1, -1, 4), "A": (1, 2, 2, -1), "B": (0, 1, 1, 5), "J": (1, -2, 3, 1)}
VALUES = {name: fmpq_mat(2, 2, list(entries)) for name, entries in ENTRIES.items()}


@pytest.mark.parametrize("value", MOVED, ids=str)
def test_a_differential_is_the_limit_of_differences(value: Element) -> None:
    """Symmetric differences along a direction approach the differential with the square of the step, exactly computed."""
    exact = differential(value, {"S": B}).instantiate({"d": 2}, VALUES)

    def error(step: Any) -> Any:
        ahead, behind = (value.instantiate({"d": 2}, {**VALUES, "S": VALUES["S"] + VALUES["B"] * move}) for move in (step, -step))
        return max(abs(entry) for entry in ((ahead - behind) * (1 / (2 * step)) - exact).entries())

    assert error(fmpq(1, 1000)) <= error(fmpq(1, 100)) / 90


def test_a_determinant_moves_by_jacobis_formula() -> None:
    """D det S = det S tr(inv(S) dS)."""
    assert differential(S.det(), {"S": A}) == S.det() * (S.inverse() @ A).trace()


def test_gaussian_means_have_the_moments_of_isserlis() -> None:
    """Means of degree 2 and 4, odd ones vanish, and the count of pairings is (2n - 1)!!."""
    assert gaussian_mean(X @ A @ X, "x", {ROWS: S}) == (A @ S).trace()
    fourth = gaussian_mean((X @ A @ X) * (X @ B @ X), "x", {ROWS: S})
    assert fourth == (A @ S).trace() * (B @ S).trace() + 2 * (A @ S @ B @ S).trace()
    assert gaussian_mean((X @ A @ X) * (U @ X), "x", {ROWS: S}) == Element.scalar(0)
    assert gaussian_mean((U @ X) ** 4, "x", {ROWS: S}) == 3 * (U @ S @ U) ** 2
    for n in range(5):
        assert sum(1 for _ in pairings(list(range(2 * n)))) == math.prod(range(1, 2 * n, 2))


def test_what_is_no_polynomial_has_no_gaussian_mean() -> None:
    """A quotient by the vector, and a degree beyond the limit, are refused."""
    with pytest.raises(DerivationError, match="expected x in products only"):
        gaussian_mean(1 / (X @ X), "x", {ROWS: S})
    with pytest.raises(DerivationError, match="expected at most degree 8"):
        gaussian_mean((X @ X) ** 5, "x", {ROWS: S})


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("fisher_form(MatrixNormal(loc, R, V), loc, G, H) == trace(inv(V) @ G.T @ inv(R) @ H)", "proved"),
        ("fisher_form(MatrixNormal(loc, R, V), loc, G, H) == trace(inv(R) @ G.T @ G @ inv(V))", "ill-formed"),
        ("E(y.T @ W @ y, y, MatrixNormal(loc, R, V)) == loc.T @ W @ loc + trace(W @ R)*V", "proved"),
        ("E(y.T @ W @ y, y, MatrixNormal(loc, R, V)) == loc.T @ W @ loc + V", "refuted"),
        ("kl(MatrixNormal(loc, R, V), MatrixNormal(other, R, V)) == trace(inv(V) @ (other - loc).T @ inv(R) @ (other - loc))/2", "proved"),
        ("kl(MatrixNormal(loc, R, V), MatrixNormal(loc, W, V)) == n*(trace(inv(W) @ R) - m + log(det(W)/det(R)))/2", "proved"),
        ("kl(MatrixNormal(loc, R, V), MatrixNormal(loc, W, V)) == m*(trace(inv(W) @ R) - m + log(det(W)/det(R)))/2", "refuted"),
    ],
)
def test_matrix_normal_laws_of_every_shape(statement: str, verdict: str) -> None:
    """The two covariances of a matrix normal law stand where the rows and columns are, for every shape."""
    if verdict == "ill-formed":
        assert list(claim_faults(stated(statement, SHAPES)))
    else:
        assert decided(statement, SHAPES)["verdict"] == verdict


def test_directions_of_a_symmetric_matrix_are_symmetric() -> None:
    """A direction that is not symmetric is no direction of a covariance, named or explicit."""
    for size in ("d", "2"):
        let = {"m": f"real[{size}]", "S": f"spd[{size}]", "A": f"real[{size},{size}]"}
        record = decided("fisher_form(MultivariateNormal(m, S), S, A, A) == 0", let)
        assert record["verdict"] == "inconclusive"
        assert "symmetric directions" in record["reason"] or "expected one change of" in record["reason"]


def test_sizes_of_matrices_are_distinct_names() -> None:
    """Every pair of dimensions of a rectangular law is tried, square ones included."""
    sizes = Sized({"m": 1, "n": 1}, lambda _: None).sizes()  # type: ignore[arg-type, return-value]  # no problem is asked for
    assert {tuple(size.values()) for size in sizes} >= set(itertools.product((1, 2), repeat=2))


def test_numbers_vary_no_law_of_every_dimension() -> None:
    """The message names the numbers and what to declare instead."""
    let = {"s": "positive", "K": "spd[n]", "mu": "real[n]"}
    with pytest.raises(DerivationError) as caught:
        derive("fisher(MultivariateNormal(mu, s*K), [s])", let)
    wanted = "expected a declared vector, got the numbers s. Declare explicit dimensions, e.g. spd[3]."
    assert str(caught.value) == f"Varying a law of every dimension: {wanted}"
