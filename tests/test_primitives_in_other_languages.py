"""What C and JAX compute for a primitive keeps the promise of its docstring; what cannot run here is skipped with a note."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import subprocess
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from primitive_points import blocks
from target_samples import HAS_COMPILER, HAS_JAX, WITHOUT_COMPILER, WITHOUT_JAX
from test_primitives_are_accurate import promised
from ulps import worst

from derivations.codegen.primitives import primitives
from derivations.codegen.targets import jax as jax_target
from derivations.codegen.targets.c_elementary import helpers
from derivations.codegen.targets.c_functions import MARK, c_functions
from derivations.codegen.targets.c_library import SWITCHES, VECTORS
from derivations.codegen.targets.c_prelude import PRELUDE
from derivations.codegen.targets.jax_functions import jax_functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from derivations.codegen.primitives import Primitive

os.environ["JAX_ENABLE_X64"] = "1"
ALL = pytest.mark.parametrize("primitive", primitives().values(), ids=list(primitives()))
WITH_COMPILER = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
WITH_JAX = pytest.mark.skipif(not HAS_JAX, reason=WITHOUT_JAX)
ELEMENTARY = 2.0  # ulps that XLA's exp, expm1 and log may add to those of NumPy
SMALLEST = 1e-290  # XLA rounds subnormal numbers to zero
LOW, HIGH = 1e-50, 1e50  # derivatives square what they divide by, and multiply several such


@pytest.fixture(scope="module", params=[(), ("-march=native",)], ids=["any processor", "this processor"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """All primitives in one library, with and without the instructions of this processor, one of which multiplies and adds at once."""
    functions = c_functions(primitive.scalar for primitive in primitives().values())
    exported = [_exported(primitive) for primitive in primitives().values()]
    text = "\n\n".join([PRELUDE, *helpers("\n".join([*functions, *exported])), *functions, *exported]) + "\n"
    folder = tmp_path_factory.mktemp("primitives")
    (folder / "primitives.c").write_text(text, encoding="utf-8")
    command = ["cc", *SWITCHES, *VECTORS, *request.param, "-Wall", "-Wextra", "-Werror", "primitives.c", "-o", "primitives.so", "-lm"]
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603
    return ctypes.CDLL(str(folder / "primitives.so"))


def _exported(primitive: Primitive) -> str:
    names = [f"a{place}" for place in range(len(primitive.domain))]
    head = f"double {primitive.name}_(" + ", ".join(f"double {name}" for name in names) + ")"
    return f"{head};\n{head}\n{{\n    return {MARK}{primitive.name}({', '.join(names)});\n}}"


@WITH_COMPILER
@ALL
def test_c_keeps_the_promise(primitive: Primitive, library: ctypes.CDLL) -> None:
    """In every regime the worst error is within the number of ulps that the docstring states."""
    function = getattr(library, f"{primitive.name}_")
    function.restype, function.argtypes = ctypes.c_double, [ctypes.c_double] * len(primitive.domain)

    def implementation(*arrays: Any) -> None:
        *columns, out, _ = arrays
        out[:] = [function(*row) for row in zip(*columns, strict=True)]

    arguments = blocks(primitive)["mixed"]
    assert worst(primitive, *arguments, implementation=implementation)[0] <= promised(primitive)


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """All primitives in one module of JAX."""
    texts = jax_functions(primitive.scalar for primitive in primitives().values())
    head = "import math\nfrom typing import Any\n\nimport jax.numpy as jnp\nfrom jax import lax\n"
    path = tmp_path_factory.mktemp("primitives") / "primitives_in_jax.py"
    path.write_text("\n\n\n".join([head, *jax_target.HELPERS.values(), *texts]) + "\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location("primitives_in_jax", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def within(arguments: tuple[Any, ...], low: float, high: float) -> tuple[Any, ...]:
    """The points whose numbers are all zero or of a size between the bounds."""
    sizes = [np.abs(column) for column in arguments]
    kept = np.all([(size == 0.0) | ((size > low) & (size < high)) for size in sizes], axis=0)
    return tuple(column[kept] for column in arguments)


@WITH_JAX
@ALL
def test_jax_keeps_the_promise(primitive: Primitive, functions: Any) -> None:
    """Compiled, the worst error is within the stated ulps and what XLA's own functions add, where no number is subnormal."""
    import jax  # noqa: PLC0415 - it may not be installed

    function: Callable[..., Any] = jax.jit(getattr(functions, f"{MARK}{primitive.name}"))
    arguments = within(blocks(primitive)["mixed"], SMALLEST, np.inf)
    values = np.asarray(function(*arguments))
    kept = tuple(column[np.abs(values) > SMALLEST] for column in arguments)

    def implementation(*arrays: Any) -> None:
        *columns, out, _ = arrays
        out[:] = np.asarray(function(*columns))

    assert worst(primitive, *kept, implementation=implementation)[0] <= promised(primitive) + ELEMENTARY


@WITH_JAX
@ALL
def test_jax_has_no_nan_in_a_slope(primitive: Primitive, functions: Any) -> None:
    """Every partial derivative is a number, whichever branch is taken, where the arguments are not extreme."""
    import jax  # noqa: PLC0415

    function = getattr(functions, f"{MARK}{primitive.name}")
    slopes = jax.jit(jax.vmap(jax.grad(function, tuple(range(len(primitive.domain))))))
    arguments = within(blocks(primitive)["mixed"], LOW, HIGH)
    for slope in slopes(*arguments):
        assert not np.isnan(np.asarray(slope)).any()
