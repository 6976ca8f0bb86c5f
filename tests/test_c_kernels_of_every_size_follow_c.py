"""C kernels of every size take sizes and memory, compile without a warning, and leave to NumPy what floats do not reach."""

from __future__ import annotations

import ctypes
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest
from target_samples import HAS_COMPILER, WITHOUT_COMPILER
from test_kernels_of_every_size_in_other_languages import listed, made

from derivations.codegen import Options, kernel_source
from derivations.codegen.arrays.listing import KERNELS
from derivations.errors import ClaimError

if TYPE_CHECKING:
    from pathlib import Path

WITH_COMPILER = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)


@WITH_COMPILER
@pytest.mark.parametrize("name", KERNELS)
def test_c_compiles_the_list_without_a_warning(name: str, tmp_path: Path) -> None:
    """``cc -std=c99 -pedantic -Wall -Wextra -Wconversion`` has nothing to say."""
    (tmp_path / "tried.c").write_text(kernel_source(*KERNELS[name], Options("tried", "c", suffix=".c")), encoding="utf-8")
    command = ["cc", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsyntax-only", "tried.c"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stderr == b""  # noqa: S603


@WITH_COMPILER
def test_c_is_called_with_a_size_and_memory(tmp_path: Path) -> None:
    """The function of the file itself, for contiguous arrays; names that it uses are those of arguments and dimensions with a mark."""
    text = "[work[i]*sizes[i] + x for i in range(n)]"
    source = kernel_source(text, {"work": "real[n]", "sizes": "real[n]", "x": "real"}, Options("tried", "c", suffix=".c"))
    assert "size_t n_," in source
    assert "const double *work_" in source
    (tmp_path / "tried.c").write_text(source, encoding="utf-8")
    subprocess.run(["cc", "-std=c99", "-O1", "-fPIC", "-shared", "tried.c", "-o", "tried.so", "-lm"], cwd=tmp_path, check=True)  # noqa: S607 - as in the shell
    library = ctypes.CDLL(str(tmp_path / "tried.so"))
    library.tried_workspace.argtypes, library.tried_workspace.restype = [ctypes.c_size_t], ctypes.c_size_t
    library.tried.argtypes = [ctypes.c_size_t, ctypes.c_size_t, *[ctypes.c_void_p] * 5]
    a, b, x, out = np.arange(8.0).reshape(2, 4), np.arange(8.0, 16.0).reshape(2, 4), np.array([0.5, np.inf]), np.zeros((2, 4))
    memory = np.empty(library.tried_workspace(4))
    library.tried(2, 4, *(array.ctypes.data for array in (a, b, x, out, memory)))
    assert np.array_equal(out[0], a[0] * b[0] + 0.5)
    assert np.isnan(out[1]).all()
    with pytest.raises(ClaimError, match="expected a name that C leaves free, got 'total'"):
        kernel_source(*KERNELS["logsumexp"], Options("total", "c"))


@WITH_COMPILER
def test_c_writes_out_and_takes_a_workspace() -> None:
    """Strided, also where it is an argument; the memory of a call is any of the size that is asked for."""
    product = listed("categorical_fisher_product", "c")
    make_workspace = product.__globals__["make_workspace"]
    z, v = np.random.default_rng(0).standard_normal((2, 50, 4))
    expected = product(z, v)
    memory = np.full((50, 4, 2), 7.0)
    assert product(z, v, out=memory[..., 0], workspace=make_workspace(4)) is not None
    assert np.array_equal(memory[..., 0], expected)
    assert (memory[..., 1] == 7.0).all()
    assert np.array_equal(product(z[:, ::-1], v[:, ::-1]), product(z[:, ::-1].copy(), v[:, ::-1].copy()))
    assert np.array_equal(product(z, v.copy(order="F")), expected)
    assert np.array_equal(product(z, v, out=v), expected)
    with pytest.raises(ValueError, match=r"expected `out` of shape \(50, 4\), float64, got shape \(4,\)"):
        product(z, z, out=np.empty(4))
    with pytest.raises(ValueError, match="expected a contiguous workspace of at least"):
        product(z, z, workspace=np.empty(2))


@WITH_COMPILER
def test_what_c_marks_is_computed_again_as_numpy_does() -> None:
    """Digits that cancel and numbers beyond the range of floats: those elements have the values of the NumPy kernel, and no others."""
    text, let = "[(x[i]*y[i] + u)/w[i] for i in range(K)]", (*dict.fromkeys("xyw", "real[K]").items(), ("u", "real"))
    ours, other = (made(text, let, target) for target in ("numpy", "c"))
    x, w = np.ones((6, 3)), np.ones((6, 3))
    x[1, 2], w[1, 2] = 1e-200, 1e-300
    x[4, 0], w[4, 0] = 1e200, 1e300
    asked: list[int] = []
    again = other.__globals__["run"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(other.__globals__, "run", lambda arguments, *rest: (asked.append(len(arguments[0])), again(arguments, *rest))[1])
        got = other(x, x, w, 0.0)
    assert asked == [2]
    assert np.array_equal(got, ours(x, x, w, 0.0))
    np.testing.assert_allclose([got[1, 2], got[4, 0]], [1e-100, 1e100], rtol=1e-15)
