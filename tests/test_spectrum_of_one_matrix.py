"""Signs of forms in one matrix are decided at its eigenvalues; what mixes these, turns with the basis, or has two matrices is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stated import decided, searched, seeded, stated

from verify.provers import one_matrix
from verify.star.spectrum import NotReadError, Spectrum

if TYPE_CHECKING:
    from derivations.star_algebra.element import Element

LET = {
    "A": "spd[n]",
    "B": "symmetric[n]",
    "C": "spd[n]",
    "J": "real[m,n]",
    "Q": "real[n,n]",
    "x": "real[n]",
    "y": "real[n]",
    "w": "positive[n]",
    "q": "positive[n]",
    "u": "real[m]",
    "lam": "positive",
    "L": "positive",
    "mu": "positive",
}
TRUE = [
    ("x @ inv(A + lam*eye(n)) @ x <= x @ inv(A) @ x", []),
    ("x @ inv(A + lam*eye(n)) @ x <= dot(x, x)/lam", []),
    ("dot(A @ x, A @ x) <= L*(x @ A @ x)", ["psd(L*eye(n) - A)"]),
    ("dot(A @ x, A @ x) + mu*L*dot(x, x) <= (mu + L)*(x @ A @ x)", ["psd(A - mu*eye(n))", "psd(L*eye(n) - A)"]),
    ("dot(x - lam*(A @ x), x - lam*(A @ x)) <= dot(x, x)", ["pd(2/lam*eye(n) - A)"]),
    ("2*trace(A) <= trace(A @ A) + n", []),
    ("u @ J @ inv(J.T @ J + lam*eye(n)) @ J.T @ u <= dot(u, u)", []),
    ("psd(inv(A) - 2*eye(n) + A)", []),
]
OPEN = [  # with one number for each letter these hold; they fail, or are no sums over eigenvalues
    ("(x @ A @ x)*(x @ inv(A) @ x) <= dot(x, x)**2", []),
    ("trace(A)*trace(inv(A)) <= n", []),
    ("trace(A)**2 <= trace(A @ A)", []),
    ("trace(A) <= n*trace(A @ A) + 1/(4*n)", []),
    ("w @ A @ q >= 0", []),
    ("psd(A @ C + C @ A)", []),
    ("trace(A @ C @ A @ C) <= trace(A @ A)*trace(C @ C)", []),
    ("x @ Q @ Q @ x >= 0", []),
    ("x @ A @ x*dot(y, y) >= (x @ y)*(x @ A @ y)", []),
    ("psd(inv(A + outer(x, x)) - inv(A) + outer(x, x))", []),
    ("psd(J @ J.T - mu*eye(m))", ["psd(J.T @ J - mu*eye(n))"]),
    ("trace(J @ J.T) + n >= m", []),
    ("dot(x, x) <= x @ A @ x", ["x @ A @ x >= dot(x, x)"]),
    ("x @ A @ y >= 0", ["dot(x, x) == 1", "dot(y, y) == 1"]),
    ("dot(A @ x, A @ x) <= L*(x @ A @ x)", ["x @ A @ x <= L*dot(x, x)"]),
]


@pytest.mark.parametrize(("statement", "given"), TRUE)
def test_one_matrix_is_decided_at_its_eigenvalues(statement: str, given: list[str]) -> None:
    """Damping, descent, co-coercivity and push-through bounds hold in every dimension."""
    record = decided(statement, LET, given=given)
    assert record["verdict"] == "proved"
    assert record["scope"].startswith("all dimensions")


@pytest.mark.parametrize(("statement", "given"), OPEN)
def test_what_is_no_sum_over_eigenvalues_is_left_alone(statement: str, given: list[str]) -> None:
    """Products of forms, signs of entries, second matrices, bases that differ, and hypotheses about vectors."""
    _, _, search = searched(stated(statement, LET, given=given), seeded())
    problem = search.statement.problem(search.elaborator)
    assert one_matrix.PROVER.decide(problem, seeded()) is None


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        ("x @ inv(A + lam*eye(n)) @ x <= x @ inv(A) @ x - dot(x, x)/lam", []),
        ("dot(A @ x, A @ x) <= L*(x @ A @ x)", []),
        ("dot(A @ x, A @ x) <= L*(x @ A @ x)/2", ["psd(L*eye(n) - A)"]),
        ("dot(x - lam*(A @ x), x - lam*(A @ x)) <= dot(x, x)", ["pd(3/lam*eye(n) - A)"]),
        ("psd(B + inv(eye(n) + B @ B))", []),
        ("x @ A @ x > 0", []),
        ("psd(J @ J.T - mu*eye(m))", ["psd(J.T @ J - mu*eye(n))"]),
    ],
)
def test_slips_are_refuted(statement: str, given: list[str]) -> None:
    """Bounds that are too tight, a hypothesis dropped or too weak, a strict sign at zero, the larger space of a rectangular matrix."""
    assert decided(statement, LET, given=given)["verdict"] == "refuted"


def test_a_hypothesis_that_fixes_the_size_is_not_read() -> None:
    """At one eigenvalue the size would be one."""
    statement, given = "trace(A)*trace(A) <= 2*trace(A @ A)", ["n <= 2"]
    assert "spectrum" not in str(decided(statement, LET, given=given)["evidence"])


def test_what_is_read_is_the_number_at_one_eigenvalue() -> None:
    """h/(h + lam) x y of x^T A (A + lam)^-1 y, and nothing of a product of two forms."""
    _, _, search = searched(stated("x @ A @ inv(A + lam*eye(n)) @ y - (x @ A @ x)*dot(y, y) >= 0", LET), seeded())
    element: Element = search.statement.problem(search.elaborator).goals[0].residual
    spectrum = Spectrum.of(element)
    assert spectrum is not None
    with pytest.raises(NotReadError):
        spectrum.form(element)
    _, _, search = searched(stated("x @ A @ inv(A + lam*eye(n)) @ y >= 0", LET), seeded())
    number = spectrum.form(search.statement.problem(search.elaborator).goals[0].residual)
    h, lam = spectrum.value, next(symbol for symbol in number.free_symbols if symbol.name == "lam")
    x, y = (spectrum.vectors[name] for name in "xy")
    assert (number - h / (h + lam) * x * y).together().expand() == 0 or (number * (h + lam) - h * x * y).expand() == 0
