"""A name that a mean binds says nothing: not that of the value of a law, nor one that a derivation uses for itself."""

from __future__ import annotations

import pytest
from stated import decided

from derivations.errors import DerivationError
from derivations.matrix_calculus.isserlis import ROWS, gaussian_mean
from derivations.star_algebra.element import Element

SHAPES = {
    "u": "real[n]",
    "w": "real[n]",
    "S": "spd[n]",
    "T": "spd[n]",
    "A": "symmetric[n]",
    "L": "real[m,n]",
    "R": "spd[m]",
    "nu": "positive",
}
NAMES = ["a", "b", "eta", "p", "t", "x", "y", "P", "X", "df"]  # those of directions, centred values, precisions and natural parameters
FAMILIES = [
    ("MultivariateNormal(u, S)", "{0} @ A @ {0}", "trace(A @ S) + u @ A @ u", "trace(A @ S)"),
    ("MultivariateNormal(u, precision=T)", "outer({0}, {0})", "inv(T) + outer(u, u)", "inv(T)"),
    ("MatrixNormal(L, R, S)", "{0}", "L", "0*L"),
    ("Wishart(nu, S)", "{0}", "nu*S", "S"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("law", "value", "mean", "slip"), FAMILIES, ids=[family[0] for family in FAMILIES])
def test_means_are_the_same_under_every_name(name: str, law: str, value: str, mean: str, slip: str) -> None:
    """What is true is proved and a slip refuted, whichever name the value has."""
    whole = f"E({value.format(name)}, {name}, {law})"
    given = ["nu > n - 1"] if law.startswith("Wishart") else []
    assert decided(f"{whole} == {mean}", SHAPES, given=given)["verdict"] == "proved"
    assert decided(f"{whole} == {slip}", SHAPES, given=given)["verdict"] == "refuted"


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("Var(dot(x, x), x, MultivariateNormal(u, S)) == 2*trace(S @ S) + 4*u @ S @ u", "proved"),
        ("Var(dot(x, x), x, MultivariateNormal(u, S)) == 2*trace(S @ S)", "refuted"),
        ("Cov(A @ t, t, MultivariateNormal(u, S)) == A @ S @ A", "proved"),
        ("E(E(dot(x, y), x, MultivariateNormal(u, S)), y, MultivariateNormal(w, T)) == dot(u, w)", "proved"),
        ("E(E(dot(x, y), y, MultivariateNormal(x, S)), x, MultivariateNormal(u, T)) == dot(u, u) + trace(T)", "proved"),
        ("E(E(dot(x, y), y, MultivariateNormal(x, S)), x, MultivariateNormal(u, T)) == dot(u, u)", "refuted"),
        ("E(E(dot(x, x), x, MultivariateNormal(x, S)), x, MultivariateNormal(u, T)) == dot(u, u) + trace(S) + trace(T)", "proved"),
        ("E(E(dot(y, y), y, MultivariateNormal(y, S)), y, MultivariateNormal(u, T)) == dot(u, u) + trace(S)", "refuted"),
        ("E(outer(score(MultivariateNormal(u, S), x, u), x), x, MultivariateNormal(u, S)) == eye(n)", "proved"),
    ],
)
def test_means_of_means_keep_their_values_apart(statement: str, verdict: str) -> None:
    """Under two laws, of which one may be centred at a value of the other, even of the same name."""
    assert decided(statement, SHAPES)["verdict"] == verdict


def test_means_of_counts_with_probabilities_keep_theirs_apart() -> None:
    """A mixture averages over probabilities of its own, whatever the document calls others."""
    let = {"a": "positive[K]", "c": "positive[K]", "N": "natural"}
    whole = "E(E(sum(p[k]*y[k] for k in range(K)), y, DirichletMultinomial(N, a)), p, Dirichlet(c))"
    total = "N*sum(a[k]*c[k] for k in range(K))/(sum(a[k] for k in range(K))*sum(c[k] for k in range(K)))"
    assert decided(f"{whole} == {total}", let)["verdict"] == "proved"
    assert decided(f"{whole} == 2*{total}", let)["verdict"] == "refuted"


@pytest.mark.parametrize("name", ["W", "y"])
def test_an_inverse_is_not_read_as_the_matrix(name: str) -> None:
    """The mean of the inverse of a Wishart matrix, of which one rule knew only that of the matrix."""
    let, given = {"V": "spd[n]", "nu": "positive"}, ["nu > n + 5"]
    means = f"E(trace(inv({name}) @ V), {name}, Wishart(nu, V))"
    assert decided(f"{means} == n/(nu - n - 1)", let, given=given)["verdict"] not in {"refuted", "disputed"}
    assert decided(f"{means} == nu*trace(V @ V)", let, given=given)["verdict"] not in {"proved", "disputed"}


def test_a_value_inside_an_inverse_has_no_gaussian_mean() -> None:
    """x^T (1 + x x^T)^-1 x is no quadratic form, although x stands at both of its ends."""
    x, spread = Element.letter("x'", ("n",)), Element.letter("S", ("n", "n"), kind="spd")
    inside = (Element.identity("n") + Element.outer(x, x)).inverse()
    with pytest.raises(DerivationError, match="expected x' in products only"):
        gaussian_mean(x @ inside @ x, "x'", {ROWS: spread})
    outside = (Element.identity("n") + spread).inverse()
    assert gaussian_mean(x @ outside @ x, "x'", {ROWS: spread}) == (outside @ spread).trace()
