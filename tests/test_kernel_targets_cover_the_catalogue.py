"""Every kernel of the catalogue is written in C and JAX, or refused by the name of a function that the target does not have."""

from __future__ import annotations

import ast
import re
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
REFUSED = r"expected functions that (C|JAX) computes, got (scaled_bessel[ik]|zeta)"


def source(name: str, target: str, suffix: str) -> str:
    """The text, or none if the target names a function that it does not have."""
    try:
        return kernel_source(catalogue()[name].expression, catalogue()[name].let, Options(name, target, suffix=suffix))
    except DerivationError as error:
        assert re.search(REFUSED, str(error)), error  # noqa: PT017 - any other reason is a fault
        return ""


@pytest.mark.parametrize("name", NAMES)
def test_jax_writes_the_catalogue(name: str) -> None:
    """The module is Python."""
    assert ast.parse(source(name, "jax", ".py")) is not None


@pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
@pytest.mark.parametrize("name", NAMES)
def test_c_compiles_the_catalogue(name: str, tmp_path: Path) -> None:
    """The file compiles, and the compiler has nothing to say."""
    (tmp_path / "kernel.c").write_text(source(name, "c", ".c") or "typedef int refused;\n", encoding="utf-8")
    command = ["cc", "-O1", "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-c", "kernel.c", "-o", "kernel.o"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stderr == b""  # noqa: S603
