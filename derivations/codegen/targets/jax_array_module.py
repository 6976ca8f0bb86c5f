"""The module of a JAX kernel for every size: its constants, the element, and the functions that it calls."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from derivations.codegen.arrays import frame
from derivations.codegen.arrays.schedule import primitives_of
from derivations.codegen.document import literal
from derivations.codegen.numpy_source import signature
from derivations.codegen.primitives import primitives
from derivations.codegen.targets.jax_array_functions import ARRAY_HELPERS, ELEMENTS, RUN
from derivations.codegen.targets.jax_arrays import CALLS, JaxArraySource, written
from derivations.codegen.targets.jax_functions import jax_functions
from derivations.codegen.targets.jax_helpers import HELPERS, LOSS, NOTE, SINGLES, helpers_of, module_of, plain, require_free
from derivations.codegen.targets.needs import refuse

if TYPE_CHECKING:
    from derivations.codegen.targets import ArrayOrder


def array_module(order: ArrayOrder) -> str:
    """The text of the module.

    Raises:
        ClaimError: the name is one that the module uses itself.
        DerivationError: JAX has no such function.
    """
    source = JaxArraySource(order)
    operations = sorted({instruction.operation for _, instruction in source.instructions()})
    refuse(operations, "JAX", written)
    told = order.documentation([NOTE] if order.assembled.program.suspect is None else [NOTE, LOSS])
    used = sorted({primitive.name for operation in operations for primitive in primitives_of(operation)})
    functions = jax_functions(primitives()[name].scalar for name in used)
    calls = [CALLS[operation].text("JAX") for operation in operations if operation in CALLS]
    body = "\n".join(map(plain, [source.text(), *calls]))
    helpers = helpers_of(body, ARRAY_HELPERS)
    helpers += helpers_of("\n".join([body, *functions, *helpers]), HELPERS)
    text = "\n\n\n".join(
        [_public(order, told), RUN, ELEMENTS, SINGLES, *map(plain, [source.text(), *calls, *functions]), *helpers, *_frame()]
    )
    require_free(order.options.name, text)
    return module_of(told, order.provenance, _constants(order), text)


def _constants(order: ArrayOrder) -> str:
    cores = tuple(spec.shape for spec in order.request.types.values())
    fixed = {size: size for axes in cores for size in axes if isinstance(size, int)} | dict(order.fixed)
    values = {"NAME": order.options.name, "ARGUMENTS": tuple(order.request.types), "CORES": cores, "FIXED": fixed}
    return "\n".join(
        f"{name}{': Any' if name != 'NAME' else ''} = {literal(value) if value != {} else '{}'}" for name, value in values.items()
    )


def _public(order: ArrayOrder, told: str) -> str:
    names = list(order.request.types)
    body = "\n".join(f"    {line}".rstrip() for line in told.splitlines()).strip()
    call = ", ".join(names) + ("," if len(names) == 1 else "")
    return f'{signature(order.options.name, [f"{name}: Any" for name in names])}\n    """{body}\n    """\n    return run(({call}))'


def _frame() -> list[str]:
    """The checks of shapes, which are those of NumPy kernels."""
    functions = (frame.sizes_of, frame.refuse, frame.leading_shape, frame.explain)
    return [inspect.getsource(function).strip().replace("np.", "jnp.") for function in functions]
