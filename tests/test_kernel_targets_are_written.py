"""Texts in C and JAX: the same for every call and hash seed, standalone, and refused where the target has no such function."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from calling import call, surroundings
from target_samples import SAMPLES

from derivations.codegen import Options, kernel, kernel_source
from derivations.codegen.primitives import primitives
from derivations.codegen.targets import targets
from derivations.codegen.targets.c_elementary import helpers
from derivations.codegen.targets.c_functions import MARK, c_functions
from derivations.codegen.targets.c_names import TAKEN, argument_names
from derivations.codegen.targets.jax_functions import jax_functions
from derivations.codegen.targets.scalar_text import definition
from derivations.codegen.targets.witnesses import witness
from derivations.errors import ClaimError, DerivationError
from verify.commands.kernel import TARGETS

if TYPE_CHECKING:
    from pathlib import Path

    from target_samples import Sample

BESIDE = {
    "ctypes",
    "scipy",
    "functools",
    "hashlib",
    "os",
    "pathlib",
    "shlex",
    "shutil",
    "stat",
    "struct",
    "subprocess",
    "tempfile",
    "numpy",
}
IMPORTS = {"jax": {"__future__", "math", "typing", "jax"}, "c": {"__future__", "math", "typing", *BESIDE}}
EVERY = pytest.mark.parametrize("target", targets())
SEEDED = """
from derivations.codegen import Options, kernel_source
from target_samples import SAMPLES
for target, suffix in (("c", ".c"), ("c", ".py"), ("jax", ".py")):
    for sample in (SAMPLES["divergence"], SAMPLES["of_vector"]):
        print(kernel_source(sample.expression, sample.let, Options("kernel", target, suffix=suffix)))
"""


@EVERY
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))
def test_module_is_python_that_stands_alone(target: str, sample: Sample) -> None:
    """The module is Python, imports nothing of this project, and says which call wrote it."""
    text = kernel_source(sample.expression, sample.let, Options("tried", target, suffix=".py"))
    tree = ast.parse(text)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= IMPORTS[target]
    assert f'"target": "{target}"' in text
    assert any(isinstance(node, ast.FunctionDef) and node.name == "tried" for node in tree.body)


def test_texts_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    """Two interpreters with different seeds write the same bytes."""
    command = [sys.executable, "-c", SEEDED]
    texts = {
        subprocess.run(command, cwd=tmp_path, env=surroundings(PYTHONHASHSEED=seed), capture_output=True, check=True).stdout  # noqa: S603
        for seed in ("1", "2")
    }
    assert len(texts) == 1


@pytest.mark.parametrize("primitive", primitives().values(), ids=list(primitives()))
def test_every_primitive_can_be_written(primitive: object) -> None:
    """Each is written in both languages; the JAX text is Python, and every name in it is known there."""
    scalar = primitive.scalar  # type: ignore[attr-defined]
    assert [*helpers(f"{MARK}{primitive.name}()"), *c_functions([scalar])][-1].endswith("}")  # type: ignore[attr-defined]
    assert ast.parse("\n".join(jax_functions([scalar])))


def test_command_offers_what_there_is() -> None:
    """The command line names the targets without looking for them, and names all."""
    assert set(TARGETS) == {"numpy", *targets()}


@pytest.mark.parametrize(
    ("target", "expression", "let", "said"),
    [
        *((target, "besseli(0, x)", {"x": "positive"}, "scaled_besseli") for target in targets()),
        *((target, "[besselk(3, a[k]) for k in range(K)]", {"a": "positive[K]"}, "target numpy") for target in targets()),
        ("c", "logpdf(Zeta(s), k)", {"s": "real", "k": "positive integer"}, "zeta"),
    ],
)
def test_a_target_says_no(target: str, expression: str, let: dict[str, str], said: str) -> None:
    """What a target cannot compute is refused when it is written, by name, and the refusal says what to use instead."""
    with pytest.raises((ClaimError, DerivationError), match=said):
        kernel_source(expression, let, Options("kernel", target))


@EVERY
def test_lost_digits_are_owned_up_to(target: str) -> None:
    """Where a sum may lose digits the text says that they are not computed again, and only there."""
    said = "Elements in which digits cancel are not computed again"
    for name, loses in (("density", True), ("divergence", False)):
        text = kernel_source(SAMPLES[name].expression, SAMPLES[name].let, Options("tried", target))
        assert (said in " ".join(text.split())) is loses
        assert ("void tried_watched(" in text) is (loses and target == "c")
    module = kernel_source(SAMPLES["density"].expression, SAMPLES["density"].let, Options("tried", "c", suffix=".py"))
    assert "Elements in which digits cancel are computed again in Python" in module


def test_an_unknown_target_is_refused() -> None:
    """A language that nobody writes is a fault of the call, and the message lists those there are."""
    with pytest.raises(ClaimError, match=r"expected a target of numpy, c, jax, got 'fortran'"):
        kernel_source("x", {"x": "real"}, Options("kernel", "fortran"))


@pytest.mark.parametrize("name", ["exp", "double", "stable_kernel", "NAN"])
def test_a_name_with_a_meaning_in_c_is_refused(name: str) -> None:
    """A function cannot have a name that C uses; the same name is no hindrance to an argument."""
    with pytest.raises(ClaimError, match="leaves free"):
        kernel_source("x", {"x": "real"}, Options(name, "c"))
    assert argument_names([name, "x"])[name] not in TAKEN


def test_a_name_that_the_module_uses_is_refused() -> None:
    """A JAX kernel cannot be called as a function of its own module."""
    with pytest.raises(ClaimError, match="does not use itself"):
        kernel_source("x", {"x": "real"}, Options("entries", "jax"))


def loops_for_ever(x: float) -> float:
    """No part of the language."""
    while x > 1.0:
        x = x / 2.0
    return x


def never_returns_the_first(x: float) -> float:
    """Has a branch that no number takes."""
    if x * x < 0.0:
        return x
    return -x


@EVERY
def test_an_argument_that_the_module_calls_is_refused(target: str) -> None:
    """The function calls `run`, so no argument can hide it."""
    with pytest.raises(ClaimError, match="other names of arguments, got run"):
        kernel_source("run", {"run": "real"}, Options("kernel", target, suffix=".py"))


def test_other_python_is_refused() -> None:
    """A scalar definition outside the restricted language is refused with the statement that is outside."""
    with pytest.raises(DerivationError, match=r"while x > 1\.0"):
        definition(loops_for_ever)


def test_a_branch_that_is_never_taken_is_refused() -> None:
    """JAX needs a safe point of every branch, so one that cannot be reached is a fault."""
    found = definition(never_returns_the_first)
    first = found.body[0].body[0]  # type: ignore[attr-defined]
    with pytest.raises(DerivationError, match="expected a point that leads to 'return x'"):
        witness(found, first)


@pytest.mark.parametrize("name", ["digamma", "excess_log", "bregman_xlogx", "normal_hazard"])
def test_safe_points_are_safe(name: str) -> None:
    """At the safe point of every branch the function is finite."""
    found = definition(primitives()[name].scalar)
    leaves = [node for node in ast.walk(found.tree) if isinstance(node, ast.Return)]
    assert len(leaves) > 1
    for leaf in leaves:
        assert np.isfinite(found.function(*map(np.float64, witness(found, leaf))))


def test_without_a_compiler_the_message_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no C compiler, a kernel is refused as a whole, and the text can still be written."""
    monkeypatch.setenv("CC", "no-such-compiler")
    assert kernel_source("x", {"x": "real"}, Options("kernel", "c")).startswith("/* x.")
    with pytest.raises(ClaimError, match=r"expected a C compiler 'no-such-compiler', got none"):
        kernel("x", {"x": "real"}, target="c")


def test_the_ending_of_the_file_decides(tmp_path: Path) -> None:
    """``-o FILE.c`` is C alone, ``-o FILE.py`` a module that holds the same C, and standard output is C."""
    arguments = ("kernel", "2*x", "--let", "x=real", "--target", "c")
    for ending in ("c", "py"):
        assert call(*arguments, "-o", f"twice.{ending}", folder=tmp_path).returncode == 0
    text = (tmp_path / "twice.c").read_text(encoding="utf-8")
    assert text.startswith("/* 2*x.")
    assert text in (tmp_path / "twice.py").read_text(encoding="utf-8")
    assert call(*arguments, folder=tmp_path).stdout == text


def test_long_loops_are_written_once() -> None:
    """The rule of 24 nodes is one function of what a round leaves to the next, which XLA compiles once; short ones are written out."""
    types = {"m": "real", "k": "positive", "n": "real", "j": "positive"}
    text = kernel_source("kl(VonMises(m, k), VonMises(n, j))", types, Options("tried", "jax"))
    assert "total_2, = carried" in text
    assert "repeated(turn, (total_2,), (BREGMAN_LOG_BESSEL_I0_GIVEN_NODES, BREGMAN_LOG_BESSEL_I0_GIVEN_WEIGHTS))" in text
    sample = SAMPLES["divergence"]
    assert "repeated" not in kernel_source(sample.expression, sample.let, Options("tried", "jax"))
