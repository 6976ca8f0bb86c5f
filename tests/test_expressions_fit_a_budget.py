"""Expressions: bombs are refused before anything is built, everything on the near side of the limits is read, numbers are exact."""

from __future__ import annotations

import ast
from fractions import Fraction

import pytest
from counted import calls

from derivations.language.budget import argument_problem, hull, power_problem
from derivations.language.syntax import MAX_DEPTH, SyntaxProblem, parse

BOMBS = {
    "9**9**9": 3,
    "2**(10**12)": 4,
    "(2**200)**200": 10,
    "((2**200)**200)**200": 11,
    "x**(10**20)": 4,
    "x**257": 3,
    "x**-257": 3,
    "x**(515/2)": 4,
    "2**abs(-10**12)": 3,
    "2**sqrt(10**24)": 3,
    "2**factorial(20)": 3,
    "2**prod(64 for j in range(64))": 3,
    "2**sum(10**12 for j in range(3))": 3,
    "sum(2**(2**j) for j in range(64))": 8,
    "sum(2**factorial(j) for j in range(64))": 7,
    "factorial(10**9)": 0,
    "gamma(10**9)": 0,
    "gamma(10**9 + 1/2)": 0,
    "loggamma(10**9)": 0,
    "polygamma(10**9, x)": 0,
    "besselk(10**30, x)": 0,
    "zeta(10**6)": 0,
    "binomial(10**9, 5*10**8)": 0,
    "factorial(1000)**30": 17,
    "1e1000000000": 0,
    "1e-1000000000": 0,
    "1e400": 0,
    "9" * 362: 0,
    "9" * 5000: 0,
    "x + " + "1" * 15_000: 4,
    "[0 for j in range(65)]": 12,
    "sum(j for j in range(10**9))": 15,
    "sum(sum(sum(i for i in range(64)) for j in range(64)) for k in range(64))": 12,
    "eye(10**6)": 0,
    "zeros(10**6, 10**6)": 0,
    "diff(f, x, 10**6)": 0,
    "taylor(f, v, a, 10**6)": 0,
    "sin(" * 90 + "x" + ")" * 90: 243,
    "(" * 10_000 + "x" + ")" * 10_000: 20_000,
    "(" * 5000 + "x" + ")" * 5000: 60,
    "9" * 5_000_000: 20_000,
    "x" * 30_000: 20_000,
    "+".join(["x"] * 3000): 0,
    "-" * 10_000 + "x": 0,
    "x**" * 3000 + "x": 357,
    "[" + "x," * 5000 + "]": 7999,
    "x if y else " * 1000 + "z": 1433,
}


@pytest.mark.parametrize(("text", "offset"), BOMBS.items(), ids=lambda part: part if isinstance(part, int) else f"{part[:30]}-{len(part)}")
def test_a_bomb_is_refused_before_it_is_built(text: str, offset: int) -> None:
    """An expression too large to be built is a problem, after work in proportion to its text."""
    caught: list[SyntaxProblem] = []

    def refused() -> None:
        with pytest.raises(SyntaxProblem) as info:
            parse(text)
        caught.append(info.value)

    assert calls(refused) < 5_000 + 20 * len(text)
    if text[:2] not in ("x+", "--") and text[:4] != "x**x":  # how deep Python itself reads depends on the stack below
        assert caught[0].offset == offset


@pytest.mark.parametrize(
    "text",
    [
        "x**256",
        "x**(512/2)",
        "2**200 * 3**100",
        "(x + y)**250",
        "exp(10**9)",
        "factorial(1000)",
        "gamma(1000)",
        "1" * 362,
        "1e300",
        "sum(x**(2*j) for j in range(64))",
        "sum(sum(i*j for i in range(64)) for j in range(64))",
        "sum(1/j for j in range(1, 65))",
        "x**sqrt(2)",
        "x**(pi/2)",
        "2**x",
        "+".join(["x"] * (MAX_DEPTH - 1)),
        "(" * 60 + "x" + ")" * 60,
        "eye(64)",
        "[" + "x," * 3000 + "]",
    ],
)
def test_what_fits_the_budget_is_read(text: str) -> None:
    """The limits refuse nothing on their near side."""
    parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        ("1.5E+2", Fraction(150)),
        (".25", Fraction(1, 4)),
        ("3.", Fraction(3)),
        ("3.e1", Fraction(30)),
        ("0.30000000000000004", Fraction(30000000000000004, 10**17)),
        ("123456789012345678901234567890", 123456789012345678901234567890),
    ],
)
def test_numbers_are_exact(text: str, value: Fraction | int) -> None:
    """A literal is the rational that its text states, never a rounded one; integers stay integers."""
    tree = parse(text)
    assert isinstance(tree, ast.Constant)
    assert tree.value == value  # type: ignore[comparison-overlap]  # typeshed knows only Python's own constants
    assert type(tree.value) is type(value)


def test_the_run_time_guards_agree_with_the_reader() -> None:
    """The same limits hold for values that only evaluation knows."""
    assert power_problem(None, hull(257)) == "an exponent of at most 256"
    assert power_problem(hull(2**200), hull(200)) == "a power of at most 20000 bits"
    assert power_problem(hull(1), hull(256)) is None
    assert argument_problem("gamma", 0, hull(1001)) == "arguments of gamma of at most 1000"
    assert argument_problem("sin", 0, hull(10**9)) is None
