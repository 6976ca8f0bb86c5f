"""Inequalities and definiteness are proved by certificates, and the slightly stronger statement that is false is not."""

from __future__ import annotations

import random

import pytest
import sympy as sp

from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.types import parse_type
from verify.problem import Domain, Problem, Variable
from verify.provers import identity_testing, independent_atoms, ldl, sum_of_squares

x, y, z = sp.symbols("x y z", real=True)
a, b, c = sp.symbols("a b c", positive=True)
p, q = sp.symbols("p q", positive=True)
HALF = sp.Rational(1, 2)
SLACK = sp.Rational(1, 10**4)
P, Q = sp.symbols("P0:3", positive=True), sp.symbols("Q0:3", positive=True)
S00, S11 = sp.symbols("S_0_0 S_1_1", positive=True)
S01 = sp.Symbol("S_0_1", real=True)
S = Tensor.matrix([[S00, S01], [S01, S11]])
VARIABLES = {
    **{str(s): Variable(parse_type("real"), Tensor.scalar(s)) for s in (x, y, z)},
    **{str(s): Variable(parse_type("positive"), Tensor.scalar(s)) for s in (a, b, c)},
    **{str(s): Variable(parse_type("unit"), Tensor.scalar(s)) for s in (p, q)},
    "P": Variable(parse_type("simplex[3]"), Tensor.vector(P)),
    "Q": Variable(parse_type("simplex[3]"), Tensor.vector(Q)),
    "S": Variable(parse_type("spd[2]"), S),
}


def problem(
    relation: str, value: sp.Expr | list[list[sp.Expr]], given: tuple[Goal, ...] = (), conditions: tuple[tuple, ...] = ()
) -> Problem:
    """One goal over the variables of this file."""
    residual = Tensor.matrix(value) if isinstance(value, list) else Tensor.scalar(value)
    return Problem((Goal(relation, residual),), Domain(VARIABLES, given), conditions)


def proved(prover: object, stated: Problem) -> bool:
    """Whether the prover claims a proof; it may only prove or be silent."""
    finding = prover.PROVER.decide(stated, random.Random(1))  # noqa: S311 - repeatable
    assert finding is None or finding.verdict == "proved"
    return finding is not None


KL = sum(u * sp.log(u / v) for u, v in zip(P, Q, strict=True))
NONNEGATIVE = {
    "square": x**2 - 2 * x * y + y**2,
    "quadratic form": 2 * x**2 + 2 * y**2 + 2 * z**2 - 2 * x * y - 2 * y * z - 2 * x * z,
    "means": (a + b) / 2 - sp.sqrt(a * b),
    "Cauchy and Schwarz": (x**2 + y**2) * (a**2 + b**2) - (x * a + y * b) ** 2,
    "cubic on positive numbers": a**3 + b**3 - a**2 * b - a * b**2,
    "Gibbs": a - 1 - sp.log(a),
    "exponential": sp.exp(x) - 1 - x,
    "Poisson KL": a * sp.log(a / b) - a + b,
    "exponential KL": sp.log(a / b) + b / a - 1,
    "Bernoulli KL": p * sp.log(p / q) + (1 - p) * sp.log((1 - p) / (1 - q)),
    "categorical KL": KL,
    "normal KL": sp.log(b / a) + (a**2 + (x - y) ** 2) / (2 * b**2) - HALF,
    "variance of a bit": sp.Rational(1, 4) - p * (1 - p),
    "logsumexp above the mean": sp.log(sp.exp(x) + sp.exp(y)) - (x + y) / 2 - sp.log(2),
    "Jensen": sp.log((a + b) / 2) - (sp.log(a) + sp.log(b)) / 2,
    "absolute value": sp.Abs(x) - x,
    "hyperbolic cosine": sp.cosh(x) - 1,
    "one plus cosine": 1 + sp.cos(x),
    "trace and determinant": (S00 + S11) ** 2 / 4 - (S00 * S11 - S01**2),
    "log of squares": sp.log(x**2) - sp.log(y**2) - 1 + y**2 / x**2,
}
POSITIVE = {
    "no real root": x**2 + x + 1,
    "positive numbers": a**2 - a * b + b**2,
    "below one": 1 - p**2,
    "entropy of a bit": -p * sp.log(p) - (1 - p) * sp.log(1 - p),
    "entropy of three": -sum(s * sp.log(s) for s in P),
    "softplus above the identity": sp.log(1 + sp.exp(x)) - x,
    "derivative of tanh": 1 - sp.tanh(x) ** 2,
    "determinant": S00 * S11 - S01**2,
    "circle": 2 - sp.sin(x) - sp.cos(x),
    "trigamma": sp.polygamma(1, a),
}


@pytest.mark.parametrize("name", NONNEGATIVE)
def test_nonnegative_residuals_are_certified_and_no_more(name: str) -> None:
    """Each holds with equality somewhere: it is proved, its strict form and the form short of a little are not."""
    residual = NONNEGATIVE[name]
    assert proved(sum_of_squares, problem("nonnegative", residual))
    assert not proved(sum_of_squares, problem("positive", residual))
    assert not proved(sum_of_squares, problem("nonnegative", residual - SLACK))


@pytest.mark.parametrize("name", POSITIVE)
def test_positive_residuals_are_certified_and_their_opposites_are_not(name: str) -> None:
    """Each is proved positive and nonzero; its negative is not proved to be anything but nonzero, and a large offset breaks it."""
    residual = POSITIVE[name]
    for relation in ("positive", "nonnegative", "nonzero"):
        assert proved(sum_of_squares, problem(relation, residual))
    for relation in ("positive", "nonnegative"):
        assert not proved(sum_of_squares, problem(relation, -residual))
        assert not proved(sum_of_squares, problem(relation, residual - 3))


EXPONENTIALS = [sp.exp(s) for s in (x, y, z)]
SHARES = [e / sum(EXPONENTIALS) for e in EXPONENTIALS]
SOFTMAX = sp.Matrix(3, 3, lambda i, j: (SHARES[i] if i == j else 0) - SHARES[i] * SHARES[j])
J = sp.Matrix(2, 2, sp.symbols("j0:4", real=True))
TALL = sp.Matrix(3, 2, sp.symbols("k0:6", real=True))
FISHER = sp.Matrix(S.rows())
SEMIDEFINITE = {
    "softmax Hessian": SOFTMAX,
    "weighted Gram matrix": TALL.T * sp.diag(a, b, c) * TALL,
    "congruence of a definite matrix": J.T * FISHER * J,
    "outer product": sp.Matrix([[x**2, x * y], [x * y, y**2]]),
    "covariance of a simplex": sp.Matrix(3, 3, lambda i, j: (P[i] if i == j else 0) - P[i] * P[j]),
}
DEFINITE = {
    "normal Fisher matrix": sp.diag(1 / a**2, 2 / a**2),
    "declared definite": FISHER,
    "its inverse": FISHER.inv(),
    "damped": J.T * FISHER * J + a * sp.eye(2),
}


@pytest.mark.parametrize("name", SEMIDEFINITE)
def test_semidefinite_matrices_are_certified_and_no_more(name: str) -> None:
    """Each is singular somewhere: psd is proved, pd is not, and psd is not once a little is taken from the diagonal."""
    matrix = SEMIDEFINITE[name]
    assert proved(ldl, problem("psd", matrix.tolist()))
    assert not proved(ldl, problem("pd", matrix.tolist()))
    assert not proved(ldl, problem("psd", (matrix - SLACK * sp.eye(matrix.shape[0])).tolist()))


@pytest.mark.parametrize("name", DEFINITE)
def test_definite_matrices_are_certified_and_their_opposites_are_not(name: str) -> None:
    """Positive definite is proved; for the negative, and for a matrix that is not symmetric, nothing is."""
    matrix = DEFINITE[name]
    assert proved(ldl, problem("pd", matrix.tolist()))
    assert proved(ldl, problem("psd", matrix.tolist()))
    skewed = matrix + sp.Matrix([[0, SLACK], [0, 0]])
    for relation in ("pd", "psd"):
        assert not proved(ldl, problem(relation, (-matrix).tolist()))
        assert not proved(ldl, problem(relation, skewed.tolist()))


def test_indefinite_matrices_are_not_certified() -> None:
    """A matrix with one negative eigenvalue is neither psd nor pd."""
    for rows in ([[1, 2], [2, 1]], [[a, b], [b, a]], [[0, x], [x, 0]], [[S00, S01], [S01, -S11]]):
        assert not proved(ldl, problem("psd", [[sp.sympify(entry) for entry in row] for row in rows]))


def test_hypotheses_are_used_and_needed() -> None:
    """X >= 1 gives x^2 >= x, and x + y = 1 gives the identity; without them nothing is proved."""
    at_least_one = (Goal("nonnegative", Tensor.scalar(x - 1)),)
    assert proved(sum_of_squares, problem("nonnegative", x**2 - x, at_least_one))
    assert not proved(sum_of_squares, problem("nonnegative", x**2 - x))
    assert not proved(sum_of_squares, problem("positive", x**2 - x, at_least_one))
    on_a_line = (Goal("zero", Tensor.scalar(a * x + a * y - a)),)
    assert proved(independent_atoms, problem("zero", x**2 - y**2 - x + y, on_a_line))
    assert not proved(independent_atoms, problem("zero", x**2 - y**2 - x + y))
    through_zero = (Goal("zero", Tensor.scalar(z * x + z * y - z)),)
    assert not proved(independent_atoms, problem("zero", x**2 - y**2 - x + y, through_zero))


def test_conditions_of_definition_are_used() -> None:
    """Where log x is defined, x is positive; a condition on another symbol does not help."""
    residual = sp.log(x**2) - 2 * sp.log(x)
    assert proved(independent_atoms, problem("zero", residual, conditions=(("positive", x),)))
    assert not proved(independent_atoms, problem("zero", residual, conditions=(("positive", y),)))


@pytest.mark.parametrize(
    ("left", "right", "plain", "signed"),
    [
        ((a * x, a * y), (x, y), True, True),
        ((-a * x, -a * y), (x, y), True, False),
        ((0, 0), (0, 0), True, True),
        ((x * x, x * y), (x, y), False, False),  # the factor x may vanish
        ((z**2 * x, z**2 * y), (x, y), False, False),
        ((x, y), (z**2 * x, z**2 * y), False, False),  # the factor may be infinite
        ((x, y), (x, 2 * y), False, False),
        ((x, 0), (0, 0), False, False),
        (((1 + sp.cos(z)) * x, (1 + sp.cos(z)) * y), (x, y), False, False),  # vanishes at the angle that half-angle coordinates miss
        (((2 + sp.cos(z)) * x, (2 + sp.cos(z)) * y), (x, y), True, True),
    ],
)
def test_proportionality_needs_a_factor_of_certain_sign(
    left: tuple[sp.Expr, ...], right: tuple[sp.Expr, ...], *, plain: bool, signed: bool
) -> None:
    """The factor must be finite and nonzero everywhere, and positive for the signed relation."""
    for relation, expected in (("proportional", plain), ("positively_proportional", signed)):
        goal = Goal(relation, None, Tensor.vector(list(left)), Tensor.vector(list(right)))
        assert proved(independent_atoms, Problem((goal,), Domain(VARIABLES))) is expected


def test_provers_leave_foreign_goals_alone() -> None:
    """Each prover is silent about relations outside its class."""
    identity = problem("zero", (x + 1) ** 2 - x**2 - 2 * x - 1)
    assert proved(independent_atoms, identity)
    assert not proved(identity_testing, identity)
    assert not proved(sum_of_squares, identity)
    assert not proved(ldl, identity)
    assert not proved(independent_atoms, problem("nonnegative", x**2))
    assert not proved(ldl, problem("nonnegative", x**2))


def test_all_goals_must_be_proved() -> None:
    """One goal that resists leaves the whole statement open."""
    goals = (Goal("nonnegative", Tensor.scalar(x**2)), Goal("zero", Tensor.scalar(sp.sin(x) ** 2 + sp.cos(x) ** 2 - 1)))
    assert proved(sum_of_squares, Problem(goals, Domain(VARIABLES)))
    assert not proved(sum_of_squares, Problem((*goals, Goal("nonnegative", Tensor.scalar(x))), Domain(VARIABLES)))
    assert not proved(sum_of_squares, Problem((*goals, Goal("zero", Tensor.scalar(x))), Domain(VARIABLES)))
