"""What several entries need at the same arguments is computed once a block of few elements, and never remembered from call to call."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from derivations.codegen.kernel import load
from numeric import kernels
from verify.accuracy.problem import problem_of
from verify.accuracy.provenance import read_provenance
from verify.accuracy.regimes import regimes

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = [path for path in sorted(Path(kernels.__path__[0]).glob("*.py")) if "_LAST: dict" in path.read_text(encoding="utf-8")]
ELEMENTS = 10


def counted(module: Any, name: str) -> list[int]:
    """The sizes with which a function of the module is called from now on."""
    sizes: list[int] = []
    original: Callable[..., Any] = getattr(module, name)

    def noted(*arguments: Any) -> Any:
        sizes.append(len(arguments[0]))
        return original(*arguments)

    setattr(module, name, noted)
    return sizes


def drawn(text: str, name: str, seed: int) -> list[Any]:
    """Arguments of the ordinary regime."""
    problem = problem_of(read_provenance(text, name), "float64")
    point = regimes()["ordinary"].draw(problem, np.random.default_rng(seed), ELEMENTS)
    assert point is not None
    return [point[argument] for argument in problem.types]


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_parts_are_computed_once_a_block_and_anew_in_every_call(path: Path) -> None:
    """A second call with the same arguments computes as much as the first, and its entries are those of a module that shares nothing."""
    text = path.read_text(encoding="utf-8")
    module, plain = load(text), load(re.sub(r"if known is None( or known\[0\] != key)?:", "if True:", text))
    names = sorted(set(re.findall(r" = (?:\(key, |known = )(\w+)\(", text)))
    assert names
    shared, alone = ({name: counted(each, name) for name in names} for each in (module, plain))
    arguments, others = drawn(text, path.stem, 0), drawn(text, path.stem, 1)
    first = getattr(module, path.stem)(*arguments)
    once = {name: list(sizes) for name, sizes in shared.items()}
    np.testing.assert_array_equal(first, getattr(plain, path.stem)(*arguments))
    assert all(len(once[name]) <= len(alone[name]) for name in names)
    np.testing.assert_array_equal(getattr(module, path.stem)(*others), getattr(plain, path.stem)(*others))
    for sizes in shared.values():
        sizes.clear()
    np.testing.assert_array_equal(getattr(module, path.stem)(*arguments), first)
    assert shared == once
    np.testing.assert_array_equal(getattr(module, path.stem)(*arguments), first)
    assert shared == {name: 2 * sizes for name, sizes in once.items()}


def test_some_kernel_shares_its_parts() -> None:
    """Of the information of generalised extreme value laws five entries have one quotient of gamma functions."""
    path = next(path for path in FILES if path.stem == "fisher_generalized_extreme_value")
    text = path.read_text(encoding="utf-8")
    module = load(text)
    sizes = counted(module, "extreme_value_scale_few_far")
    getattr(module, path.stem)(*drawn(text, path.stem, 0))
    assert len(sizes) == 1
