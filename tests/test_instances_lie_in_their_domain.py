"""Sampled points are exact members of their types, satisfy every hypothesis, and depend on nothing but the seed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import sympy as sp
from flint import fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from derivations.balls.evaluate import Evaluation
from derivations.balls.point import JetValues, Point
from derivations.jets import jet_function
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.types import TypeSpec, parse_type
from verify.points.draws import Draw, belongs
from verify.points.instances import admissible, is_member, sample
from verify.problem import Domain, Variable

SEEDS = st.integers(0, 2**32)
SIZES = st.integers(2, 4)
SCALARS = ["real", "positive", "nonnegative", "negative", "unit", "integer", "natural", "positive integer"]
X, Y, Z = sp.symbols("x y z", real=True)
ROOT = Path(__file__).resolve().parent.parent


def generator(seed: int) -> random.Random:
    """A generator that gives the same points in every run."""
    return random.Random(seed)  # noqa: S311 - reproducible, not secret


def variable(text: str) -> Variable:
    """A variable named A with symbols laid out as the claim language does: symmetric matrices share theirs."""
    spec = parse_type(text)
    return Variable(spec, layout(spec))


def layout(spec: TypeSpec) -> Tensor:
    """The symbols of a variable."""
    if spec.kind in ("spd", "symmetric"):
        size = spec.shape[0]
        return Tensor.matrix([[sp.Symbol(f"A_{min(i, j)}_{max(i, j)}", real=True) for j in range(size)] for i in range(size)])
    count = 1
    for size in spec.shape:
        count *= size
    return Tensor(spec.shape, tuple(sp.Symbol(f"A_{i}", real=True) for i in range(count)))


def reals(*hypotheses: Goal, **domain: object) -> Domain:
    """Three real variables under hypotheses."""
    return Domain({str(s): Variable(parse_type("real"), Tensor.scalar(s)) for s in (X, Y, Z)}, hypotheses, **domain)  # type: ignore[arg-type]


def test_a_numeric_type_has_members_in_its_set() -> None:
    """Signs, integrality and bounds hold by plain comparison of fractions."""
    tests = {
        "real": lambda _: True,
        "positive": lambda v: v > 0,
        "nonnegative": lambda v: v >= 0,
        "negative": lambda v: v < 0,
        "unit": lambda v: 0 < v < 1,
        "integer": lambda v: v.q == 1,
        "natural": lambda v: v.q == 1 and v >= 0,
        "positive integer": lambda v: v.q == 1 and v > 0,
    }
    for kind, is_inside in tests.items():
        for special in (False, True):
            draw = Draw(generator(1), special)
            assert all(is_inside(draw.scalar(kind)) for _ in range(200)), kind


@given(st.sampled_from(SCALARS), SIZES, SEEDS, st.booleans())
def test_a_vector_has_members_of_its_kind(kind: str, size: int, seed: int, special: bool) -> None:  # noqa: FBT001 - hypothesis passes it
    """Every entry has a value, and all of them together belong to the type."""
    vector = variable(f"{kind}[{size}]")
    point = sample(Domain({"A": vector}), generator(seed), special=special)
    assert point is not None
    assert set(point) == set(vector.symbols.entries)  # type: ignore[union-attr]
    assert all(isinstance(value, fmpq) for value in point.values())
    assert belongs(vector, Evaluation(point, 64))


@given(st.sampled_from(["simplex", "spd", "symmetric", "invertible"]), SIZES, SEEDS, st.booleans())
def test_a_structured_type_has_members_by_linear_algebra(kind: str, size: int, seed: int, special: bool) -> None:  # noqa: FBT001 - as above
    """Sums, symmetry, minors and determinants are computed here with exact matrices, apart from the sampler."""
    shaped = variable(f"{kind}[{size}]")
    point = sample(Domain({"A": shaped}), generator(seed), special=special)
    assert point is not None
    values = [point[symbol] for symbol in shaped.symbols.entries]  # type: ignore[union-attr]
    assert belongs(shaped, Evaluation(point, 64))
    if kind == "simplex":
        assert sum(values, fmpq(0)) == 1
        assert all(value > 0 for value in values)
        return
    matrix = fmpq_mat(size, size, values)
    if kind == "invertible":
        assert matrix.det() != 0
    else:
        assert matrix == matrix.transpose()
    if kind == "spd":
        minors = [fmpq_mat([[matrix[i, j] for j in range(k)] for i in range(k)]).det() for k in range(1, size + 1)]
        assert all(minor > 0 for minor in minors)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("positive", [0]),
        ("unit", [1]),
        ("natural", [-1]),
        ("integer", [fmpq(1, 2)]),
        ("positive integer", [0]),
        ("negative", [3]),
        ("nonnegative", [-1]),
        ("simplex[2]", [fmpq(1, 2), fmpq(1, 3)]),
        ("simplex[2]", [fmpq(3, 2), fmpq(-1, 2)]),
        ("invertible[2]", [1, 2, 2, 4]),
    ],
)
def test_an_outsider_does_not_belong(text: str, values: list[int | fmpq]) -> None:
    """Membership says no outside of the type."""
    outsider = variable(text)
    point = Point(dict(zip(outsider.symbols.entries, map(fmpq, values), strict=True)))  # type: ignore[union-attr]
    assert not belongs(outsider, Evaluation(point, 64))


def test_an_indefinite_matrix_is_not_spd() -> None:
    """A symmetric matrix with a negative determinant, or a zero one, does not belong."""
    matrix = variable("spd[2]")
    a, b, _, c = matrix.symbols.entries  # type: ignore[union-attr]
    assert not belongs(matrix, Evaluation(Point({a: fmpq(1), b: fmpq(2), c: fmpq(3)}), 64))
    assert not belongs(matrix, Evaluation(Point({a: fmpq(1), b: fmpq(1), c: fmpq(1)}), 64))
    assert belongs(matrix, Evaluation(Point({a: fmpq(1), b: fmpq(1), c: fmpq(2)}), 64))


@given(SEEDS)
def test_linear_equations_are_solved_exactly(seed: int) -> None:
    """Two equations, linear in some coordinate each, hold exactly at every point that is returned."""
    equations = (Goal("zero", Tensor.scalar(X * Y - X - 3)), Goal("zero", Tensor.scalar(Z + X * Y - Y**2)))
    domain = reals(*equations)
    point = sample(domain, generator(seed))
    if point is not None:
        assert point[X] * point[Y] - point[X] == 3
        assert point[Z] == point[Y] ** 2 - point[X] * point[Y]
        assert is_member(domain, Evaluation(point, 64))
    assert admissible(domain, generator(seed), 30) is not None


@given(SEEDS)
def test_inequalities_and_definiteness_bound_the_points(seed: int) -> None:
    """Rejection keeps only points at which the hypotheses are decided."""
    goals = (Goal("positive", Tensor.scalar(X - Y)), Goal("psd", Tensor.matrix([[1, Z], [Z, 1]])))
    point = admissible(reals(*goals), generator(seed), 200)
    assert point is not None
    assert point[X] > point[Y]
    assert abs(point[Z]) <= 1


def test_solved_symbols_follow_the_others() -> None:
    """A solved symbol maps to its expression, whose value must lie in the symbol's type."""
    root = sp.Symbol("r", positive=True)
    domain = Domain(
        {"x": Variable(parse_type("real"), Tensor.scalar(X)), "r": Variable(parse_type("positive"), Tensor.scalar(root))}, (), {root: X - 1}
    )
    points = [sample(domain, generator(seed)) for seed in range(40)]
    assert any(point is None for point in points)
    assert any(point is not None for point in points)
    for point in points:
        if point is not None:
            assert point[X] > 1
            assert Evaluation(point, 64).number(root) == point[X] - 1


def test_impossible_hypotheses_have_no_point() -> None:
    """A contradiction is never admissible, not even to within rounding."""
    assert admissible(reals(Goal("positive", Tensor.scalar(-(X**2)))), generator(0), 60) is None
    assert admissible(reals(Goal("zero", Tensor.scalar(X**2 + 1))), generator(0), 60) is None
    assert admissible(reals(Goal("zero", Tensor.scalar(sp.exp(X) - sp.exp(X + sp.Rational(1, 10**12))))), generator(0), 60) is None


def test_an_undecided_hypothesis_gives_no_witness_but_is_not_vacuous() -> None:
    """What balls cannot decide is no point of a witness, and no proof that the claim is about nothing."""
    doubtful = reals(Goal("zero", Tensor.scalar(sp.sin(X) ** 2 + sp.cos(X) ** 2 - 1)))
    assert sample(doubtful, generator(1)) is None
    assert admissible(doubtful, generator(1), 5) is not None


def test_abstract_variables_are_left_out() -> None:
    """A variable with named dimensions has no symbols and no values."""
    domain = Domain({"A": Variable(parse_type("spd[n]"), None), "x": Variable(parse_type("real"), Tensor.scalar(X))})
    point = sample(domain, generator(0))
    assert point is not None
    assert list(point) == [X]


def test_jet_values_do_not_depend_on_the_order_of_questions() -> None:
    """The value of a derivative is a function of the seed and of what is asked."""
    first, second = jet_function("h", (X,)), jet_function("h", (Y,))
    points = [Point({X: fmpq(1, 3), Y: fmpq(2, 5)}, JetValues("s")) for _ in range(2)]
    forward = [Evaluation(points[0], 64).number(jet) for jet in (first, second)]
    backward = [Evaluation(points[1], 64).number(jet) for jet in (second, first)]
    assert forward == backward[::-1]


PROGRAM = """
import random
import sympy as sp
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.types import parse_type
from verify.points.instances import sample
from verify.problem import Domain, Variable
names = ["b", "a", "c", "x", "y"]
variables = {name: Variable(parse_type("real"), Tensor.scalar(sp.Symbol(name, real=True))) for name in names}
a, x, y = (variables[name].symbols.item for name in "axy")
domain = Domain(variables, (Goal("zero", Tensor.scalar(a * x - y)), Goal("positive", Tensor.scalar(x))))
print([sorted((str(k), str(v)) for k, v in (sample(domain, random.Random(seed)) or {}).items()) for seed in range(12)])
"""


def test_points_do_not_depend_on_the_hash_seed() -> None:
    """Two processes with different hash seeds draw the same points."""
    outputs = [
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert "a" in outputs[0]
