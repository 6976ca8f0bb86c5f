"""An experiment counts only with a negative control that fails, and its record is that of a claim."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from stated import stated

from derivations.errors import ClaimError
from numeric.gaussian_fit import GaussianFit
from numeric.layers import adjoint, forward, gemm, tangent
from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.natural_gradient import NaturalGradient
from verify import experiments
from verify.decide import decide
from verify.documents import read_document
from verify.experiments import Evidence, experiment, run_experiment
from verify.experiments.gaussian_race import IdentityFisher, best, gaussian_race, race
from verify.experiments.product_cost import PRODUCTS

if TYPE_CHECKING:
    from pathlib import Path

    from verify.verdict import Grade, Verdict

FOUND = Evidence("supported", "numeric", "three seeds", ("a row",), controls=3, controls_failed=2)


def plant(monkeypatch: pytest.MonkeyPatch, evidence: Evidence) -> None:
    """Register an experiment that finds this evidence."""
    monkeypatch.setattr(experiments, "experiments", lambda: {"planted": lambda: evidence})


@pytest.mark.parametrize("name", sorted(experiments.experiments()))
def test_every_experiment_is_named_from_a_document_and_has_a_control_that_fails(name: str, tmp_path: Path) -> None:
    """The claim of a document comes to a verdict, as expected; all of its controls fail, and it says over what it ran."""
    path = tmp_path / "claims.md"
    path.write_text(f'# Claims\n\n```claim\nid = "named"\nexperiment = "{name}"\n```\n', encoding="utf-8")
    (claim,) = read_document(path).claims
    record = decide(claim.payload())
    assert (record["verdict"], record["grade"], record["as_expected"]) == ("supported", "numeric", True)
    teeth = record["teeth"]["definition"]
    assert 0 < teeth["killed"] == teeth["generated"]
    assert all(each["detail"] for each in record["evidence"])
    assert record["scope"]


def test_what_the_essay_and_the_paper_draw_is_an_experiment() -> None:
    """The experiments that were asked for have names."""
    wanted = {"mahalanobis-listing", "gaussian-listing", "isocontours", "equidistant-ellipses", "gaussian-race", "discrete-step-invariance"}
    wanted |= {"smooth-paths", "exact-limits", "subsample-robustness", "empirical-rank", "schedule-variance"}
    assert wanted <= set(experiments.experiments())


def test_without_a_failed_control_the_word_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """An experiment whose control succeeds as well is inconclusive, and says why; its table is kept."""
    plant(monkeypatch, dataclasses.replace(FOUND, controls_failed=0))
    found = run_experiment("planted")
    assert (found.verdict, found.grade, found.reason) == ("inconclusive", "", "no teeth: no negative control failed")
    assert (found.lines, found.controls) == (FOUND.lines, 3)
    plant(monkeypatch, FOUND)
    assert run_experiment("planted") == FOUND


@pytest.mark.parametrize("failed", [-1, 4])
def test_controls_are_counted(monkeypatch: pytest.MonkeyPatch, failed: int) -> None:
    """No number of failures that the controls cannot have gives teeth."""
    plant(monkeypatch, dataclasses.replace(FOUND, controls_failed=failed))
    found = run_experiment("planted")
    assert (found.verdict, found.reason) == ("inconclusive", "no teeth: no negative control failed")


@pytest.mark.parametrize(
    ("verdict", "grade"), [("proved", "exact"), ("proved", "replayed"), ("refuted", "certified"), ("supported", "exact")]
)
def test_runs_prove_nothing(monkeypatch: pytest.MonkeyPatch, verdict: Verdict, grade: Grade) -> None:
    """An experiment, one of a plug-in too, that claims a proof or a refutation is inconclusive, and says why; its table is kept."""
    plant(monkeypatch, dataclasses.replace(FOUND, verdict=verdict, grade=grade))
    record = decide(stated("", experiment="planted").payload())
    assert (record["verdict"], record["grade"], record["as_expected"]) == ("inconclusive", "", False)
    assert record["reason"] == f"an experiment supports a claim or does not, got the verdict {verdict!r} of the grade {grade!r}"
    assert [one["detail"] for one in record["evidence"]] == ["a row"]


def test_controls_are_the_teeth_of_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record counts the controls at the definition level and lists the table as evidence."""
    plant(monkeypatch, FOUND)
    record = decide(stated("", experiment="planted").payload())
    assert (record["verdict"], record["grade"], record["as_expected"]) == ("supported", "numeric", True)
    assert record["teeth"]["definition"] == {"killed": 2, "generated": 3, "equivalent": 0}
    assert [one["detail"] for one in record["evidence"]] == ["a row"]


def test_an_unknown_experiment_is_inconclusive_with_the_known_ones() -> None:
    """A name that nobody has registered is an error of the document that lists the registered names."""
    with pytest.raises(ClaimError, match=r"expected one of \[.*'gaussian-race'.*\], got 'no-such-thing'"):
        run_experiment("no-such-thing")
    record = decide(stated("", experiment="no-such-thing").payload())
    assert (record["verdict"], record["as_expected"]) == ("inconclusive", False)


def test_a_name_is_registered_once() -> None:
    """A second experiment of another module under a taken name is refused."""
    assert "gaussian-race" in experiments.experiments()
    with pytest.raises(ClaimError, match="expected a new name, got one that is taken"):
        experiment("gaussian-race")(lambda: FOUND)


def test_the_race_is_the_same_every_time() -> None:
    """No seed, no clock: the same table twice."""
    assert gaussian_race() == gaussian_race()


def test_the_control_changes_the_metric_only() -> None:
    """The control has the objective's value and gradient, and the identity for the Fisher matrix: a natural step is a plain one."""
    fit = GaussianFit(0.0, 2.0)
    control, start = IdentityFisher(fit), np.array([1.0, 0.5])
    assert control.value(start) == fit.value(start)
    assert not np.array_equal(control.fisher(start), fit.fisher(start))
    plain, natural = GradientDescent(0.1), NaturalGradient(0.1)
    assert np.allclose(natural.step(natural.init(control, start)).theta, plain.step(plain.init(fit, start)).theta, rtol=1e-15)
    assert not np.allclose(natural.step(natural.init(fit, start)).theta, plain.step(plain.init(fit, start)).theta)


def test_a_run_that_diverges_does_not_win() -> None:
    """A step size that leaves the domain has no number of iterations, and neither has a race in which every step size does."""
    fit, start = GaussianFit(0.0, 1.0), np.array([2.0, 0.5])
    assert race([GradientDescent(1e6)], fit, start, 50) is None
    assert best(GradientDescent, fit, start, [1e6, 1e7]) is None
    alone = [race([GradientDescent(rate)], fit, start, 2000) for rate in (0.3, 0.1, 0.2)]
    assert best(GradientDescent, fit, start, [1e6, 0.3]) == alone[0]
    assert best(GradientDescent, fit, start, [0.1, 1e6, 0.3, 0.2]) == min(alone)


def test_the_gradient_and_the_fisher_matrix_are_those_of_the_divergence() -> None:
    """Central differences of the value give the gradient, and at the target those of the gradient give the Fisher matrix."""
    fit, step = GaussianFit(0.3, 1.7), 1e-6
    theta, target = np.array([-0.4, 0.2]), np.array([0.3, np.log(1.7)])
    basis = np.eye(2) * step
    slopes = [(fit.value(theta + e) - fit.value(theta - e)) / (2 * step) for e in basis]
    assert np.allclose(slopes, fit.gradient(theta), rtol=1e-7)
    hessian = np.array([(fit.gradient(target + e) - fit.gradient(target - e)) / (2 * step) for e in basis])
    assert np.allclose(hessian, fit.fisher(target), rtol=1e-7, atol=1e-8)


def test_every_product_of_matrices_is_counted() -> None:
    """The passes call no product of `numeric.layers.gemm` that the count of multiply-adds leaves out."""
    public = {name for name, value in vars(gemm).items() if getattr(value, "__module__", "") == gemm.__name__ and not name.startswith("_")}
    used = {name for module in (forward, tangent, adjoint) for name in public if hasattr(module, name)}
    assert used
    assert used == set(PRODUCTS)
