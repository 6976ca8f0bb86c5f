"""What is timed of JAX: a product from nothing, one with the linearisation kept, the gradient, and fifty conjugate gradient steps."""

from __future__ import annotations

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


def actions(case: Case) -> dict[str, Action]:  # noqa: C901 - small functions of one network
    """Compiled functions of the parameters; all of them return the blocks in one vector."""
    parameters, direction = [jnp.asarray(each) for each in case.blocks], [jnp.asarray(each) for each in case.directions]
    X, Y, samples = jnp.asarray(case.X), jnp.asarray(case.Y), len(case.X)
    activation = jnp.tanh if case.setting.activation == "tanh" else jax.nn.sigmoid

    def network(blocks: Any) -> Any:
        a = X
        for i, block in enumerate(blocks):
            a = a @ block[:-1] + block[-1]
            if i + 1 < len(blocks):
                a = activation(a)
        return a

    def loss(z: Any) -> Any:
        if case.setting.loss == "softmax":
            return -jnp.sum(Y * jax.nn.log_softmax(z)) / samples
        return jnp.sum(jnp.maximum(z, 0) - z * Y + jnp.log1p(jnp.exp(-jnp.abs(z)))) / samples

    def curvature(z: Any, dz: Any) -> Any:
        return jax.jvp(jax.grad(loss), (z,), (dz,))[1]

    def stateless(blocks: Any, v: Any) -> Any:
        z, dz = jax.jvp(network, (blocks,), (v,))
        return jax.vjp(network, blocks)[1](curvature(z, dz))[0]

    outputs, linear = jax.jit(lambda blocks: jax.linearize(network, blocks))(parameters)

    def kept(linear: Any, z: Any, v: Any) -> Any:
        return jax.linear_transpose(linear, parameters)(curvature(z, linear(v)))[0]

    gradient = jax.jit(jax.grad(lambda blocks: loss(network(blocks))))

    def solve(blocks: Any) -> Any:
        z, forward = jax.linearize(network, blocks)
        backward = jax.linear_transpose(forward, blocks)
        right = jax.grad(lambda each: loss(network(each)))(blocks)

        def product(v: Any) -> Any:
            return jax.tree_util.tree_map(lambda a, b: a + DAMPING * b, backward(curvature(z, forward(v)))[0], v)

        return jax.scipy.sparse.linalg.cg(product, right, tol=0.0, maxiter=50)[0]

    first, second, third = jax.jit(stateless), jax.jit(kept), jax.jit(solve)
    found = {
        "jax product": lambda: jax.block_until_ready(first(parameters, direction)),
        "jax product, kept": lambda: jax.block_until_ready(second(linear, outputs, direction)),
        "jax gradient": lambda: jax.block_until_ready(gradient(parameters)),
    }
    if samples * case.setting.sizes[-1] <= SMALL:
        found["jax conjugate gradients"] = lambda: jax.block_until_ready(third(parameters))
    return found


def flat(result: Any) -> Any:
    """The blocks as one vector."""
    return np.concatenate([np.asarray(each).ravel() for each in result])
