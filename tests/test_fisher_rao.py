"""Fisher-Rao distances: isometries are proved, wrong formulas are rejected, and lengths agree with integration along paths."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import mpmath
import pytest
import sympy as sp
from eikonal import is_eikonal

from derivations.errors import DerivationError
from derivations.families import built_in
from derivations.fisher import fisher
from derivations.fisher_rao import fisher_rao, geodesic, geodesic_distance, isometry
from derivations.geodesics.coordinates import TABLE
from derivations.geodesics.isometry import Isometry, is_isometry
from derivations.geodesics.models import Flat, HalfPlane
from derivations.language.tensor import Tensor
from derivations.normal_form import Facts

if TYPE_CHECKING:
    from derivations.law import Law

m, a, b, c, k = sp.Symbol("m", real=True), *sp.symbols("a b c k", positive=True)
n, s = sp.Symbol("n", real=True), sp.Symbol("s", positive=True)
MANIFOLDS: dict[str, tuple[str, tuple[Any, ...], tuple[sp.Symbol, ...]]] = {
    "Normal": ("Normal", (m, a), (m, a)),
    "Normal, fixed scale": ("Normal", (m, k), (m,)),
    "Normal, fixed location": ("Normal", (0, a), (a,)),
    "LogNormal": ("LogNormal", (m, a), (m, a)),
    "Cauchy": ("Cauchy", (m, a), (m, a)),
    "Logistic": ("Logistic", (m, a), (m, a)),
    "Laplace": ("Laplace", (m, a), (m, a)),
    "Gumbel": ("Gumbel", (m, a), (m, a)),
    "Weibull": ("Weibull", (a, b), (a, b)),
    "InverseGaussian": ("InverseGaussian", (a, b), (a, b)),
    "StudentT, fixed df": ("StudentT", (k, m, a), (m, a)),
    "Poisson": ("Poisson", (a,), (a,)),
    "Exponential": ("Exponential", (a,), (a,)),
    "Rayleigh": ("Rayleigh", (a,), (a,)),
    "Maxwell": ("Maxwell", (a,), (a,)),
    "HalfNormal": ("HalfNormal", (a,), (a,)),
    "Bernoulli": ("Bernoulli", (a,), (a,)),
    "Binomial": ("Binomial", (7, a), (a,)),
    "Geometric": ("Geometric", (a,), (a,)),
    "NegativeBinomial, fixed total": ("NegativeBinomial", (k, a), (a,)),
    "Gamma, fixed concentration": ("Gamma", (k, a), (a,)),
    "InverseGamma, fixed concentration": ("InverseGamma", (k, a), (a,)),
    "Weibull, fixed concentration": ("Weibull", (a, k), (a,)),
    "Pareto, fixed scale": ("Pareto", (2, a), (a,)),
    "VonMises, fixed concentration": ("VonMises", (m, k), (m,)),
    "Categorical": ("Categorical", ([a, b, 1 - a - b],), (a, b)),
    "Multinomial": ("Multinomial", (5, [a, b, 1 - a - b]), (a, b)),
    "MultivariateNormal, fixed covariance": ("MultivariateNormal", ([m, n], [[2, 1], [1, 3]]), (m, n)),
    "MultivariateNormal, fixed mean": ("MultivariateNormal", ([0], [[a]]), (a,)),
    "MultivariateNormal, fixed mean, two dimensions": ("MultivariateNormal", ([0, 0], [[a, c], [c, b]]), (a, c, b)),
    "MultivariateNormal, one dimension": ("MultivariateNormal", ([m], [[a]]), (m, a)),
}
BOUNDED = {"Bernoulli", "Binomial", "Geometric", "NegativeBinomial", "Categorical", "Multinomial"}  # the variables sum to less than one
NESTED_ROOTS = "MultivariateNormal, fixed mean, two dimensions"  # logarithms of eigenvalues, beyond the normal form
by_manifold = pytest.mark.parametrize("name", sorted(MANIFOLDS))
START = {
    m: sp.Rational(-1, 3),
    n: sp.Rational(1, 2),
    a: sp.Rational(1, 5),
    b: sp.Rational(1, 3),
    c: sp.Rational(1, 10),
    k: sp.Rational(5, 2),
}
POINTS = [
    START,
    START | {m: sp.Rational(4, 5), n: sp.Rational(-2, 3), a: sp.Rational(2, 5), b: sp.Rational(1, 4), c: sp.Rational(-1, 7)},
    START | {m: sp.Rational(1, 7), n: sp.Integer(1), a: sp.Rational(3, 7), b: sp.Rational(2, 7)},
]


def manifold(name: str) -> tuple[Law, Tensor, Tensor]:
    """The law, its Fisher matrix and its variables."""
    family, parameters, v = MANIFOLDS[name]
    law = built_in()[family].law(*parameters)
    return law, fisher(law, Tensor.vector(v)), Tensor.vector(v)


def at(v: Tensor, point: dict[sp.Symbol, sp.Expr]) -> Tensor:
    """The values of the variables at a point."""
    return v.map(lambda symbol: point[symbol])


def number(expression: sp.Expr) -> float:
    """The value, with the concentration that is held fixed."""
    return float(expression.subs(k, START[k]).evalf(30))


@by_manifold
def test_the_model_metric_pulls_back_to_the_fisher_matrix(name: str) -> None:
    """The isometry is proved; with the metric doubled it is none."""
    law, metric, v = manifold(name)
    found = isometry(law, v.entries)
    assert is_isometry(found, metric, v.entries)
    assert not is_isometry(found, metric.map(lambda entry: 2 * entry), v.entries)


def test_the_distance_of_matrices_grows_at_unit_speed() -> None:
    """The eikonal identity at an exact point, to thirty digits; a formula with one eigenvalue forgotten fails it."""
    law, metric, v = manifold(NESTED_ROOTS)
    distance = geodesic_distance(law, v, at(v, POINTS[1]), v).item
    inverse = sp.Matrix([[entry.subs(POINTS[0]) for entry in row] for row in metric.rows()]).inv()

    def speed(formula: sp.Expr) -> sp.Expr:
        slope = sp.Matrix([sp.diff(formula, symbol).subs(POINTS[0]) for symbol in v.entries])
        return (slope.T * inverse * slope)[0].evalf(40)

    assert abs(speed(distance) - 1) < 1e-30
    assert abs(speed(sp.sqrt(distance**2 - sp.log(v.entries[0]) ** 2 / 2)) - 1) > 1e-3


@pytest.mark.parametrize("name", sorted(MANIFOLDS.keys() - {NESTED_ROOTS}))
def test_distances_grow_at_unit_speed(name: str) -> None:
    """The eikonal identity is proved; for twice the distance, and for its square, it is not."""
    law, metric, v = manifold(name)
    start = v.map(lambda symbol: sp.Symbol(f"{symbol.name}_0", **symbol.assumptions0))
    distance, rest = geodesic_distance(law, v, start, v).item, 1 - sp.Add(*v.entries)
    known = (rest, rest.xreplace(dict(zip(v.entries, start.entries, strict=True)))) if name.partition(",")[0] in BOUNDED else ()
    facts = Facts(positive=known)
    assert is_eikonal(distance, metric, v.entries, facts)
    assert not is_eikonal(2 * distance, metric, v.entries, facts)
    assert not is_eikonal(distance**2, metric, v.entries, facts)


@by_manifold
def test_distances_are_symmetric_positive_and_obey_the_triangle_inequality(name: str) -> None:
    """At exact points: d(p, p) = 0, d(p, q) = d(q, p) > 0, and no detour is shorter."""
    law, _, v = manifold(name)
    d = {
        (i, j): number(geodesic_distance(law, v, at(v, POINTS[i]), at(v, POINTS[j])).item) for i, j in itertools.product(range(3), repeat=2)
    }
    for i, j, over in itertools.permutations(range(3)):
        assert abs(d[i, i]) < 1e-14
        assert d[i, j] > 1e-3
        assert abs(d[i, j] - d[j, i]) < 1e-14
        assert d[i, j] <= d[i, over] + d[over, j] + 1e-14


@by_manifold
def test_geodesics_have_the_distance_as_their_length(name: str) -> None:
    """The path starts and ends where it should, and its speed in the Fisher metric is the distance at every time: none is shorter."""
    law, metric, v = manifold(name)
    t = sp.Symbol("t", real=True)
    start, end = at(v, POINTS[0]), at(v, POINTS[1])
    path = [sp.lambdify(t, entry.subs(k, START[k]), "mpmath") for entry in geodesic(law, v, start, end, Tensor.scalar(t)).entries]
    matrix = sp.lambdify([list(v.entries)], [[entry.subs(k, START[k]) for entry in row] for row in metric.rows()], "mpmath")
    distance = number(geodesic_distance(law, v, start, end).item)
    for time, wanted in ((0, start), (1, end)):
        assert all(abs(x(time) - mpmath.mpf(y.p) / y.q) < 1e-12 for x, y in zip(path, wanted.entries, strict=True))
    for time in (mpmath.mpf(1) / 7, mpmath.mpf(2) / 3):
        velocity = mpmath.matrix([mpmath.diff(x, time) for x in path])
        square = (velocity.T * mpmath.matrix(matrix([x(time) for x in path])) * velocity)[0]
        assert abs(mpmath.sqrt(square) - distance) < 1e-10


@by_manifold
def test_one_parameter_distances_are_integrals_of_the_speed(name: str) -> None:
    """Along one parameter the distance is the integral of the square root of the Fisher information; elsewhere it is at most that."""
    law, metric, v = manifold(name)
    start, end = at(v, POINTS[0]), at(v, POINTS[1])
    line = {symbol: (1 - s) * x + s * y for symbol, x, y in zip(v.entries, start.entries, end.entries, strict=True)}
    step = end.combine(start, lambda x, y: x - y)
    speed = sp.sqrt(step.matmul(metric.map(lambda entry: entry.subs(line, simultaneous=True))).matmul(step).item.subs(k, START[k]))
    length = mpmath.quad(sp.lambdify(s, speed, "mpmath"), [0, 1])
    distance = number(geodesic_distance(law, v, start, end).item)
    assert distance <= length + 1e-12
    if len(v.entries) == 1:
        assert abs(distance - length) < 1e-12


def law_of(name: str, *parameters: Any, **named: Any) -> Law:
    """A law by its family's name."""
    return built_in()[name].law(*parameters, **named)


@pytest.mark.parametrize(
    ("left", "right", "known"),
    [
        (law_of("Normal", 0, 1), law_of("Normal", 0, 4), sp.sqrt(2) * sp.log(4)),
        (law_of("Normal", 0, 1), law_of("Normal", 2, 1), sp.sqrt(2) * sp.acosh(2)),
        (law_of("Poisson", 4), law_of("Poisson", 9), sp.Integer(2)),
        (law_of("Exponential", 1), law_of("Exponential", 5), sp.log(5)),
        (law_of("Bernoulli", sp.Rational(1, 4)), law_of("Bernoulli", logits=sp.log(3)), sp.pi / 3),
        (law_of("Binomial", 9, sp.Rational(1, 4)), law_of("Binomial", 9, sp.Rational(3, 4)), sp.pi),
        (law_of("Categorical", [sp.Rational(1, 2), sp.Rational(1, 2)]), law_of("Categorical", logits=[0, sp.log(3)]), sp.pi / 6),
        (law_of("Cauchy", 0, 1), law_of("Cauchy", 0, 3), sp.log(3) / sp.sqrt(2)),
    ],
    ids=str,
)
def test_distances_are_those_of_the_literature(left: Law, right: Law, known: sp.Expr) -> None:
    """Values worked out by hand, also across parameterisations of one family."""
    assert abs(number(fisher_rao(left, right).item - known)) < 1e-14


def test_whole_turns_do_not_count() -> None:
    """Von Mises laws whose locations differ by 3 pi are half a turn apart."""
    law, v = law_of("VonMises", m, 2), Tensor.vector([m])
    distances = [geodesic_distance(law, v, Tensor.vector([0]), Tensor.vector([end])).item for end in (sp.pi, 3 * sp.pi, 2 * sp.pi)]
    assert number(distances[0]) == pytest.approx(number(distances[1]))
    assert number(distances[2]) == 0


@pytest.mark.parametrize(
    ("left", "right", "problem"),
    [
        (law_of("Gamma", a, b), law_of("Gamma", b, a), "hyperbolic plane"),
        (law_of("Pareto", 1, 2), law_of("Pareto", 1, 3), "does not move"),
        (law_of("Uniform", 0, 1), law_of("Uniform", 0, 2), "does not move"),
        (law_of("Binomial", 3, a), law_of("Binomial", 4, a), "one value of total"),
        (law_of("Normal", 0, 1), law_of("LogNormal", 0, 1), "one family"),
    ],
    ids=str,
)
def test_what_has_no_closed_distance_is_refused(left: Law, right: Law, problem: str) -> None:
    """No formula is guessed where none is proved."""
    with pytest.raises(DerivationError, match=problem):
        fisher_rao(left, right)


def test_wrong_isometries_are_seen() -> None:
    """The Normal law in flat space, or in a half-plane of another curvature or without the stretch, is refused."""
    _, metric, v = manifold("Normal")
    identity = Tensor.matrix([[1, 0], [0, 2]])
    stretched = lambda x: (x[0] / sp.sqrt(2), x[1])  # noqa: E731 - a chart is an expression
    assert is_isometry(Isometry(HalfPlane(sp.Integer(2)), stretched, stretched), metric, v.entries)
    assert not is_isometry(Isometry(HalfPlane(sp.Integer(2)), lambda x: x, lambda x: x), metric, v.entries)
    assert not is_isometry(Isometry(HalfPlane(sp.Integer(1)), stretched, stretched), metric, v.entries)
    assert not is_isometry(Isometry(Flat(identity), lambda x: x, lambda x: x), metric, v.entries)


def test_wrong_distances_are_seen() -> None:
    """For the Normal law: the Euclidean distance, the root of twice KL, and the half-plane distance without its stretch are none."""
    _, metric, v = manifold("Normal")
    q = (m - n) ** 2 + (a - s) ** 2
    wrong = [sp.sqrt(q), 2 * sp.sqrt(2) * sp.asinh(sp.sqrt(q / (4 * a * s))), sp.sqrt(2 * sp.log(s / a) + (a**2 + (m - n) ** 2) / s**2 - 1)]
    assert [is_eikonal(formula, metric, v.entries) for formula in wrong] == [False, False, False]


@pytest.mark.parametrize("coordinate", TABLE, ids=lambda coordinate: coordinate.name)
def test_coordinates_and_their_inverses_agree(coordinate: Any) -> None:
    """Each function of the table is undone by its inverse."""
    value = sp.Rational(3, 7)
    assert abs(number(coordinate.backward(coordinate.forward(value)) - value)) < 1e-14
