"""The solver of a natural gradient, where it is chosen by the size of the problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from small_objectives import network

from numeric.optimizers.natural_gradient import NaturalGradient

if TYPE_CHECKING:
    from numeric.optimizers.natural_gradient import Solver


@pytest.mark.parametrize(
    ("samples", "most", "options", "taken"),
    [
        (15, 3000, {"damping": 0.5}, "dense"),  # 31 parameters, 45 rows in sample space
        (10, 3000, {"damping": 0.5}, "samples"),  # 30 rows
        (10, 3000, {}, "dense"),  # sample space needs damping
        (10, 3000, {"damping": 0.5, "matrix": "generalized_gauss_newton"}, "dense"),
        (10, 30, {"damping": 0.5}, "samples"),
        (10, 29, {"damping": 0.5}, "cg"),
    ],
)
def test_the_solver_is_chosen_by_rows(
    samples: int, most: int, options: dict[str, Any], taken: Solver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two exact solvers that with the smaller matrix, and conjugate gradients where both are large: step and cost are that solver's."""
    monkeypatch.setattr("numeric.optimizers.natural_gradient.MOST_ROWS", most)
    problem, theta = network(samples=samples)
    reached = [method.step(method.init(problem, theta)) for method in (NaturalGradient(solver=name, **options) for name in ("auto", taken))]
    assert np.array_equal(reached[0].theta, reached[1].theta)
    assert (reached[0].cost, reached[0].report.cg_iterations) == (reached[1].cost, reached[1].report.cg_iterations)
    if options == {"damping": 0.5} and taken == "samples":
        other = NaturalGradient(solver="dense", **options)
        assert other.step(other.init(problem, theta)).cost != reached[0].cost
