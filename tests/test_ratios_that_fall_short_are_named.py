"""The page of the curvature benchmark says which of the ratios that were asked for are not reached."""

from __future__ import annotations

import pytest

from benchmarks.curvature import PAIRS, PREDICTED, PREDICTED_IN_COEFFICIENTS, conditions
from benchmarks.curvature.asked import ASKED, ratio, verdict
from benchmarks.curvature.problems import SETTINGS
from benchmarks.measurement import Measurement

PARITY, BARE = "scalar, float32: ours gradient against jax gradient", "mlp, float32: ours product against bare products"


def row(name: str, measured: str) -> Measurement:
    """A row of the table."""
    return Measurement(name, "", measured)


@pytest.mark.parametrize(("measured", "number"), [("1.60x of 1.83 ms", 1.6), ("118% of 1.83 ms", 1.18), ("0.86x of 2 ms", 0.86)])
def test_ratios_are_read_from_rows(measured: str, number: float) -> None:
    """Times and percentages alike."""
    assert ratio(row("", measured)) == pytest.approx(number)


def test_what_falls_short_is_named_with_what_was_asked() -> None:
    """A row at the ratio is reached, one below is named; rows that nothing was asked of, and those not measured, do not count."""
    reached = [
        row(PARITY, "1.00x of 1 ms"),
        row(BARE, "85% of 1 ms"),
        row("wide, float64: ours gradient against hand gradient", "0.10x of 1 ms"),
    ]
    assert verdict(reached) == "Of 2 ratios that were asked for and measured 2 are reached."
    short = verdict([row(PARITY, "0.99x of 1 ms"), *reached[1:]])
    assert short.startswith("Of 2 ratios that were asked for and measured 1 are reached; these fall short:")
    assert short.splitlines()[2:] == [f"- {PARITY}: 0.99x of 1 ms, asked 1"]
    assert f"- {BARE}: 84% of 1 ms, asked 0.85" in verdict([row(BARE, "84% of 1 ms")])


def test_a_short_gradient_is_told_with_its_calls_and_its_products() -> None:
    """Of the same problem and precision only; other rows that fall short are told alone."""
    place = PARITY.removesuffix("jax gradient")
    rows = [row(PARITY, "0.95x of 1 ms"), row(f"{place}prepared gradient", "0.94x of 1 ms"), row(f"{place}bare gradient", "79% of 1 ms")]
    others = [row("mlp, float32: ours gradient against prepared gradient", "0.50x of 1 ms"), row(BARE, "84% of 1 ms")]
    assert verdict([*rows, *others]).splitlines()[2:] == [
        f"- {BARE}: 84% of 1 ms, asked 0.85",
        f"- {PARITY}: 0.95x of 1 ms, asked 1 (prepared gradient 0.94x, bare gradient 79%)",
    ]


def test_what_is_asked_for_is_what_is_measured() -> None:
    """Every pair is one of the benchmark's, of its problems, and each is asked for once."""
    names = [
        (ours, other, problem, precision)
        for ours, other, problems, precisions, _ in ASKED
        for problem in problems
        for precision in precisions
    ]
    assert all(other in PAIRS[ours] and problem in SETTINGS for ours, other, problem, _ in names)
    assert len(set(names)) == len(names)


def test_what_the_rows_of_a_problem_share_is_said_once() -> None:
    """The kernels and the peak, by problem and precision, in the order of the rows."""
    rows = [
        Measurement(f"{place}: ours product against {other}", "", "1x of 1 ms", place[:2]) for place in ("b, f", "a, f") for other in "xy"
    ]
    assert list(conditions(rows).items()) == [("b, f", "b,"), ("a, f", "a,")]


def test_predictions_are_of_what_is_compared() -> None:
    """Every prediction belongs to a pair of the benchmark and one of its problems."""
    others = {other for ours in PAIRS for other in PAIRS[ours]}
    assert all(problem in SETTINGS and other in others for problem, _, other in PREDICTED)
    assert all(problem in SETTINGS and other in PAIRS["ours product, coefficients"] for problem, _, other in PREDICTED_IN_COEFFICIENTS)
