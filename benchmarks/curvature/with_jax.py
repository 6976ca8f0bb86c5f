"""What is timed of JAX: a product from nothing, one with the linearisation kept, the gradient, and fifty conjugate gradient steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.curvature.problems import Case

    Action = Callable[[], Any]

DAMPING = 1e-3
SMALL = 2048

jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - JAX's own signature


@dataclass(frozen=True)
class Model:
    """The network and the mean loss of a case, as functions that JAX can differentiate."""

    case: Case

    def network(self, blocks: Any) -> Any:
        """The outputs."""
        activation = jnp.tanh if self.case.setting.activation == "tanh" else jax.nn.sigmoid
        a = self.case.X
        for i, block in enumerate(blocks):
            a = a @ block[:-1] + block[-1]
            if i + 1 < len(blocks):
                a = activation(a)
        return a

    def loss(self, z: Any) -> Any:
        """The mean over samples."""
        if self.case.setting.loss == "softmax":
            return -jnp.sum(self.case.Y * jax.nn.log_softmax(z)) / len(self.case.X)
        return jnp.sum(jnp.maximum(z, 0) - z * self.case.Y + jnp.log1p(jnp.exp(-jnp.abs(z)))) / len(self.case.X)

    def curvature(self, z: Any, dz: Any) -> Any:
        """The Hessian of the loss times a direction of the outputs."""
        return jax.jvp(jax.grad(self.loss), (z,), (dz,))[1]

    def gradient(self, blocks: Any) -> Any:
        """The gradient in the parameters."""
        return jax.grad(lambda each: self.loss(self.network(each)))(blocks)

    def product(self, blocks: Any, v: Any) -> Any:
        """A product from nothing."""
        z, dz = jax.jvp(self.network, (blocks,), (v,))
        return jax.vjp(self.network, blocks)[1](self.curvature(z, dz))[0]

    def kept(self, linear: Any, z: Any, v: Any) -> Any:
        """A product with the linearisation given."""
        return jax.linear_transpose(linear, v)(self.curvature(z, linear(v)))[0]

    def solve(self, blocks: Any) -> Any:
        """Conjugate gradients for the damped system."""
        z, linear = jax.linearize(self.network, blocks)

        def product(v: Any) -> Any:
            return jax.tree_util.tree_map(lambda a, b: a + DAMPING * b, self.kept(linear, z, v), v)

        return jax.scipy.sparse.linalg.cg(product, self.gradient(blocks), tol=0.0, maxiter=50)[0]


def actions(case: Case) -> dict[str, Action]:
    """Compiled functions of the parameters; all of them return the blocks."""
    parameters, direction = [jnp.asarray(each) for each in case.blocks], [jnp.asarray(each) for each in case.directions]
    model = Model(replace(case, X=jnp.asarray(case.X), Y=jnp.asarray(case.Y)))
    outputs, linear = jax.jit(lambda blocks: jax.linearize(model.network, blocks))(parameters)
    product, kept, gradient, solve = (jax.jit(each) for each in (model.product, model.kept, model.gradient, model.solve))
    found: dict[str, Action] = {
        "jax product": lambda: jax.block_until_ready(product(parameters, direction)),
        "jax product, kept": lambda: jax.block_until_ready(kept(linear, outputs, direction)),
        "jax gradient": lambda: jax.block_until_ready(gradient(parameters)),
    }
    if len(case.X) * case.setting.sizes[-1] <= SMALL:
        found["jax conjugate gradients"] = lambda: jax.block_until_ready(solve(parameters))
    return found


def flat(_: Case, result: Any) -> Any:
    """The blocks as one vector."""
    return np.concatenate([np.asarray(each).ravel() for each in result])
