"""Small functions and notes that every module of JAX has when it calls them, and what it imports."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from derivations.codegen.targets.jax_gamma import GAMMA
from derivations.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPONENT_SIGN = re.compile(r"(?<=\d)e\+(?=\d)")  # 1e300, as formatters write it
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
SINGLES = '''@jax.custom_jvp
def narrowed(x: Any) -> Any:
    """The nearest float32: what lies below its normal numbers by its bits, because XLA rounds it to zero."""
    if x.dtype == jnp.float32:
        return x
    tiny = jnp.abs(x) < 2.0**-126
    bits = jnp.round(jnp.where(tiny, jnp.abs(x), 0.0) * 2.0**149).astype(jnp.int32)
    signed = jnp.where(jnp.signbit(x), bits + jnp.int32(-(2**31)), bits)
    return jnp.where(tiny, lax.bitcast_convert_type(signed, jnp.float32), x.astype(jnp.float32))


@narrowed.defjvp
def narrowed_slope(primals: Any, tangents: Any) -> Any:
    """Its slope is one."""
    return narrowed(*primals), tangents[0].astype(jnp.float32)


def widened(x: Any) -> Any:
    """The number in the widest floats that are switched on."""
    return of_single(x) if x.dtype == jnp.float32 and jnp.zeros(()).dtype != jnp.float32 else x.astype(float)


@jax.custom_jvp
def of_single(x: Any) -> Any:
    """A float32 as float64: what lies below its normal numbers by its bits, because XLA rounds it to zero."""
    tiny = jnp.abs(x) < 2.0**-126
    bits = lax.bitcast_convert_type(x, jnp.int32) & 0x7FFFFFFF
    size = jnp.where(tiny, bits, 0).astype(float) * 2.0**-149
    return jnp.where(tiny, jnp.where(jnp.signbit(x), -size, size), x.astype(float))


@of_single.defjvp
def of_single_slope(primals: Any, tangents: Any) -> Any:
    """Its slope is one."""
    return of_single(*primals), tangents[0].astype(float)'''
HELPERS = {  # in the order in which they may call each other
    "zero_where": ZERO_WHERE, "gamma": GAMMA, "quotient": QUOTIENT, "polynomial": POLYNOMIAL, "log1p": LOG1P, "kept": KEPT,
    "sloped": SLOPED, "exponent": EXPONENT, "scaled": SCALED, "repeated": REPEATED,
}  # fmt: skip
NOTE = """JAX: may be compiled, mapped and differentiated, and takes neither `out` nor `workspace`. It computes in float64 where 64-bit mode
is on (`jax_enable_x64`), else in float32, with the errors of float32. XLA rounds subnormal numbers to zero, those of float64 in
arguments and results, too. Derivatives are those of the formula, also where a divergence is set to zero between equal laws; they hold
for arguments between 1e-50 and 1e50."""
LOSS = "Elements in which digits cancel are not computed again, as the target numpy does."


def plain(text: str) -> str:
    """A text with numbers as formatters write them."""
    return EXPONENT_SIGN.sub("e", text)


def imports(text: str) -> str:
    """The lines of what a text calls."""
    lines = [*(["import functools"] if "functools." in text else []), "import math", "from typing import Any", ""]
    if "jax.jit" in text or "jax.custom_jvp" in text:
        lines.append("import jax")
    lines += [f"import {module}" for module in ("jax.scipy.linalg", "jax.scipy.special") if f"{module}." in text]
    lines.append("import jax.numpy as jnp")
    return "\n".join([*lines, *(["from jax import lax"] if "lax." in text else [])])


def module_of(told: str, origin: str, constants: str, text: str) -> str:
    """The module: its head from what is told of it, where it comes from and its constants, then its functions."""
    head = [
        f'"""{told.splitlines()[0]}\n\nWritten by fisherproof; change the derivation, not this file.\n"""',
        "from __future__ import annotations",
        imports(text),
        f"PROVENANCE = {origin}",
        constants,
    ]
    return "\n\n".join(head) + "\n\n\n" + text + "\n"


def helpers_of(text: str, helpers: Mapping[str, str]) -> list[str]:
    """The helper functions that a text calls, and those that they call."""
    found: list[str] = []
    for name, helper in helpers.items():
        if any(f"{before}{name}(" in each for each in (text, *found) for before in (" ", "(", "-", "~")):
            found.append(helper)
    return found


def require_free(name: str, text: str) -> None:
    """Refuse the name of a function that the module uses itself.

    Raises:
        ClaimError: it does.
    """
    taken = {node.name for node in ast.parse(text).body[1:] if isinstance(node, ast.FunctionDef)}
    if name in {*taken, "jax", "jnp", "lax", "math", "Any"} or name.isupper():
        message = f"Generating a kernel: expected a name that the module does not use itself, got {name!r}. Choose another with --name."
        raise ClaimError(message)
