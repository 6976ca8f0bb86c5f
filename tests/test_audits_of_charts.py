"""Audits of NGBoost and Geomstats: each says yes to a right stand-in and no to a wrong one."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import audit_laws
import numpy as np
import pytest
from audit_looking import charts, kinds, look, prints

from verify.audits import geomstats, ngboost
from verify.audits.charts import subject

if TYPE_CHECKING:
    from pathlib import Path


NORMAL = ("Normal", "Normal (CRPS)")


def test_ngboost_that_is_right_has_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores, their gradients and both metrics in location and log-scale; a variance that is no method is missing."""
    audit_laws.ngboost(monkeypatch)
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
    audit_laws.ngboost(monkeypatch, **faults)
    found = look(charts(ngboost, *NORMAL))
    assert {key[:2] for key in kinds(found)} == {(function, quantity)}
    worst = found.findings[function, quantity, "ordinary", "wrong"]
    assert entry is None or worst.parameters["entry"] == entry
    assert prints(worst, tmp_path, capsys) == worst.library_value


@pytest.mark.parametrize(("factor", "expected"), [(1.005, set()), (1.1, {"biased"})])
def test_metrics_by_draws_are_judged_by_standard_deviations(monkeypatch: pytest.MonkeyPatch, factor: float, expected: set[str]) -> None:
    """Of 40000 draws, half a percent is less than one deviation of an entry, a tenth is many: no tolerance says so."""
    audit_laws.ngboost(monkeypatch, log_metric=lambda law: factor * np.array([[[1 / law.scale[0] ** 2, 0], [0, 2]]]))
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
    audit_laws.geomstats(monkeypatch)
    found = look(charts(geomstats, *MANIFOLDS))
    assert found.findings == {}
    assert set(found.compared) == {"log_density", "fisher", "distance"}
    assert set(found.without_reference) == {"log_density"}  # those that leave the range of floats
    assert found.refused.total() == 0


class Cancelling(audit_laws.HalfPlane):
    """A distance by the hyperbolic cosine, which loses digits near its zero."""

    def dist(self, p: Any, q: Any) -> float:
        """The formula of textbooks."""
        gap = (p[0] - q[0]) ** 2 / 2 + (p[1] - q[1]) ** 2
        return float(math.sqrt(2) * math.acosh(1 + gap / (2 * p[1] * q[1])))


class Unscaled(audit_laws.Simplex):
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
    audit_laws.geomstats(monkeypatch, **faults)
    found = look(charts(geomstats, *MANIFOLDS))
    assert expected in kinds(found)
    assert {key[:2] for key in kinds(found)} == {expected[:2]}
    worst = found.findings[expected]
    assert prints(worst, tmp_path, capsys) == worst.library_value
