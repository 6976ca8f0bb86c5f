"""Kronecker products and stacked matrices mean in every dimension what they mean in explicit ones, and what has no rule is refused."""

from __future__ import annotations

import pytest
from stated import decided

from verify.derive import derive

LET = {
    "A": "spd[n]",
    "G": "spd[m]",
    "B": "real[p,n]",
    "C": "real[q,m]",
    "D": "real[n,r]",
    "F": "real[m,s]",
    "V": "real[m,n]",
    "W": "real[m,n]",
    "S": "invertible[n]",
    "T": "invertible[m]",
    "a": "real[n]",
    "g": "real[m]",
    "c": "positive",
}
SIZES = {"n": "2", "m": "3", "p": "2", "q": "1", "r": "2", "s": "1"}
TRUE = [
    "inv(kron(A, G)) @ vec(V) == vec(inv(G) @ V @ inv(A))",
    "inv(kron(S, T)) == kron(inv(S), inv(T))",
    "kron(B, C) @ kron(D, F) == kron(B @ D, C @ F)",
    "kron(B, C).T == kron(B.T, C.T)",
    "outer(vec(outer(g, a)), vec(outer(g, a))) == kron(outer(a, a), outer(g, g))",
    "outer(vec(V), vec(W)) @ kron(S, T) == outer(vec(V), vec(T.T @ W @ S))",
    "kron(S, T) @ outer(vec(V), vec(W)) == outer(vec(T @ V @ S.T), vec(W))",
    "outer(vec(V), vec(W)) @ outer(vec(W), vec(V)) == norm2(vec(W))**2*outer(vec(V), vec(V))",
    "trace(kron(A, G)) == trace(A)*trace(G)",
    "trace(outer(vec(V), vec(W))) == vec(V) @ vec(W)",
    "vec(V) @ kron(A, G) @ vec(V) == trace(V.T @ G @ V @ A)",
    "vec(V) @ vec(W) == trace(V.T @ W)",
    "norm2(vec(V))**2 == trace(V @ V.T)",
    "vec(outer(g, a)) @ inv(kron(A, G)) @ vec(outer(g, a)) == (a @ inv(A) @ a)*(g @ inv(G) @ g)",
    "c*vec(V)/2 - vec(W) == vec(c*V/2 - W)",
    "kron(A, G)**2 == kron(A @ A, G @ G)",
    "kron(A, G)/trace(A) == kron(A/trace(A), G)",
    "symmetric(kron(A, G))",
    "psd(kron(A, G) + outer(vec(V), vec(V)))",
]
FALSE = [
    "kron(A, G) @ vec(V) == vec(G @ V @ inv(A))",
    "kron(B, C) @ kron(D, F) == 2*kron(B @ D, C @ F)",
    "outer(vec(V), vec(W)) == outer(vec(W), vec(V))",
    "outer(vec(outer(g, a)), vec(outer(g, a))) == kron(outer(a, a), 2*outer(g, g))",
    "trace(kron(A, G)) == trace(A) + trace(G)",
    "vec(V) @ kron(A, G) @ vec(V) == trace(V.T @ V @ A)",
    "psd(kron(A, G) - outer(vec(V), vec(V)))",
    "symmetric(kron(S, T))",
    "psd(outer(vec(V), vec(W)))",
]
NAMED_ONLY = [  # in explicit sizes they take too long, or powers have other exponents
    "det(kron(S, T)) == det(S)**m*det(T)**n",
    "kron(A + c*eye(n), G + c*eye(m)) == kron(A, G) + c*kron(eye(n), G) + c*kron(A, eye(m)) + c**2*kron(eye(n), eye(m))",
    "pd(kron(A, G))",
    "n*kron(A, G) == kron(n*A, G)",
]
REFUSED = {  # what small sizes say of it
    "proportional(vec(V), vec(2*V))": "inconclusive",
    "kron(A, G) != 0*kron(A, G)": "inconclusive",
    "inv(kron(A, G) + kron(S, T)) @ vec(V) == vec(V)": "refuted",
    "det(kron(A, G) + kron(S, T)) == 1": "refuted",
    "pd(kron(A, G) + kron(A, G))": "supported",
    "softmax(vec(V)) == softmax(vec(V))": "supported",
    "kron(A, G)**0 == kron(eye(n), eye(m))": "inconclusive",
}


def _verdict(statement: str, *, explicit: bool = False) -> str:
    let = dict(LET)
    for name, size in SIZES.items() if explicit else ():
        let = {key: kind.replace(f"[{name}", f"[{size}").replace(f",{name}]", f",{size}]") for key, kind in let.items()}
    return str(decided(statement, let)["verdict"])


@pytest.mark.parametrize("statement", [*TRUE, *NAMED_ONLY])
def test_a_true_identity_is_proved_in_every_dimension(statement: str) -> None:
    """An equality of maps is one of the images of an arbitrary matrix."""
    assert _verdict(statement) == "proved"


@pytest.mark.parametrize("statement", FALSE)
def test_a_false_one_is_refuted(statement: str) -> None:
    """The witness has the matrix whose images differ."""
    assert _verdict(statement) == "refuted"
    assert _verdict(statement, explicit=True) == "refuted"


@pytest.mark.parametrize("statement", TRUE)
def test_explicit_sizes_agree(statement: str) -> None:
    """Nothing that is proved for named dimensions is refuted for entries, which are multiplied out by other code."""
    assert _verdict(statement, explicit=True) in ("proved", "supported", "inconclusive")


@pytest.mark.parametrize("statement", REFUSED)
def test_what_has_no_rule_is_left_to_small_sizes(statement: str) -> None:
    """No proof where the relation cannot be said of maps."""
    assert _verdict(statement) == REFUSED[statement]


ASSUMED = [
    ("trace(H)*trace(K) >= 0", "psd(kron(H, K))"),
    ("trace(K @ V @ H @ V.T) >= 0", "psd(kron(H, K))"),
    ("vec(V) @ kron(H, K) @ vec(V) == vec(V) @ kron(A, G) @ vec(V)", "kron(H, K) == kron(A, G)"),
    ("K @ V @ H == G @ V @ A", "kron(H, K) == kron(A, G)"),
]


@pytest.mark.parametrize(("statement", "given"), ASSUMED)
def test_what_is_assumed_of_a_map_is_not_assumed_of_one_matrix(statement: str, given: str) -> None:
    """The first is true of all semidefinite maps, and false where a form is positive at one matrix only."""
    record = decided(statement, {**LET, "H": "symmetric[n]", "K": "symmetric[m]"}, given=(given,))
    assert record["verdict"] == "inconclusive"
    assert "Reading a hypothesis" in str(record["reason"])


def test_stacked_matrices_may_be_assumed_equal() -> None:
    """No arbitrary matrix stands in an equality of vectors."""
    record = decided("G @ V == G @ W", LET, given=("vec(V) == vec(W)",))
    assert record["verdict"] == "proved"


def test_a_map_is_derived_as_the_claim_language() -> None:
    """What is printed can be written into a document."""
    types = {"A": "spd[n]", "G": "spd[m]", "V": "real[m,n]"}
    assert derive("kron(A, G) @ vec(V)", types).text == "vec(G @ V @ A)"
    assert derive("inv(kron(A, G)) + outer(vec(V), vec(V))", types).text == "kron(inv(A), inv(G)) + outer(vec(V), vec(V))"
