"""Names that the function of a kernel may have, and the options of the command in Python."""

from __future__ import annotations

import numpy as np
import pytest

from derivations.codegen import Options, kernel, kernel_source
from derivations.errors import ClaimError


def test_a_name_that_the_module_uses_is_refused_for_every_size() -> None:
    """Kernels for every size are modules of another text, with the same names."""
    with pytest.raises(ClaimError, match="expected a name that the module leaves free, got 'run'"):
        kernel_source("dot(z, z)", {"z": "real[K]"}, Options("run"))


@pytest.mark.parametrize("name", ["lambda", "None", "\N{SCRIPT SMALL E}", "1x", "a b", ""])
def test_a_name_that_no_function_can_have_is_refused(name: str) -> None:
    """A keyword would make a module that nobody can import; Python reads other letters as ASCII ones, and the function has another name."""
    message = f"Generating a kernel: expected a name of ASCII letters that is no keyword, got {name!r}. Choose another with --name."
    with pytest.raises(ClaimError) as caught:
        kernel_source("2*x", {"x": "real"}, Options(name))
    assert str(caught.value) == message


@pytest.mark.parametrize("target", ["numpy", "fastest"])
def test_python_has_the_options_of_the_command(target: str) -> None:
    """The layout packs triangles, and what no command takes is refused."""
    packed = kernel("fisher(Normal(m, s), [m, s])", {"m": "real", "s": "positive"}, target=target, layout="symmetric")
    np.testing.assert_array_equal(packed(0.0, 2.0), [0.25, 0.0, 0.5])
    assert kernel("2*x", {"x": "real"}, target=target, dtype="float32")(1.0) == 2.0
    with pytest.raises(ClaimError, match="expected a layout of full, symmetric, got 'upper'"):
        kernel("2*x", {"x": "real"}, target=target, layout="upper")
    with pytest.raises(ClaimError, match="expected a dtype of float64, float32, got 'int8'"):
        kernel("2*x", {"x": "real"}, target=target, dtype="int8")
