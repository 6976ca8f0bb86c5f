"""Conjugate gradients as minimisation of a quadratic model, with Martens' stopping rule and the iterates kept for backtracking."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from numeric.errors import DomainError, ShapeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    Vector = NDArray[Any]

Reason = Literal["progress", "residual", "iterations", "curvature"]
KEPT_RATIO = 1.3  # iterates are kept on a geometric grid of their numbers


@dataclass(frozen=True)
class Stopping:
    r"""When to stop.

    Martens' rule at iteration i, with :math:`k = \max(w, i/10)`: stop when the model is negative and improved by less than the part
    :math:`k\epsilon` of itself over the last k iterations (Martens 2010, Section 4.4).

    Args:
        iterations: the most iterations, at least 1.
        progress: epsilon of Martens' rule; 0 switches the rule off.
        window: w, the least number of iterations that the rule looks back.
        residual: stop when the residual's norm is at most this part of the gradient's; 0 switches it off.
    """

    iterations: int = 250
    progress: float = 5e-4
    window: int = 10
    residual: float = 1e-14

    def __post_init__(self) -> None:
        """Refuse what can never stop or never start."""
        if self.iterations < 1 or self.window < 1 or not (self.progress >= 0 and self.residual >= 0):
            message = f"Stopping conjugate gradients: expected iterations, window >= 1 and progress, residual >= 0, got {self}. Change it."
            raise DomainError(message)


@dataclass(frozen=True)
class Iterate:
    """One kept iterate: its number, the vector, shape ``(n,)``, and the model's value there (0 at the origin)."""

    number: int
    vector: Vector
    model: float


@dataclass(frozen=True)
class Minimum:
    """What conjugate gradients found: the kept iterates (the last one is the result), their count, why they stopped, and after what.

    Products with the operator are one an iteration, one for a start other than the origin, and the one that met no positive curvature.
    """

    kept: tuple[Iterate, ...]
    iterations: int
    reason: Reason
    residual: float
    products: int

    @property
    def vector(self) -> Vector:
        """The last iterate, shape ``(n,)``."""
        return self.kept[-1].vector

    @property
    def model(self) -> float:
        """The model at the last iterate, relative to the origin: negative is a predicted decrease."""
        return self.kept[-1].model


def minimise(  # noqa: PLR0913 - what is minimised, from where and how far
    operator: LinearOperator,
    gradient: Vector,
    *,
    start: Vector | None = None,
    augment: bool = False,
    preconditioner: Callable[[Vector], Vector] | None = None,
    stopping: Stopping | None = None,
) -> Minimum:
    r"""Minimise :math:`M(d) = g^T d + \frac12 d^T B d` over d.

    Args:
        operator: B, symmetric positive semi-definite, shape ``(n, n)``.
        gradient: g, shape ``(n,)``.
        start: the first iterate, shape ``(n,)``; the origin if it is not given.
        augment: begin with the best multiple of the start instead, and make all directions conjugate to it: each iterate is then the least
            over the start and the Krylov space together, without a further product (Erhel and Guyomarc'h 2000).
        preconditioner: ``r -> P^-1 r`` with P symmetric positive definite.
        stopping: when to stop.

    Returns:
        The kept iterates. On a direction of no positive curvature, nan included, the method stops before it (``reason`` is ``curvature``).

    Raises:
        ShapeError: the shapes do not fit.
        DomainError: the gradient or the start holds something else than finite real numbers; whole ones become float64.

    Example:
        >>> from scipy.sparse.linalg import aslinearoperator
        >>> found = minimise(aslinearoperator(np.diag([2.0, 4.0])), np.array([2.0, -4.0]))
        >>> found.vector.round(12).tolist(), found.iterations
        ([-1.0, 1.0], 2)
    """
    gradient, start = _numbers(gradient), None if start is None else _numbers(start)
    _check(operator, gradient, start)
    run = _Run(operator, gradient, start, preconditioner, stopping or Stopping(), augment=augment)
    return run.run()


class _Run:
    """The state of one minimisation; the residual is -(Bd + g), so that the model is g'd/2 - r'd/2."""

    def __init__(  # noqa: PLR0913 - those of the function
        self,
        operator: LinearOperator,
        gradient: Vector,
        start: Vector | None,
        preconditioner: Callable[[Vector], Vector] | None,
        stopping: Stopping,
        *,
        augment: bool,
    ) -> None:
        self.operator, self.gradient, self.stopping = operator, gradient, stopping
        self.solve = preconditioner or (lambda vector: vector)
        moved = start is not None and bool(start.any())
        self.vector = np.array(start) if start is not None else np.zeros_like(gradient)
        self.products = int(moved)
        product = operator @ self.vector if moved else np.zeros_like(gradient)
        if augment and moved:
            product = self.augment(product)
        self.residual = -gradient - product
        self.models = [self.model()]
        self.kept = [Iterate(0, self.vector.copy(), self.models[0])]
        self.next_kept = 1.0

    def augment(self, product: Vector) -> Vector:
        """Scale the start to where the model is least along it, and take its part out of what the preconditioner gives; ``B d``, scaled."""
        start, curvature, solve = self.vector, float(self.vector @ product), self.solve
        if not curvature > 0:
            self.vector = np.zeros_like(start)
            return self.vector.copy()
        scale = -float(self.gradient @ start) / curvature
        self.vector = scale * start
        self.solve = lambda residual: _without(solve(residual), start, product / curvature)
        return scale * product

    def model(self) -> float:
        return float((self.gradient @ self.vector - self.residual @ self.vector) / 2)

    def run(self) -> Minimum:
        target = self.stopping.residual * float(np.linalg.norm(self.gradient))
        conditioned = self.solve(self.residual)
        direction, square = conditioned.copy(), float(self.residual @ conditioned)
        for number in range(1, self.stopping.iterations + 1):
            if math.sqrt(float(self.residual @ self.residual)) <= target or square <= 0:
                return self.done(number - 1, "residual")
            product = self.operator @ direction
            self.products += 1
            curvature = float(direction @ product)
            if not curvature > 0:
                return self.done(number - 1, "curvature")
            self.vector += square / curvature * direction
            self.residual -= square / curvature * product
            self.keep(number)
            if self.stalled(number):
                return self.done(number, "progress")
            conditioned = self.solve(self.residual)
            former, square = square, float(self.residual @ conditioned)
            direction *= square / former
            direction += conditioned
        return self.done(self.stopping.iterations, "iterations")

    def keep(self, number: int) -> None:
        self.models.append(self.model())
        if number >= self.next_kept:
            self.kept.append(Iterate(number, self.vector.copy(), self.models[-1]))
            self.next_kept = max(number + 1.0, self.next_kept * KEPT_RATIO)

    def stalled(self, number: int) -> bool:
        back = max(self.stopping.window, number // 10)
        model = self.models[-1]
        if number <= back or model >= 0 or self.stopping.progress == 0:
            return False
        return (model - self.models[-1 - back]) / model < back * self.stopping.progress

    def done(self, number: int, reason: Reason) -> Minimum:
        if self.kept[-1].number != number:
            self.kept.append(Iterate(number, self.vector.copy(), self.models[-1]))
        return Minimum(tuple(self.kept), number, reason, float(np.linalg.norm(self.residual)), self.products)


def _without(vector: Vector, start: Vector, dual: Vector) -> Vector:
    """The part of a vector that is conjugate to the start; ``dual`` is B times the start over its curvature."""
    rest: Vector = vector - float(dual @ vector) * start
    return rest


def _numbers(vector: Vector) -> Vector:
    """Real numbers as they are, whole ones in double precision: the iterates are fractions."""
    array = np.asarray(vector)
    if array.dtype.kind not in "fiub":
        message = f"Minimising a quadratic model: expected real numbers, got {array.dtype}. Convert them with `astype`."
        raise DomainError(message)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _check(operator: LinearOperator, gradient: Vector, start: Vector | None) -> None:
    expected = (gradient.size, gradient.size)
    if gradient.ndim != 1 or operator.shape != expected or (start is not None and start.shape != gradient.shape):
        got = f"{operator.shape}, gradient {gradient.shape}" + ("" if start is None else f", start {start.shape}")
        message = f"Minimising a quadratic model: expected an operator (n, n) and vectors (n,), got {got}. Give all the same n."
        raise ShapeError(message)
    if not np.isfinite(gradient).all() or (start is not None and not np.isfinite(start).all()):
        message = "Minimising a quadratic model: expected finite vectors, got nan or infinity. Look at the data and the parameters."
        raise DomainError(message)
