"""A divergence of which every operation gives zero between equal laws does not look whether they are equal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ulps import apply

from derivations.codegen.catalogue import catalogue
from derivations.codegen.equal_laws import vanishes
from derivations.codegen.kernel import load
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal, Program
from numeric import kernels
from verify.accuracy.problem import problem_of
from verify.accuracy.provenance import read_provenance
from verify.accuracy.regimes import regimes

PROMISING = [each for each in primitives().values() if each.equal or each.zero]
POINTS = np.concatenate([2.0 ** np.arange(-1000.0, 1001.0, 25.0), np.random.default_rng(0).uniform(0.01, 50.0, 400)])
DIVERGENCES = sorted(path.stem for path in Path(kernels.__path__[0]).glob("kl_*.py") if path.stem in catalogue())
EQUAL = {1: 0}


@pytest.mark.parametrize("primitive", PROMISING, ids=lambda primitive: primitive.name)
@pytest.mark.parametrize("length", [1, 10, len(POINTS)])
def test_primitives_keep_the_promise(primitive: Any, length: int) -> None:
    """Exactly zero at equal arguments and at zeros, alone, among few and among many, near the ends of floats too."""
    points = POINTS[POINTS < 1.0] if "unit" in primitive.domain else POINTS
    for start in range(0, len(points), length):
        part = points[start : start + length]
        columns = [np.zeros_like(part) if place in primitive.zero else part for place in range(len(primitive.domain))]
        assert not apply(primitive.implementation, primitive.rows, *columns).any()


def test_what_is_equal_by_other_ways_is_not_zero() -> None:
    """The difference of x y and x y may be what a compiler's fused product leaves; x - x where x may be infinite is no number."""
    program = Program(("x", "y"))
    emit = program.emit
    products = emit("subtract", emit("multiply", 0, Literal(3.0)), emit("multiply", 1, Literal(3.0)))
    quotient = emit("divide", 0, emit("add", 0, Literal(-1.0)))
    other = emit("divide", 1, emit("add", 1, Literal(-1.0)))
    infinite = emit("subtract", quotient, other)
    logarithms = emit("subtract", emit("log", 0), emit("log", 1))
    own = emit("bregman_log", 0, 0)
    for value in (products, infinite, 0, emit("add", logarithms, 0), emit("multiply", quotient, logarithms), emit("exp", logarithms)):
        assert not vanishes(program, value, EQUAL, frozenset({0, 1}))
    for value in (logarithms, own, emit("maximum", emit("square", logarithms), Literal(0.0)), emit("divide", logarithms, 0)):
        assert vanishes(program, value, EQUAL, frozenset({0, 1}))
    assert not vanishes(program, logarithms, {}, frozenset({0, 1}))
    assert not vanishes(program, logarithms, EQUAL, frozenset())


@pytest.mark.parametrize("name", DIVERGENCES)
def test_divergences_of_equal_laws_are_zero(name: str) -> None:
    """At ordinary points and where numbers leave the range of floats."""
    text = (Path(kernels.__path__[0]) / f"{name}.py").read_text(encoding="utf-8")
    problem, module = problem_of(read_provenance(text, name), "float64"), load(text)
    for regime, count in (("ordinary", 10), ("ordinary", 300), ("extreme", 12)):
        point = regimes()[regime].draw(problem, np.random.default_rng(1), count) or {}
        if point:
            value = getattr(module, name)(*[point[argument.removesuffix("_q")] for argument in problem.types])
            assert ((value == 0.0) & ~np.signbit(value) | np.isnan(value)).all()
            assert regime == "extreme" or np.isfinite(value).any()
