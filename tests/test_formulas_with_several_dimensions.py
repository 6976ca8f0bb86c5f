"""Kernels with named dimensions against the same formula in exact fractions or plain NumPy: shapes that no loss or law has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from derivations.codegen import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

TYPES = {"D": "real[n,n]", "S": "spd[n]", "v": "real[n]", "w": "real[m]", "x": "real[k]", "s": "positive"}
SHAPES = {"D": (3, 3), "S": (3, 3), "v": (3,), "w": (2,), "x": (4,), "s": ()}
FORMULAS: dict[str, Callable[..., Any]] = {
    "(outer(x, w) - s*outer(x, w) @ diag(w)) @ diag(w)": lambda x, w, s: (np.outer(x, w) - s * np.outer(x, w) @ np.diag(w)) @ np.diag(w),
    "sin(dot(v, (D - S) @ v))": lambda v, D, S: np.sin(v @ (D - S) @ v),
    "outer(w, x) - s*outer(w, x)": lambda w, x, s: np.outer(w, x) - s * np.outer(w, x),
    "dot(w, w)*outer(x, v) - s*outer(x, v)": lambda w, x, v, s: w @ w * np.outer(x, v) - s * np.outer(x, v),
}


def arguments(names: list[str], leading: tuple[int, ...]) -> dict[str, Any]:
    """Numbers for the names, near one: positive and, for S, definite."""
    generator = np.random.default_rng(len(names))
    found = {name: 1 + generator.uniform(-0.5, 0.5, (*leading, *SHAPES[name])) for name in names}
    if "S" in found:
        found["S"] = found["S"] @ found["S"].swapaxes(-1, -2) + np.eye(3)
    return found


@pytest.mark.parametrize("leading", [(), (4,), (2, 3), (300,), (0,)])
@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_with_several_dimensions(formula: str, leading: tuple[int, ...]) -> None:
    """Entries of few axes stand beside entries of more in one difference; every element is compared with the formula by itself."""
    names = [name for name in TYPES if name in FORMULAS[formula].__code__.co_varnames]
    given = arguments(names, leading)
    got = kernel(formula, {name: TYPES[name] for name in names})(**given)
    for place in np.ndindex(*leading):
        want = FORMULAS[formula](**{name: value[place] for name, value in given.items()})
        np.testing.assert_allclose(got[place], want, rtol=1e-12, atol=1e-13)
    assert got.shape[: len(leading)] == leading
