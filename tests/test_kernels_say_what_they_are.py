"""The docstring of a generated function states formula, shapes, domain and accuracy, in every language that has docstrings."""

from __future__ import annotations

import ast

import pytest

from derivations.codegen import Options, kernel_source

CALLS = {
    "fisher(Gamma(k, b), [k, b])": ({"k": "positive", "b": "positive"}, ["k: positive, shape (...).", "shape (..., 2, 2)"]),
    "softmax(z)": ({"z": "real[K]"}, ["z: real[K], shape (..., K).", "shape (..., K)"]),
    "dot(z, z)": ({"z": "real[3]"}, ["z: real[3], shape (..., 3).", "Returns: shape (...)."]),
}


@pytest.mark.parametrize("text", CALLS)
@pytest.mark.parametrize("target", ["numpy", "jax", "c"])
def test_the_docstring_states_formula_shapes_domain_and_accuracy(text: str, target: str) -> None:
    """Whoever calls a kernel reads in it what it computes, of what, where, and how well."""
    let, shapes = CALLS[text]
    source = kernel_source(text, let, Options("f", target, suffix=".py"))
    (told,) = [ast.get_docstring(node) for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == "f"]
    stated = " ".join(str(told).split())
    for words in (text, "Computed as::", *shapes, "outside its type an element is nan", "8 units in the last place"):
        assert words in stated
