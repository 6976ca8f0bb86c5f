"""Natural gradient descent: Martens' equation (6) with constant, c/i and adaptive schedules, and three ways to solve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

import numpy as np

from numeric.curvature.joint import joined
from numeric.damping import Damped, LevenbergMarquardtRule, model_change
from numeric.errors import DomainError
from numeric.krylov.backtracking import line_search
from numeric.krylov.conditioning import KINDS, Conditioning
from numeric.krylov.conjugate_gradients import Stopping, minimise
from numeric.objective import costs, entries, matrix, subset
from numeric.optimizers.protocol import Model, State, advance, positive, refused, start

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    from numeric.krylov.conditioning import Kind
    from numeric.objective import Objective

    Vector = NDArray[Any]

Schedule = Literal["constant", "harmonic"]
Solver = Literal["dense", "cg", "samples", "auto"]
MOST_ROWS = 3000  # of a matrix that is formed and factored: 72 MB, and some seconds for its eigenvalues
LIMITS = np.finfo(np.float64)
OUTSIDE = 1e-6  # relative: a gradient has components of about the root of an eigenvalue, also of those below the rank tolerance
REFUSAL = 4.0  # what a step that raised the objective costs the damping


@dataclass(frozen=True)
class NaturalGradient:
    r"""The iteration :math:`\theta_{t+1} = \theta_t - \epsilon_t (F(\theta_t) + \lambda_t I)^{-1} \nabla h(\theta_t)`.

    Args:
        rate: epsilon, or c of the schedule :math:`c/i`.
        schedule: ``constant`` or ``harmonic`` (c/i with i counted from 1; its asymptotic variance is :math:`c^2/(2c-1)`, claim M9.2).
        damping: lambda >= 0; the undamped dense solve takes the pseudo-inverse where F is singular and the gradient lies in its range.
        adaptive: move the damping by the reduction ratio, and take back steps that raise the objective.
        solver: ``dense`` (eigenvalues), ``cg``, ``samples`` (the exact damped solve in sample space, the Jacobian never formed), or
            ``auto``: the exact one with the smaller matrix, parameters against samples times outputs, and ``cg`` where both have more
            than 3000 rows; sample space only for a damped Fisher matrix.
        matrix: which curvature; the Fisher matrix by default.
        iterations: of conjugate gradients, at most.
        preconditioner: of conjugate gradients: ``none``, ``diagonal`` or ``kronecker``, as Hessian-free has them.
        decay: conjugate gradients start from the previous solution times this, in [0, 1]; 0 starts at the origin.
        augment: minimise over the previous solution and the Krylov space together, whatever the decay (above 0) is.
        search: shorten a step until it descends by Armijo's rule, instead of taking it back.
        structural: mu >= 0 adds lambda mu times the metric of the hidden units, which keeps the step invariant (conjugate gradients only).
        batch: samples a step; all of them if it is not given.
        curvature_batch: samples of the curvature, drawn from the batch; all of them if it is not given.
        seed: of the batches.

    Raises:
        DomainError: F is singular and the gradient is outside its range: there is no natural gradient.
    """

    name: ClassVar[str] = "natural-gradient"
    rate: float = 1.0
    schedule: Schedule = "constant"
    damping: float = 0.0
    adaptive: bool = False
    solver: Solver = "dense"
    matrix: str = "fisher"
    iterations: int = 250
    preconditioner: Kind = "none"
    decay: float = 0.0
    augment: bool = False
    search: bool = False
    structural: float = 0.0
    batch: int | None = None
    curvature_batch: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse settings outside their sets."""
        positive(rate=self.rate)
        if self.schedule not in {"constant", "harmonic"} or self.solver not in get_args(Solver) or not self.damping >= 0:
            message = f"Setting up an optimizer: expected a known schedule and solver and damping >= 0, got {self}. Change it."
            raise DomainError(message)
        if self.damping == 0 and (self.adaptive or self.solver == "samples"):
            message = "Setting up an optimizer: expected a damping above 0 for this solver or rule, got 0. Start with e.g. 1."
            raise DomainError(message)
        if not (self.structural >= 0 and 0 <= self.decay <= 1 and self.preconditioner in KINDS):
            message = f"Setting up an optimizer: expected structural >= 0, decay in [0, 1], a known preconditioner, got {self}. Change it."
            raise DomainError(message)
        if self.solver != "cg" and (self.structural, self.decay, self.preconditioner) != (0, 0, "none"):
            message = f"Setting up an optimizer: expected no structural, decay or preconditioner for solvers other than 'cg', got {self}."
            raise DomainError(f"{message} Take 'cg'.")

    def init(self, problem: Objective, theta: Vector) -> State:
        """Start at ``theta``, shape ``(n,)``, with no previous solution where one is used."""
        previous = {"previous": np.zeros(problem.size)} if self.decay > 0 else {}
        return start(problem, theta, damping=self.damping, **previous)

    def step(self, state: State) -> State:
        """One step against the natural gradient."""
        batch, part = subset(state.problem, self.batch, (self.seed, state.steps))
        before, gradient = batch.value(state.theta), batch.gradient(state.theta)
        damping = float(state.memory["damping"])
        rate = self.rate / (state.steps + 1) if self.schedule == "harmonic" else self.rate
        curved, portion = subset(batch, self.curvature_batch, (self.seed, state.steps, 1))
        curvature = matrix(curved, self.matrix, state.theta)
        found = self._solve(Curved(curved, portion, curvature), batch, state, gradient)
        step, values = -rate * found.direction, 0
        if self.search:
            step, values = self._searched(batch, state.theta, step, gradient, before)
        model = Model(model_change(curvature, gradient, step), damping, found.iterations)
        price = costs(state.problem)
        values += self.adaptive and not self.search  # where there is a search, it knows the last value
        cost = part * (price.gradient + portion * price.product + found.cost + values * price.value)
        memory = {"previous": found.direction} if self.decay > 0 else {}
        moved = advance(state, batch, step, before, model=model, cost=cost, **memory)
        if not self.adaptive:
            return moved
        if not moved.report.loss <= before:
            return refused(state, moved, before, damping=REFUSAL * damping)
        return replace(moved, memory={**moved.memory, "damping": LevenbergMarquardtRule()(damping, moved.report.reduction_ratio)})

    def _searched(self, batch: Objective, theta: Vector, step: Vector, gradient: Vector, before: float) -> tuple[Vector, int]:
        """The step at the length that descends, or zero, and how many values were asked for."""

        def value(change: Vector) -> float:
            return batch.value(theta + change)

        found = line_search(step, gradient, value, before, value(step))
        return found.vector, found.evaluations + 1

    def _solve(self, part: Curved, batch: Objective, state: State, gradient: Vector) -> Solved:
        """The natural gradient on the curved part of the batch."""
        damping, product = float(state.memory["damping"]), part.portion * costs(state.problem).product
        solver = self._chosen(part.objective, damping) if self.solver == "auto" else self.solver
        if solver == "cg":
            return self._truncated(part, batch, state, gradient)
        if solver == "samples":
            whole: Any = part.objective
            return Solved(whole.damped_solve(state.theta, gradient, damping), 0, product * getattr(whole, "outputs", whole.size))
        return Solved(pseudo_solve(entries(part.matrix), gradient, damping), 0, product * part.objective.size)

    def _chosen(self, objective: Any, damping: float) -> Solver:
        """The solver with the smallest matrix, by rows; conjugate gradients form none."""
        rows: dict[Solver, int] = {"dense": objective.size}
        if damping > 0 and self.matrix == "fisher" and hasattr(objective, "damped_solve"):
            rows["samples"] = objective.samples * objective.outputs
        best = min(rows, key=lambda name: rows[name])
        return best if rows[best] <= MOST_ROWS else "cg"

    def _truncated(self, part: Curved, batch: Objective, state: State, gradient: Vector) -> Solved:
        """By conjugate gradients."""
        damping = float(state.memory["damping"])
        curved, portion, curvature = part.objective, part.portion, part.matrix
        if self.structural > 0:
            curvature = joined(curvature, matrix(curved, "structural_damping", state.theta), damping * self.structural)
        conditioning = Conditioning(self.preconditioner)
        solve = conditioning.solve(batch, curved, state.theta, damping)
        first = self.decay * state.memory["previous"] if self.decay > 0 else None
        damped, stopping = Damped(curvature, damping), Stopping(self.iterations)
        found = minimise(damped, -gradient, start=first, augment=self.augment, preconditioner=solve, stopping=stopping)
        cost = portion * found.products * costs(state.problem).product + conditioning.cost(batch, found.iterations, portion)
        return Solved(found.vector, found.iterations, cost)


@dataclass(frozen=True)
class Curved:
    """The objective on the data of the curvature, the part of the batch that it is, and its matrix, built once a step."""

    objective: Objective
    portion: float
    matrix: LinearOperator


@dataclass(frozen=True)
class Solved:
    """A natural gradient, ``(n,)``, the iterations that it took, and their cost in gradients of the batch."""

    direction: Vector
    iterations: int
    cost: float


def pseudo_solve(curvature: Vector, gradient: Vector, damping: float) -> Vector:
    """Apply the inverse of ``curvature + damping``, or the pseudo-inverse if that is singular and the gradient in its range.

    Raises:
        DomainError: the gradient has a part outside the range.
    """
    values, vectors = np.linalg.eigh(curvature)
    shifted, inner = values + damping, vectors.T @ gradient
    kept = shifted > LIMITS.eps * values.size * max(float(np.abs(shifted).max()), LIMITS.tiny)
    outside = 0.0 if kept.all() else float(np.linalg.norm(inner[~kept]))
    if outside and outside > OUTSIDE * max(float(np.linalg.norm(gradient)), LIMITS.tiny):
        message = f"Solving for the natural gradient: expected the gradient in the range of the matrix, got a part {outside:.3g} outside."
        raise DomainError(f"{message} Add damping.")
    solved: Vector = vectors[:, kept] @ (inner[kept] / shifted[kept])
    return solved


OPTIMIZER = NaturalGradient
