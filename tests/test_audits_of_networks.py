"""Audits of curvlinops and NNGeometry: each says yes to a right stand-in and no to a wrong one."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import audit_curvature
import numpy as np
import pytest
from audit_looking import group, groups, kinds, look, prints
from scipy import special

from verify.audits import curvlinops, nngeometry

if TYPE_CHECKING:
    from pathlib import Path

    from verify.audits.peer import Library


def test_curvlinops_that_is_right_has_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gauss-Newton and empirical matrices, draws, KFAC and its inverse, of all losses."""
    audit_curvature.curvlinops(monkeypatch)
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

    audit_curvature.curvlinops(monkeypatch, factor)
    found = look(groups(curvlinops, group(curvlinops, loss, which)))
    classes = {key[3] for key in kinds(found) if key[2] == "ordinary"}
    assert expected in classes <= {expected, "inaccurate"}  # small entries of a matrix
    assert all(kind in key[0] for key in kinds(found))
    worst = next(found.findings[key] for key in found.findings if key[2:] == ("ordinary", expected) and "Inverse" not in key[0])
    assert prints(worst, tmp_path, capsys) == pytest.approx(worst.library_value, rel=1e-12)
    assert expected != "biased" or abs(worst.parameters["standard_deviations"]) > 6


def test_nngeometry_that_is_right_has_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every representation, inverses, KFAC and draws."""
    audit_curvature.nngeometry(monkeypatch)
    asked = [*group(nngeometry, "regression", "all"), *group(nngeometry, "CrossEntropyLoss", "drawn")]
    single = [*group(nngeometry, "BCEWithLogitsLoss", "single"), *group(nngeometry, "CrossEntropyLoss", "single")]
    found = look(groups(nngeometry, [*asked, *single, *group(nngeometry, "regression", "linear")]))
    assert found.findings == {}
    assert found.refused.total() == found.without_reference.total() == 0
    assert found.compared["fisher"] > 10_000


def _difference(f: Any) -> Any:
    p = special.expit(f)
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
    audit_curvature.nngeometry(monkeypatch, hessians)
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
