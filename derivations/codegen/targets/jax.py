"""The target JAX: a Python module of pure functions that can be compiled, mapped and differentiated."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from derivations.codegen import frame
from derivations.codegen.document import documentation, literal, provenance
from derivations.codegen.numpy_source import signature
from derivations.codegen.primitives import primitives
from derivations.codegen.targets import Target
from derivations.codegen.targets.jax_array_module import array_module
from derivations.codegen.targets.jax_functions import jax_functions
from derivations.codegen.targets.jax_helpers import HELPERS, LOSS, NOTE, SINGLES, helpers_of, module_of, plain, require_free
from derivations.codegen.targets.jax_source import JaxSource, written
from derivations.codegen.targets.needs import refuse_unknown, used_primitives

if TYPE_CHECKING:
    from derivations.codegen.targets import Order

RUN = '''def run(arguments: tuple[Any, ...]) -> Any:
    """Check and broadcast the arguments, compute in the widest floats that are switched on, put the entries together."""
    arrays = [jnp.asarray(argument) for argument in arguments]
    lead = leading_shape(arrays)
    single = bool(arrays) and all(array.dtype == jnp.float32 for array in arrays)
    rounding = 64.0 * (1.2e-7 if single or jnp.zeros(()).dtype == jnp.float32 else 2.3e-16)
    x = [widened(component(arrays[argument], place, lead)) for argument, place in COMPONENTS]
    inside, *columns = entries(rounding, *x)
    flat = [jnp.broadcast_to(jnp.where(inside, column, math.nan), lead) for column in columns]
    result = flat[0] if not RESULT else jnp.stack(flat, axis=-1).reshape(lead + RESULT)
    return narrowed(result) if single else result'''


def _module(order: Order) -> str:
    """The text of the module.

    Raises:
        ClaimError: the name is one that the module uses itself.
        DerivationError: JAX has no such function.
    """
    refuse_unknown(order.program, "JAX", written)
    notes = [NOTE] if order.watched is None else [NOTE, LOSS]
    told = documentation(order.request, order.forms, order.program, notes, memory=False)
    functions = [plain(text) for text in jax_functions(primitives()[name].scalar for name in used_primitives(order.program))]
    body = plain(JaxSource(order).text())
    used = helpers_of("\n".join([body, *functions]), HELPERS)
    text = "\n\n\n".join([_public(order, told), RUN, SINGLES, body, *functions, *used, *_frame()])
    require_free(order.options.name, text)
    return module_of(told, provenance(order.request, order.let, order.program, order.options), _constants(order), text)


def _constants(order: Order) -> str:
    inputs = order.request.inputs
    values = {
        "NAME": order.options.name,
        "ARGUMENTS": tuple(inputs.types),
        "CORES": tuple(spec.shape for spec in inputs.types.values()),
        "RESULT": order.request.value.shape,
        "COMPONENTS": tuple((row.argument, row.component) for row in inputs.rows),
    }
    return "\n".join(f"{name}{': Any' if name != 'NAME' else ''} = {literal(value)}" for name, value in values.items())


def _public(order: Order, told: str) -> str:
    types = order.request.inputs.types
    body = "\n".join(f"    {line}".rstrip() for line in told.splitlines()).strip()
    call = ", ".join(types) + ("," if len(types) == 1 else "")
    return f'{signature(order.options.name, [f"{name}: Any" for name in types])}\n    """{body}\n    """\n    return run(({call}))'


def _frame() -> list[str]:
    """The checks of shapes, which are those of NumPy kernels."""
    functions = (frame.leading_shape, frame.explain, frame.component)
    return [inspect.getsource(function).strip().replace("np.", "jnp.") for function in functions]


TARGET = Target("jax", {".py": _module}, arrays={".py": array_module}, whole_vectors=True)
