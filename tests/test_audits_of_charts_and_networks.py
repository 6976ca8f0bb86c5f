"""Audits of Fisher matrices: each says yes to a right stand-in of its library and no to a wrong one, and its references are right."""

from __future__ import annotations

import importlib
import math
import runpy
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import audit_standins
import mpmath
import numpy as np
import pytest
from flint import arb

from derivations.balls.precision import working
from verify.audits import curvlinops, geomstats, networks, ngboost, nngeometry, problems
from verify.audits.cases import Case, ask
from verify.audits.charts import derived, place, subject
from verify.audits.examine import Examination, examine
from verify.audits.reference import ball_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import ModuleType

    from verify.audits.charts import Chart
    from verify.audits.peer import Library

DIGITS = mpmath.mpf(10) ** -16


def charts(of: ModuleType, *names: str) -> Library:
    """The audit of some of a library's charts."""
    library: Library = of.LIBRARY
    return replace(library, cases=tuple(subject(chart, of.CALLS) for chart in of.CHARTS if chart.function in names))


def groups(of: ModuleType, numbers: Iterable[int]) -> Library:
    """The audit of some of a library's groups of matrices."""
    library: Library = of.LIBRARY
    return replace(library, cases=problems.subjects([of.GROUPS[number] for number in numbers]))


def look(library: Library) -> Examination:
    """The whole audit of what stands in the place of a library."""
    return examine(library, library.load(), lambda: None)


def kinds(found: Examination) -> set[tuple[str, str, str, str]]:
    """Function, quantity, regime and class of the findings."""
    return set(found.findings)


def prints(finding: Any, folder: Path, capsys: pytest.CaptureFixture[str]) -> float:
    """What the three lines of a finding print."""
    assert len(finding.reproduction.splitlines()) == 3
    script = folder / "reproduction.py"
    script.write_text(finding.reproduction, encoding="utf-8")
    capsys.readouterr()
    runpy.run_path(str(script))
    return float(capsys.readouterr().out)


NORMAL = ("Normal", "Normal (CRPS)")


def test_ngboost_that_is_right_has_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores, their gradients and both metrics in location and log-scale; a variance that is no method is missing."""
    audit_standins.ngboost(monkeypatch)
    found = look(charts(ngboost, *NORMAL))
    assert found.findings == {}
    assert set(found.compared) == {"log_density", "moment", "score", "fisher", "entropy", "mean"}
    assert set(found.missing) == {"variance"}
    assert found.refused.total() == found.without_reference.total() == 0


@pytest.mark.parametrize(
    ("faults", "function", "quantity", "entry"),
    [
        ({"log_metric": lambda law: np.array([[[1 / law.scale[0], 0], [0, 2]]])}, "Normal", "fisher", [0, 0]),
        (
            {"crps_metric": lambda law: np.array([[[1, 0], [0, law.scale[0] ** 2 / 2]]]) / math.sqrt(math.pi)},
            *("Normal (CRPS)", "fisher"),
            None,
        ),
        ({"log_d_score": lambda law, y: np.stack([(law.loc - y) / law.scale**2, 0 * y], axis=1)}, "Normal", "score", [1]),
        ({"log_entropy": lambda law: np.log(law.scale)}, "Normal", "entropy", None),
    ],
)
def test_ngboost_that_is_wrong_is_found(  # noqa: PLR0913, PLR0917 - a planted fault and where it shows
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    faults: dict[str, Any],
    function: str,
    quantity: str,
    entry: list[int] | None,
) -> None:
    """A planted fault is found in its place and nowhere else, and the three lines print it."""
    audit_standins.ngboost(monkeypatch, **faults)
    found = look(charts(ngboost, *NORMAL))
    assert {key[:2] for key in kinds(found)} == {(function, quantity)}
    worst = found.findings[function, quantity, "ordinary", "wrong"]
    assert entry is None or worst.parameters["entry"] == entry
    assert prints(worst, tmp_path, capsys) == worst.library_value


@pytest.mark.parametrize(("factor", "expected"), [(1.005, set()), (1.1, {"biased"})])
def test_metrics_by_draws_are_judged_by_standard_deviations(monkeypatch: pytest.MonkeyPatch, factor: float, expected: set[str]) -> None:
    """Of 40000 draws, half a percent is less than one deviation of an entry, a tenth is many: no tolerance says so."""
    audit_standins.ngboost(monkeypatch, log_metric=lambda law: factor * np.array([[[1 / law.scale[0] ** 2, 0], [0, 2]]]))
    (normal,) = (replace(chart, draws=40_000) for chart in ngboost.CHARTS if chart.function == "Normal")
    found = look(replace(ngboost.LIBRARY, cases=(subject(normal, ngboost.CALLS),)))
    assert {key[3] for key in kinds(found)} == expected
    assert found.compared["fisher"] == 3 * 4  # ordinary laws alone
    if expected:
        worst = found.findings["Normal", "fisher", "ordinary", "biased"]
        assert worst.parameters["standard_deviations"] == pytest.approx(
            0.1 * math.sqrt(40_000 / {0: 2, 1: 14}[worst.parameters["entry"][0]]), abs=0.1
        )


MANIFOLDS = ("UnivariateNormalDistributions", "MultinomialDistributions")


def test_geomstats_that_is_right_has_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Densities, metrics by matrices and by products of tangent vectors, and distances also of nearly equal laws."""
    audit_standins.geomstats(monkeypatch)
    found = look(charts(geomstats, *MANIFOLDS))
    assert found.findings == {}
    assert set(found.compared) == {"log_density", "fisher", "distance"}
    assert set(found.without_reference) == {"log_density"}  # those that leave the range of floats
    assert found.refused.total() == 0


class Cancelling(audit_standins.HalfPlane):
    """A distance by the hyperbolic cosine, which loses digits near its zero."""

    def dist(self, p: Any, q: Any) -> float:
        """The formula of textbooks."""
        gap = (p[0] - q[0]) ** 2 / 2 + (p[1] - q[1]) ** 2
        return float(math.sqrt(2) * math.acosh(1 + gap / (2 * p[1] * q[1])))


class Unscaled(audit_standins.Simplex):
    """A metric that forgets the number of draws."""

    def inner_product(self, u: Any, v: Any, p: Any) -> float:
        """Of a categorical law."""
        return float(np.sum(u * v / p))


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        ({"normal": Cancelling}, ("UnivariateNormalDistributions", "distance", "nearly equal", "cancellation")),
        ({"multinomial": Unscaled}, ("MultinomialDistributions", "fisher", "ordinary", "wrong")),
    ],
)
def test_geomstats_that_is_wrong_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], faults: dict[str, Any], expected: Any
) -> None:
    """A planted fault is found in its place and nowhere else, and the three lines print it."""
    audit_standins.geomstats(monkeypatch, **faults)
    found = look(charts(geomstats, *MANIFOLDS))
    assert expected in kinds(found)
    assert {key[:2] for key in kinds(found)} == {expected[:2]}
    worst = found.findings[expected]
    assert prints(worst, tmp_path, capsys) == worst.library_value


def group(of: ModuleType, *words: str) -> list[int]:
    """The numbers of the groups whose loss and shape are named: a loss, and exact, drawn, single, kfac or linear."""
    found = []
    for number, each in enumerate(of.GROUPS):
        loss, operators, shape = each.args
        is_drawn = operators is of.DRAWN
        kind = "drawn" if is_drawn else "linear" if shape.is_linear else "all" if shape.samples > 1 else "single"
        found += [number] if {loss, kind} == set(words) else []
    return found


def test_curvlinops_that_is_right_has_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gauss-Newton and empirical matrices, draws, KFAC and its inverse, of all losses."""
    audit_standins.curvlinops(monkeypatch)
    asked = [
        *group(curvlinops, "MSELoss", "all"),
        *group(curvlinops, "MSELoss", "linear"),
        *group(curvlinops, "BCEWithLogitsLoss", "single"),
    ]
    drawn = [number for loss in curvlinops.LOSSES for number in group(curvlinops, loss, "drawn")]
    found = look(groups(curvlinops, [*asked, *drawn]))
    assert found.findings == {}
    assert found.refused.total() == found.without_reference.total() == 0
    assert found.compared["fisher"] > 10_000


@pytest.mark.parametrize(
    ("kind", "loss", "which", "expected"),
    [
        ("GGNLinearOperator", "MSELoss", "all", "wrong"),  # a mean over samples alone
        ("EFLinearOperator", "MSELoss", "all", "wrong"),
        ("FisherMCLinearOperator", "BCEWithLogitsLoss", "drawn", "biased"),
        ("KFACLinearOperator", "MSELoss", "linear", "wrong"),
    ],
)
def test_curvlinops_that_is_wrong_is_found(  # noqa: PLR0913, PLR0917 - a planted fault and where it shows
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, loss: str, which: str, expected: str
) -> None:
    """One operator forgets the outputs in the mean: it is found, others are left in peace, and the three lines print it."""

    def factor(operator: str, loss: str, samples: int, outputs: int) -> float:
        return 1 / (samples if loss == "CrossEntropyLoss" or operator == kind else samples * outputs)

    audit_standins.curvlinops(monkeypatch, factor)
    found = look(groups(curvlinops, group(curvlinops, loss, which)))
    classes = {key[3] for key in kinds(found) if key[2] == "ordinary"}
    assert expected in classes <= {expected, "inaccurate"}  # small entries of a matrix
    assert all(kind in key[0] for key in kinds(found))
    worst = next(found.findings[key] for key in found.findings if key[2:] == ("ordinary", expected) and "Inverse" not in key[0])
    assert prints(worst, tmp_path, capsys) == pytest.approx(worst.library_value, rel=1e-12)
    assert expected != "biased" or abs(worst.parameters["standard_deviations"]) > 6


def test_nngeometry_that_is_right_has_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every representation, inverses, KFAC and draws."""
    audit_standins.nngeometry(monkeypatch)
    asked = [*group(nngeometry, "regression", "all"), *group(nngeometry, "CrossEntropyLoss", "drawn")]
    single = [*group(nngeometry, "BCEWithLogitsLoss", "single"), *group(nngeometry, "CrossEntropyLoss", "single")]
    found = look(groups(nngeometry, [*asked, *single, *group(nngeometry, "regression", "linear")]))
    assert found.findings == {}
    assert found.refused.total() == found.without_reference.total() == 0
    assert found.compared["fisher"] > 10_000


def _difference(f: Any) -> Any:
    p = audit_standins.special.expit(f)
    return np.diag(p * (1 - p))


@pytest.mark.parametrize(
    ("hessians", "loss", "which", "regimes"),
    [
        ({"classif_binary_logits": _difference}, "BCEWithLogitsLoss", "single", {"extreme"}),  # right but for digits
        ({"regression": lambda f: 2 * np.eye(len(f))}, "regression", "all", {"ordinary", "extreme", "nearly equal"}),
    ],
)
def test_nngeometry_that_is_wrong_is_found(  # noqa: PLR0913, PLR0917 - a planted fault and where it shows
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    hessians: dict[str, Any],
    loss: str,
    which: str,
    regimes: set[str],
) -> None:
    """A factor of two everywhere, and a difference that cancels where the network is sure."""
    audit_standins.nngeometry(monkeypatch, hessians)
    found = look(groups(nngeometry, group(nngeometry, loss, which)))
    assert {key[2] for key in kinds(found)} == regimes
    worst = next(iter(found.findings.values()))
    assert prints(worst, tmp_path, capsys) == pytest.approx(worst.library_value, rel=1e-12)


@pytest.mark.parametrize("name", ["ngboost", "geomstats", "curvlinops", "nngeometry"])
def test_reproductions_are_of_three_lines_and_entries_are_named(name: str) -> None:
    """Of the first case of each subject, without the library: the text, and that places are those of the exact numbers."""
    of: Library = importlib.import_module(f"verify.audits.{name}").LIBRARY
    assert of.name == name
    assert len(of) == len(of.cases) > 3
    for cases in of.cases[:4]:
        case = next(iter(cases({"numpy": np})))
        assert len(case.write(case.places[-1]).splitlines()) == 3
        assert len(case.places) == len(case.exactly())
        assert case.quantity in {
            "log_density",
            "entropy",
            "kl",
            "fisher",
            "score",
            "distance",
            "mean",
            "variance",
            "cdf",
            "quantile",
            "moment",
        }


def given(**changes: Any) -> Case:
    """One number whose exact value is 2."""
    case = Case("f", "fisher", "ordinary", {}, lambda: [2.0], lambda: [arb(2)], lambda *_: 0.0, [()], lambda _: "a\nb\nc")
    return replace(case, **changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"ask": lambda: [2.0001]}, "inaccurate"),
        ({"ask": lambda: [3.0]}, "wrong"),
        ({"ask": lambda: [math.nan]}, "not finite"),
        ({"ask": lambda: [2.0001], "moved": lambda *_: 1e-5}, None),
        ({"ask": lambda: [2.0001], "whole": lambda: arb(10**6)}, None),
        ({"ask": lambda: [2.6], "deviations": lambda: [arb("0.11")]}, None),
        ({"ask": lambda: [2.7], "deviations": lambda: [arb("0.11")]}, "biased"),
        ({"ask": lambda: [math.nan], "deviations": lambda: [arb("0.11")]}, "not finite"),
    ],
)
def test_numbers_are_judged(changes: dict[str, Any], expected: str | None) -> None:
    """By the relative error, by what rounding of arguments does, by the size of a whole, or by standard deviations."""
    found = Examination()
    ask(given(**changes), found)
    assert found.compared["fisher"] == 1
    assert [finding.classification for finding in found.findings.values()] == [expected] * (expected is not None)


def test_what_a_library_does_not_answer_is_counted() -> None:
    """Exceptions and another shape are refusals; a missing method is missing; a missing reference is told."""

    def raises(error: type[Exception]) -> Callable[[], Any]:
        def asked() -> Any:
            raise error

        return asked

    found = Examination()
    for changes in (
        {"ask": raises(ValueError)},
        {"ask": lambda: [1.0, 2.0]},
        {"ask": raises(NotImplementedError)},
        {"exactly": lambda: [None]},
    ):
        ask(given(**changes), found)
    assert (found.refused["fisher"], found.missing["fisher"], found.without_reference["fisher"]) == (2, 1, 1)
    assert (found.findings, found.compared.total()) == ({}, 0)


def number(ball: Any) -> Any:
    """The middle of a ball."""
    return mpmath.mpf(str(ball.mid().str(45, radius=False)))


def at(of: ModuleType, name: str, quantity: str, point: tuple[float, ...], value: Any = None) -> list[Any]:
    """The exact numbers of a chart."""
    chart: Chart = next(chart for chart in of.CHARTS if chart.function == name)
    found = derived(chart, quantity)
    assert found is not None
    return [number(ball_of(entry, found[1], place(chart, point, value, quantity))) for entry in found[0]]


CRPS: dict[str, tuple[tuple[float, ...], Callable[..., Any], float]] = {
    "Normal (CRPS)": ((0.5, 0.25), lambda y, m, s: mpmath.ncdf((y - m) / mpmath.exp(s)), -30),
    "Laplace (CRPS)": (
        (0.5, 0.25),
        lambda y, m, s: mpmath.exp((y - m) / mpmath.exp(s)) / 2 if y < m else 1 - mpmath.exp(-(y - m) / mpmath.exp(s)) / 2,
        -60,
    ),
    "Exponential (CRPS)": ((0.25,), lambda y, s: 1 - mpmath.exp(-y / mpmath.exp(s)), 0),
}


@pytest.mark.parametrize("name", CRPS)
def test_ranked_scores_are_integrals(name: str) -> None:
    """The score is the integral of (F - step)^2, the metric twice that of the outer product of the gradient of F."""
    point, law, low = CRPS[name]
    with mpmath.workdps(30):
        y, high, middle = mpmath.mpf("1.25"), 80, mpmath.mpf("0.5")
        below = mpmath.quad(lambda x: law(x, *point) ** 2, sorted({low, middle, y}))
        above = mpmath.quad(lambda x: (1 - law(x, *point)) ** 2, [y, 5, high])
        assert mpmath.almosteq(at(ngboost, name, "moment", point, 1.25)[0], below + above, 1e-14)

        def slope(x: Any, which: int) -> Any:
            orders = tuple(int(which == coordinate) for coordinate in range(len(point)))
            return mpmath.diff(lambda *coordinates: law(x, *coordinates), point, orders)

        size = len(point)
        for place_, entry in enumerate(at(ngboost, name, "fisher", point)):
            i, j = divmod(place_, size)
            exact = 2 * mpmath.quad(lambda x, i=i, j=j: slope(x, i) * slope(x, j), [low, middle, y, 5, high])
            assert abs(entry - exact) < 1e-10


def test_metric_of_a_gamma_law_in_logarithms() -> None:
    """Fisher's matrix in (log alpha, log beta): alpha^2 psi'(alpha), -alpha, alpha."""
    with mpmath.workdps(40):
        alpha = mpmath.exp(mpmath.mpf("0.25"))
        expected = [alpha**2 * mpmath.psi(1, alpha), -alpha, -alpha, alpha]
        for found, exact in zip(at(ngboost, "Gamma", "fisher", (0.25, 1.5)), expected, strict=True):
            assert abs(found / exact - 1) < DIGITS


def test_metric_of_a_normal_law_of_the_plane() -> None:
    """By the definition of the library's coordinates, with its 1e-6: second differences of the divergence at 40 digits."""
    point = (0.5, -1.25, 0.25, 0.5, -0.75)
    jitter = mpmath.mpf(1e-6)

    def divergence(*moved: Any) -> Any:
        def factor(c: Any) -> Any:
            return mpmath.matrix([[mpmath.exp(c[2]) + jitter, 0], [c[3], mpmath.exp(c[4]) + jitter]])

        p, q = (factor(c) * factor(c).T for c in (point, moved))
        gap = mpmath.matrix([moved[0] - point[0], moved[1] - point[1]])
        product = q * p**-1
        return (product[0, 0] + product[1, 1] - 2 + (gap.T * q * gap)[0] - mpmath.log(mpmath.det(product))) / 2

    with mpmath.workdps(40):
        found = at(ngboost, "MultivariateNormal(2)", "fisher", point)
        for i, j in ((0, 0), (0, 1), (2, 2), (2, 3), (3, 3), (4, 4), (2, 4), (0, 2)):
            orders = tuple(int(k == i) + int(k == j) for k in range(5))
            second = mpmath.diff(divergence, point, orders)
            stretch = [1 + jitter * mpmath.exp(-point[k]) if k in {2, 4} else 1 for k in (i, j)]
            assert abs(found[5 * i + j] - second * stretch[0] * stretch[1]) < 1e-10


def test_distances_written_by_hand() -> None:
    """Of covariances by eigenvalues, of diagonals and of the line by hyperbolic cosines, of shares by the angle."""
    with mpmath.workdps(40):
        p, q = (1.5, 0.25, 0.75), (4.0, 0.125, 1.5)
        P, Q = (mpmath.matrix([[a, b], [b, c]]) for a, b, c in (p, q))
        eigenvalues, _ = mpmath.eig(P**-1 * Q)
        exact = mpmath.sqrt(sum(mpmath.log(value) ** 2 for value in eigenvalues) / 2)
        assert abs(at(geomstats, "CenteredNormalDistributions", "distance", p, q)[0] - exact) < DIGITS

        def plane(m: float, s: Any, n: float, t: Any) -> Any:
            gap = mpmath.mpf(m - n) ** 2 / 2 + (s - t) ** 2
            return mpmath.sqrt(2) * mpmath.acosh(1 + gap / (2 * s * t))

        one, other = (0.5, 3.0, 0.75, 4.0), (-1.25, 0.5, 1.5, 0.75)
        roots = [[mpmath.sqrt(mpmath.mpf(point[axis + 2])) for point in (one, other)] for axis in (0, 1)]
        parts = [plane(one[axis], roots[axis][0], other[axis], roots[axis][1]) for axis in (0, 1)]
        exact = mpmath.sqrt(parts[0] ** 2 + parts[1] ** 2)
        assert abs(at(geomstats, "DiagonalNormalDistributions", "distance", one, other)[0] - exact) < DIGITS
        line = at(geomstats, "UnivariateNormalDistributions", "distance", (0.5, 0.75), (-1.25, 1.5))[0]
        assert abs(line - plane(0.5, mpmath.mpf("0.75"), -1.25, mpmath.mpf("1.5"))) < DIGITS
        shares = ((0.25, 0.375, 0.375), (0.125, 0.25, 0.625))
        angle = mpmath.acos(sum(mpmath.sqrt(mpmath.mpf(a) * b) for a, b in zip(*shares, strict=True)))
        assert abs(at(geomstats, "MultinomialDistributions", "distance", shares[0][:2], shares[1][:2])[0] - 4 * angle) < DIGITS


def outputs(network: networks.Network, row: Any, parameters: Any) -> list[Any]:
    """A forward pass in mpmath."""
    values, rest = [mpmath.mpf(entry) for entry in row], iter(parameters)
    for number_, (weights, biases) in enumerate(network.layers):
        matrix = [[next(rest) for _ in line] for line in weights]
        sums = [sum(w * a for w, a in zip(line, values, strict=True)) + next(rest) for line in matrix[: len(biases)]]
        last = network.is_linear or number_ == len(network.layers) - 1
        values = sums if last else [mpmath.tanh(entry) for entry in sums]
    return values


def loss(name: str, f: list[Any], y: Any) -> Any:
    """Of one sample."""
    if name == "MSELoss":
        return sum((a - b) ** 2 for a, b in zip(f, y, strict=True))
    if name == "CrossEntropyLoss":
        return mpmath.log(sum(map(mpmath.exp, f))) - f[y]
    return sum(mpmath.log(1 + mpmath.exp(a)) - b * a for a, b in zip(f, y, strict=True))


def lifted(name: str, f: list[Any], y: Any, slopes: tuple[list[Any], list[Any]], *steps: Any) -> Any:
    """The loss of the linearised outputs, after a step in each of two parameters."""
    s, t = steps
    return loss(name, [a + s * b + t * c for a, b, c in zip(f, *slopes, strict=True)], y)


@pytest.mark.parametrize("name", curvlinops.LOSSES)
def test_matrices_of_networks_are_derivatives(name: str) -> None:
    """Gauss-Newton and empirical matrices against numerical derivatives at 50 digits, which know neither chain rule nor Hessians."""
    of = problems.problem(name, "mean", "ordinary", problems.Shape())
    network, parameters = of.network, [mpmath.mpf(entry) for entry in problems.numbers(of.network)]
    scale = problems.scale(of)
    exact, empirical = networks.gauss_newton(network, name, scale), networks.empirical(network, name, scale)
    divisor = 3 if name == "CrossEntropyLoss" else 6
    with mpmath.workdps(50):

        def moved(i: int, step: Any) -> list[Any]:
            return [entry + step * (k == i) for k, entry in enumerate(parameters)]

        def slopes(row: Any, i: int) -> list[Any]:
            return [mpmath.diff(lambda t, c=c: outputs(network, row, moved(i, t))[c], 0) for c in range(network.outputs)]

        for i, j in ((0, 0), (1, 6), (4, 10), (9, 16), (16, 16)):
            total = total_empirical = mpmath.mpf(0)
            for row, y in zip(network.inputs, network.targets, strict=True):
                f, left, right = outputs(network, row, parameters), slopes(row, i), slopes(row, j)

                along = partial(lifted, name, f, y, (left, right))
                total += mpmath.diff(along, (0, 0), (1, 1))
                total_empirical += mpmath.diff(along, (0, 0), (1, 0)) * mpmath.diff(along, (0, 0), (0, 1))
            assert abs(number(exact[i, j]) - total / divisor) < DIGITS
            assert abs(number(empirical[i, j]) - total_empirical / divisor) < DIGITS


@pytest.mark.parametrize("name", curvlinops.LOSSES)
def test_variances_of_draws(name: str) -> None:
    """The spread of 400 means of 50 draws each is that of the formula, within five standard deviations of a variance."""
    of = problems.problem(name, "sum", "ordinary", problems.Shape(samples=1))
    found = networks.variances(of.network, name, problems.scale(of), 50)
    f, jacobian = networks.linearised(of.network, of.network.inputs[0])
    f, jacobian = np.array([float(entry) for entry in f]), np.array([[float(entry) for entry in row] for row in jacobian])
    random = np.random.default_rng(3)
    shape = (400, 50, len(f))
    if name == "MSELoss":
        drawn = 2 * math.sqrt(0.5) * random.standard_normal(shape)
    elif name == "CrossEntropyLoss":
        p = np.exp(f) / np.exp(f).sum()
        drawn = p - np.eye(len(f))[random.choice(len(f), shape[:2], p=p)]
    else:
        p = 1 / (1 + np.exp(-f))
        drawn = p - (random.random(shape) < p)
    h = drawn @ jacobian
    for i, j in ((0, 0), (3, 8), (9, 12)):
        means = (h[..., i] * h[..., j]).mean(axis=1)
        assert means.var(ddof=1) == pytest.approx(float(found[i, j].mid()), rel=5 * math.sqrt(2 / 400) * 1.5)


def test_inverses_and_moved_networks() -> None:
    """Blocks inverted with damping give the identity back; each number of a network is moved once, by one unit."""
    of = problems.problem("MSELoss", "mean", "ordinary", problems.Shape(samples=1))
    sizes = of.network.sizes()
    matrix = networks.blocks(networks.gauss_newton(of.network, "MSELoss", arb(1)), sizes)
    inverse = networks.damped_inverse(matrix, 0.5)
    back = networks.damped_inverse(inverse, 0.0)
    size = sum(sizes)
    with working(networks.BITS):
        gaps = [abs(back[i, j] - matrix[i, j] - arb(int(i == j)) / 2) for i in range(size) for j in range(size)]
        assert all(gap < arb("1e-60") for gap in gaps)
    near = of.network.moved()
    assert len(near) == len(problems.numbers(of.network)) + 2
    before = [*of.network.inputs[0], *problems.numbers(of.network)]
    for place_, network in enumerate(near):
        after = [*network.inputs[0], *problems.numbers(network)]
        changed = [k for k, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
        assert changed == [place_]
        assert Fraction(1, 2**53) <= Fraction(after[place_]) / Fraction(before[place_]) - 1 <= Fraction(1, 2**51)  # as floats allow
