"""The target JAX: a Python module of pure functions that can be compiled, mapped and differentiated."""

from __future__ import annotations

import ast
import inspect
import re
from typing import TYPE_CHECKING

from derivations.codegen import frame
from derivations.codegen.document import documentation, literal, provenance
from derivations.codegen.numpy_source import signature
from derivations.codegen.primitives import primitives
from derivations.codegen.targets import Target
from derivations.codegen.targets.jax_functions import jax_functions
from derivations.codegen.targets.jax_gamma import GAMMA
from derivations.codegen.targets.jax_source import JaxSource, written
from derivations.codegen.targets.needs import refuse_unknown, used_primitives
from derivations.errors import ClaimError

if TYPE_CHECKING:
    from derivations.codegen.targets import Order

EXPONENT_SIGN = re.compile(r"(?<=\d)e\+(?=\d)")  # 1e300, as formatters write it
RUN = '''def run(arguments: tuple[Any, ...]) -> Any:
    """Check and broadcast the arguments, compute in the widest floats that are switched on, put the entries together."""
    arrays = [jnp.asarray(argument) for argument in arguments]
    lead = leading_shape(arrays)
    single = bool(arrays) and all(array.dtype == jnp.float32 for array in arrays)
    rounding = 64.0 * (1.2e-7 if single or jnp.zeros(()).dtype == jnp.float32 else 2.3e-16)
    x = [component(arrays[argument], place, lead).astype(float) for argument, place in COMPONENTS]
    inside, *columns = entries(rounding, *x)
    flat = [jnp.broadcast_to(jnp.where(inside, column, math.nan), lead) for column in columns]
    result = flat[0] if not RESULT else jnp.stack(flat, axis=-1).reshape(lead + RESULT)
    return result.astype(jnp.float32) if single else result'''
ZERO_WHERE = '''def zero_where(test: Any, value: Any) -> Any:
    """The value, set to zero where the test holds; its derivatives are kept."""
    return jnp.where(test, value - lax.stop_gradient(value), value)'''
POLYNOMIAL = '''def polynomial(x: Any, table: tuple[float, ...]) -> Any:
    """The polynomial with these coefficients, highest power first."""
    value: Any = table[0]
    for coefficient in table[1:]:
        value = value * x + coefficient
    return value'''
QUOTIENT = '''def quotient(x: Any, tables: tuple[tuple[float, ...], tuple[float, ...]]) -> Any:
    """The quotient of two polynomials."""
    return polynomial(x, tables[0]) / polynomial(x, tables[1])'''
REPEATED = '''def repeated(turn: Any, carried: Any, tables: Any) -> Any:
    """A loop over the rows of tables: the first round gives what is carried its shape, the others are compiled once."""
    carried = turn(carried, tuple(table[0] for table in tables))
    rows = tuple(jnp.asarray(table[1:], dtype=float) for table in tables)
    return lax.scan(lambda before, row: (turn(before, row), None), carried, rows)[0]'''
KEPT = '''def kept(x: Any) -> Any:
    """The number itself, rounded as it stands: XLA may not simplify across it."""
    return lax.optimization_barrier(x)'''
SLOPED = '''def sloped(value: Any, plain: Any) -> Any:
    """The value, with the derivatives of the plain formula."""
    carried = lax.stop_gradient(value) + (plain - lax.stop_gradient(plain))
    return jnp.where(jnp.isfinite(plain), carried, value)'''
EXPONENT = '''def exponent(x: Any) -> Any:
    """The binary exponent, without a derivative."""
    return lax.stop_gradient(jnp.frexp(x)[1].astype(x.dtype))'''
SCALED = '''def scaled(x: Any, power: Any) -> Any:
    """x 2^power."""
    return jnp.ldexp(x, power.astype(int))'''
LOG1P = '''def log1p(x: Any) -> Any:
    """log(1 + x) with what the sum has lost added back: that of XLA is off by up to 60 units in the last place."""
    total = kept(1.0 + x)
    safe = (total > 0.0) & (total < math.inf)
    u = jnp.where(safe, total, 1.0)
    rest = jnp.where(safe, x, 0.0) - (u - 1.0)
    return jnp.where(safe, jnp.log(u) + rest / u, jnp.log(total))'''
HELPERS = {  # in the order in which they may call each other
    "zero_where": ZERO_WHERE, "gamma": GAMMA, "quotient": QUOTIENT, "polynomial": POLYNOMIAL, "log1p": LOG1P, "kept": KEPT,
    "sloped": SLOPED, "exponent": EXPONENT, "scaled": SCALED, "repeated": REPEATED,
}  # fmt: skip
NOTE = """JAX: may be compiled, mapped and differentiated, and takes neither `out` nor `workspace`. It computes in float64 where 64-bit mode
is on (`jax_enable_x64`), else in float32, with the errors of float32. XLA rounds subnormal numbers to zero. Derivatives are those of the
formula, also where a divergence is set to zero between equal laws; they hold for arguments between 1e-50 and 1e50."""
LOSS = "Elements in which digits cancel are not computed again, as the target numpy does."


def _module(order: Order) -> str:
    """The text of the module.

    Raises:
        ClaimError: the name is one that the module uses itself.
        DerivationError: JAX has no such function.
    """
    refuse_unknown(order.program, "JAX", written)
    notes = [NOTE] if order.watched is None else [NOTE, LOSS]
    told = documentation(order.request, order.forms, order.program, notes, memory=False)
    functions = [
        EXPONENT_SIGN.sub("e", text) for text in jax_functions(primitives()[name].scalar for name in used_primitives(order.program))
    ]
    body = EXPONENT_SIGN.sub("e", JaxSource(order).text())
    used = _helpers("\n".join([body, *functions]))
    text = "\n\n\n".join([_public(order, told), RUN, body, *functions, *used, *_frame()])
    _require_free(order.options.name, text)
    head = [
        f'"""{told.splitlines()[0]}\n\nWritten by fisherproof; change the derivation, not this file.\n"""',
        "from __future__ import annotations",
        _imports(text),
        f"PROVENANCE = {provenance(order.request, order.let, order.program, order.options)}",
        _constants(order),
    ]
    return "\n\n".join(head) + "\n\n\n" + text + "\n"


def _imports(text: str) -> str:
    lines = ["import math", "from typing import Any", ""]
    if "jax.scipy.special." in text:
        lines.append("import jax.scipy.special")
    lines.append("import jax.numpy as jnp")
    return "\n".join([*lines, *(["from jax import lax"] if "lax." in text else [])])


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


def _helpers(text: str) -> list[str]:
    """The helper functions that a text calls, and those that they call."""
    found: list[str] = []
    for name, helper in HELPERS.items():
        if any(f"{before}{name}(" in each for each in (text, *found) for before in (" ", "(", "-", "~")):
            found.append(helper)
    return found


def _frame() -> list[str]:
    """The checks of shapes, which are those of NumPy kernels."""
    functions = (frame.leading_shape, frame.explain, frame.component)
    return [inspect.getsource(function).strip().replace("np.", "jnp.") for function in functions]


def _require_free(name: str, text: str) -> None:
    taken = {node.name for node in ast.parse(text).body[1:] if isinstance(node, ast.FunctionDef)}
    if name in {*taken, "jax", "jnp", "lax", "math", "Any"} or name.isupper():
        message = f"Generating a kernel: expected a name that the module does not use itself, got {name!r}. Choose another with --name."
        raise ClaimError(message)


TARGET = Target("jax", {".py": _module})
