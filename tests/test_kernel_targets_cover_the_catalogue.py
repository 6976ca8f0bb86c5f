"""Every kernel of the catalogue is written in C and JAX; what they do not have is refused by its name."""

from __future__ import annotations

import ast
import subprocess
from typing import TYPE_CHECKING

import pytest
from kernel_sample import FOLDER, sample
from target_samples import HAS_COMPILER, WITHOUT_COMPILER

from derivations.codegen import Options, kernel_source
from derivations.codegen.catalogue import catalogue
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from pathlib import Path

NAMES = sample((path.stem for path in FOLDER.glob("*.py") if path.stem in catalogue()), 4)


def source(name: str, target: str, suffix: str) -> str:
    """The text of a kernel."""
    return kernel_source(catalogue()[name].expression, catalogue()[name].let, Options(name, target, suffix=suffix))


@pytest.mark.parametrize("target", ["c", "jax"])
def test_what_a_target_has_not_is_refused_by_name(target: str) -> None:
    """A Bessel function of any order is there for NumPy only; no kernel of the catalogue calls it."""
    with pytest.raises(DerivationError, match=r"expected functions that (C|JAX) computes, got scaled_besselk\."):
        kernel_source("besselk(3, x)", {"x": "positive"}, Options("k", target))


@pytest.mark.parametrize("name", NAMES)
def test_jax_writes_the_catalogue(name: str) -> None:
    """The module is Python."""
    assert ast.parse(source(name, "jax", ".py")) is not None


@pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
@pytest.mark.parametrize("name", NAMES)
def test_c_compiles_the_catalogue(name: str, tmp_path: Path) -> None:
    """The file compiles, and the compiler has nothing to say."""
    (tmp_path / "kernel.c").write_text(source(name, "c", ".c"), encoding="utf-8")
    command = ["cc", "-O1", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-c", "kernel.c", "-o", "kernel.o"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stderr == b""  # noqa: S603
