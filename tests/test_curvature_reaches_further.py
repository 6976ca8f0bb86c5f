"""On CURVES curvature reaches what gradient descent does not reach in ten times the gradient equivalents."""

from __future__ import annotations

import pytest

from benchmarks.training import BUDGET, CURVED, EVERY, FACTOR, GRID, Reach, race
from benchmarks.training.__main__ import best_descent, verdict


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_curvature_comes_below_ten_times_as_many_gradients() -> None:
    """Hessian-free and both natural gradients, seed 0, the rates of gradient descent chosen from the benchmark's grid."""
    found = list(race((0,), processes=2))
    least = best_descent(found, 0)
    reached = {each.method: each for each in found}
    for name in CURVED:
        assert reached[name].curve[-1][0] <= BUDGET
        assert reached[name].error < least
    for name in GRID:
        assert reached[name].curve[-1][0] == FACTOR * BUDGET
        assert reached[name].error < reached[name].curve[0][1]


def test_a_race_that_is_lost_is_said_to_be_lost() -> None:
    """The sentence of the page follows the errors; and what is not a number is no error."""
    won, lost = Reach("kfac", "", 0, ((1.0, 5.0), (2.0, 2.0), (3.0, 3.0))), Reach("hessian-free", "", 1, ((1.0, 4.0),))
    others = [Reach("momentum", "", seed, ((float(EVERY), 4.0), (2.0 * EVERY, float("nan")))) for seed in (0, 1)]
    assert verdict([won, *others]).startswith("Every method with curvature comes")
    assert verdict([won, lost, *others]) == "Not below all gradient descent: hessian-free with seed 1."
    assert won.error == 2.0
    assert others[0].error == 4.0
