"""What is timed of JAX: a product from nothing, one with the linearisation kept, the gradient, and fifty conjugate gradient steps.

Where our product takes another way than through the network, the same algorithm is written by hand in JAX, too.
"""

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


@dataclass(frozen=True)
class Structured:
    """Our structured products written in JAX, with the same things kept: the root of one output, and Gram matrices of few samples."""

    model: Model
    blocks: Any

    @property
    def short(self) -> list[bool]:
        """The layers in which there are fewer samples than twice the inputs."""
        return [len(self.model.case.X) < 2 * len(block) for block in self.blocks]

    def _shifted(self, shifts: Any) -> tuple[Any, list[Any]]:
        """The outputs with every layer's argument shifted, and the inputs of all layers."""
        activation = jnp.tanh if self.model.case.setting.activation == "tanh" else jax.nn.sigmoid
        a, inputs = self.model.case.X, []
        for block, shift in zip(self.blocks, shifts, strict=True):
            inputs.append(a)
            z = a @ block[:-1] + block[-1] + shift
            a = activation(z)
        return z, inputs

    def _still(self) -> list[Any]:
        """No shifts."""
        return [jnp.zeros((len(self.model.case.X), block.shape[1]), block.dtype) for block in self.blocks]

    def root(self) -> Any:
        """Inputs of all layers and what the root of the loss's curvature becomes there."""
        z, inputs = self._shifted(self._still())
        slopes = jax.grad(lambda shifts: self._shifted(shifts)[0].sum())(self._still())
        scale = jnp.sqrt(self.model.curvature(z, jnp.ones_like(z)))
        return inputs, [each * scale for each in slopes]

    def by_root(self, root: Any, v: Any) -> Any:
        """A product: forth and back layer by layer, none after another."""
        terms = [jnp.sum(B * (A @ V[:-1] + V[-1]), axis=1) for A, B, V in zip(*root, v, strict=True)]
        owed = [B * sum(terms)[:, None] for B in root[1]]
        return [jnp.concatenate([A.T @ U, U.sum(axis=0)[None]]) for A, U in zip(root[0], owed, strict=True)]

    def duals(self) -> Any:
        """Outputs, slopes, and the Gram matrices of the layers with few samples, the inputs of others."""
        z, inputs = self._shifted(self._still())
        tanh = self.model.case.setting.activation == "tanh"
        slopes = [1 - a * a if tanh else a * (1 - a) for a in inputs[1:]]
        return z, slopes, [A @ A.T + 1 if few else A for A, few in zip(inputs, self.short, strict=True)]

    def start(self) -> Any:
        """The images of the gradient."""
        z, slopes, kept = self.duals()
        return self._collected(jax.grad(self.model.loss)(z), slopes, kept)

    def in_coefficients(self, duals: Any, image: Any) -> Any:
        """The images of the product of the vector whose images are given."""
        z, slopes, kept = duals
        total = image[0]
        for i, block in enumerate(self.blocks[1:]):
            total = image[i + 1] + (total * slopes[i]) @ block[:-1]
        return self._collected(self.model.curvature(z, total), slopes, kept)

    def _collected(self, U: Any, slopes: Any, kept: Any) -> Any:
        """The images of the vector whose backward pass starts with ``U``."""
        images = []
        for i in range(len(self.blocks) - 1, -1, -1):
            images.append(kept[i] @ U if self.short[i] else kept[i] @ (kept[i].T @ U) + U.sum(axis=0))
            if i:
                U = (U @ self.blocks[i][:-1].T) * slopes[i - 1]
        return images[::-1]


def bare_gradient(case: Case) -> Action:
    """The matrix products of a gradient in JAX's own order of the axes, compiled as one function, and nothing else."""
    X, parameters = jnp.asarray(case.X), [jnp.asarray(each[:-1]) for each in case.blocks]
    inputs = [X, *(jnp.ones((len(X), each.shape[1]), X.dtype) for each in parameters[:-1])]
    owed = [jnp.ones((len(X), each.shape[1]), X.dtype) for each in parameters]

    def products(inputs: Any, owed: Any, parameters: Any) -> Any:
        triples = list(zip(inputs, owed, parameters, strict=True))
        forward, gradients = [a @ W for a, _, W in triples], [a.T @ u for a, u, _ in triples]
        return forward, gradients, [u @ W.T for _, u, W in triples[1:]]

    compiled = jax.jit(products)
    return lambda: jax.block_until_ready(compiled(inputs, owed, parameters))


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
        "bare gradient in jax": bare_gradient(case),
    }
    structured = Structured(model, parameters)
    if case.setting.sizes[-1] == 1:
        root, rooted = structured.root(), jax.jit(structured.by_root)
        found["jax product, root"] = lambda: jax.block_until_ready(rooted(root, direction))
    if any(structured.short):
        kept_part, image = structured.duals(), structured.start()  # not compiled: folding their constants takes minutes
        dual = jax.jit(structured.in_coefficients)
        found["jax product, coefficients"] = lambda: jax.block_until_ready(dual(kept_part, image))
    if len(case.X) * case.setting.sizes[-1] <= SMALL:
        found["jax conjugate gradients"] = lambda: jax.block_until_ready(solve(parameters))
    return found


def flat(_: Case, result: Any) -> Any:
    """The blocks as one vector."""
    return np.concatenate([np.asarray(each).ravel() for each in jax.tree_util.tree_leaves(result)])
