"""The same values by other tools; a tool that is not installed, or cannot, has no entry but a note."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from benchmarks.kernels.problems import POINTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.kernels.problems import Problem

    Action = Callable[[], Any]


def actions(problem: Problem) -> tuple[dict[str, Action], list[str]]:
    """Everything that runs, by name, and notes on what does not."""
    found: dict[str, Action] = {}
    notes: list[str] = []
    for name, build in BUILDERS.items():
        try:
            action = build(problem)
            action()
        except Exception as error:  # noqa: BLE001 - whatever keeps a peer from running is worth a note and no more
            notes.append(f"{name}: {type(error).__name__}")
        else:
            found[name] = action
    return found, notes


def _ours(problem: Problem) -> Action:
    module = problem.ours()
    out, workspace = module.kernel(*problem.arguments), module.make_workspace()
    return lambda: module.kernel(*problem.arguments, out=out, workspace=workspace)


def _ours_plain(problem: Problem) -> Action:
    module = problem.ours()
    return lambda: module.kernel(*problem.arguments)


def _ours_in_c(problem: Problem) -> Action:
    """The same program in C, on the same arrays."""
    function = problem.ours("c").kernel
    out = function(*problem.arguments)
    return lambda: function(*problem.arguments, out=out)


def _ours_in_c_plain(problem: Problem) -> Action:
    function = problem.ours("c").kernel
    return lambda: function(*problem.arguments)


def _ours_in_c_together(problem: Problem) -> Action:
    """On arrays in which the numbers of an element stand together, as those of the result do."""
    function = problem.ours("c").kernel
    arguments = [np.ascontiguousarray(argument) for argument in problem.arguments]
    out = np.ascontiguousarray(function(*arguments))
    return lambda: function(*arguments, out=out)


def _ours_in_jax(problem: Problem) -> Action:
    """The same program in JAX, compiled."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", val=True)
    function = jax.jit(problem.ours("jax").kernel)
    arguments = [jnp.asarray(np.ascontiguousarray(argument)) for argument in problem.arguments]
    return lambda: jax.block_until_ready(function(*arguments))


def _copy(problem: Problem) -> Action:
    source = np.ones(problem.bytes() // 16)  # a copy reads and writes
    target = np.empty_like(source)
    return lambda: np.copyto(target, source)


def _lambdified(problem: Problem, *, cse: bool) -> Action:
    columns = problem.columns()
    function = sp.lambdify(list(columns), problem.entries(), ["scipy", "numpy"], cse=cse)
    values = list(columns.values())

    def call() -> Any:
        with np.errstate(all="ignore"):
            return function(*values)

    return call


def _stable(problem: Problem) -> Action:
    """Lambdify of the form that the stabiliser chose, where it is made of plain functions."""
    from derivations.codegen.passes import stabilised
    from derivations.codegen.request import read_request
    from derivations.codegen.stable import Stable

    forms = stabilised(read_request(problem.expression, problem.let))
    entries = list(dict.fromkeys(forms.entries))
    calls = {call for entry in entries for call in entry.atoms(Stable) if call.primitive == "excess_log"}
    plain = {call: call.args[1] - sp.log(1 + call.args[1]) for call in calls}
    columns = problem.columns()
    names = list(forms.definitions)
    written = [entry.xreplace(plain) for entry in entries]
    if any(entry.has(Stable) for entry in written):
        message = "a primitive has no plain form"
        raise NotImplementedError(message)
    symbols = [*columns, *(symbol for symbol, _ in names)]
    steps = [sp.lambdify(symbols[: len(columns) + place], value, "numpy") for place, (_, value) in enumerate(names)]
    last = sp.lambdify(symbols, written, "numpy", cse=True)
    values = list(columns.values())

    def call() -> Any:
        known: list[Any] = []
        for step in steps:
            known.append(step(*values, *known))
        return last(*values, *known)

    return call


def _hand(problem: Problem) -> Action:
    arguments = tuple(np.ascontiguousarray(argument) for argument in problem.arguments)
    return lambda: problem.hand(*arguments)


def _numba(problem: Problem) -> Action:
    import numba

    columns = problem.columns()
    scalar = sp.lambdify(list(columns), tuple(problem.entries()), "math", cse=True)
    if "polygamma" in inspect.getsource(scalar):
        message = "no polygamma"
        raise NotImplementedError(message)
    compiled = numba.njit(error_model="numpy")(scalar)
    values, count = np.array(list(columns.values())), len(problem.entries())
    out = np.empty((count, POINTS))
    return _numba_loop(numba, compiled, len(columns))(values, out)


def _numba_loop(numba: Any, compiled: Any, inputs: int) -> Any:
    """A compiled loop over points; numba wants the number of arguments in the text, so tuples of fixed length are unpacked."""
    from numba.np.unsafe.ndarray import to_fixed_tuple

    @numba.njit(error_model="numpy")  # type: ignore[untyped-decorator]
    def loop(values: Any, out: Any) -> None:
        for index in range(values.shape[1]):
            result = compiled(*to_fixed_tuple(values[:, index], inputs))
            for row in range(out.shape[0]):
                out[row, index] = result[row]

    return lambda values, out: lambda: loop(values, out)


def _symengine(problem: Problem) -> Action:
    import symengine

    columns = problem.columns()
    function = symengine.Lambdify(
        [symengine.sympify(symbol) for symbol in columns],
        [symengine.sympify(entry) for entry in problem.entries()],
        backend="llvm",
        cse=True,
    )
    values = np.ascontiguousarray(np.array(list(columns.values())).T)
    return lambda: function(values)


def _jax(problem: Problem) -> Action:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", val=True)
    columns = problem.columns()
    table = {"polygamma": jax.scipy.special.polygamma, "exp": jnp.exp, "log": jnp.log}
    function = jax.jit(sp.lambdify(list(columns), problem.entries(), [table, "jax"], cse=True))
    values = [jnp.asarray(value) for value in columns.values()]
    return lambda: jax.block_until_ready(function(*values))


def _jax_autodiff(problem: Problem) -> Action:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", val=True)

    def partition(h: Any, J: Any) -> Any:
        return h @ jnp.linalg.solve(J, h) / 2 - jnp.linalg.slogdet(J)[1] / 2

    def bregman(h: Any, J: Any, k: Any, P: Any) -> Any:
        slopes = jax.grad(partition, (0, 1))(h, J)
        return partition(k, P) - partition(h, J) - slopes[0] @ (k - h) - jnp.sum(slopes[1] * (P - J))

    def gamma(a: Any, b: Any) -> Any:
        return jax.hessian(lambda v: jax.scipy.special.gammaln(v[0]) - v[0] * jnp.log(v[1]))(jnp.stack([a, b]))

    one = {
        "Softmax-3 Hessian": jax.hessian(lambda z: jax.nn.logsumexp(z) - z[0]),
        "Gaussian KL, d = 3, natural": bregman,
        "Gamma Fisher and inverse": gamma,
    }[problem.name]
    function = jax.jit(jax.vmap(one))
    values = [jnp.asarray(np.ascontiguousarray(argument)) for argument in problem.arguments]
    return lambda: jax.block_until_ready(function(*values))


BUILDERS: dict[str, Callable[[Problem], Action]] = {
    "ours": _ours,
    "ours, no out": _ours_plain,
    "ours in C": _ours_in_c,
    "ours in C, no out": _ours_in_c_plain,
    "ours in C, elements together": _ours_in_c_together,
    "ours in JAX": _ours_in_jax,
    "memcpy": _copy,
    "lambdify": lambda problem: _lambdified(problem, cse=False),
    "lambdify(cse)": lambda problem: _lambdified(problem, cse=True),
    "lambdify of the stable form": _stable,
    "hand NumPy": _hand,
    "numba": _numba,
    "symengine LLVM": _symengine,
    "JAX jit": _jax,
    "JAX autodiff": _jax_autodiff,
}
