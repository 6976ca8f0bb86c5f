"""Newton's method without the matrix: the step of the dense solve, at saddles too, and a refusal where it is not solved."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.errors import DomainError
from numeric.objective import Costs
from numeric.optimizers.newton import Newton
from numeric.quadratic import Quadratic

START = np.linspace(-1, 2, 6)


def test_newton_by_minres_finds_a_saddle() -> None:
    """Where the Hessian is indefinite the step is that of the dense solve, in as many products as there are eigenvalues, and one."""
    matrix = np.diag([3.0, -2.0, 3.0, 0.5, -2.0, 3.0])
    problem = Quadratic(matrix, np.arange(1.0, 7))
    method = Newton(rate=0.5, solver="minres")
    state = method.step(method.init(problem, START))
    expected = -0.5 * np.linalg.solve(matrix, problem.gradient(START))
    assert np.allclose(state.theta - START, expected, rtol=1e-7)
    assert state.report.cg_iterations == 3
    change = problem.gradient(START) @ expected + expected @ matrix @ expected / 2
    assert state.report.model_decrease == pytest.approx(-change, rel=1e-6)
    price = Costs()
    assert state.cost == pytest.approx(price.gradient + 4 * price.product)


@pytest.mark.parametrize("values", [[1.0, 0.0], [1.0, 1e3]])
def test_newton_by_minres_refuses_what_it_has_not_solved(values: list[float]) -> None:
    """A gradient outside of the range of a singular Hessian, and too few iterations: more than a tenth of it is left."""
    problem, method = Quadratic(np.diag(values), np.ones(2)), Newton(solver="minres", iterations=1)
    with pytest.raises(DomainError, match="expected a residual below a tenth of the gradient after 1 iterations"):
        method.step(method.init(problem, np.zeros(2)))
