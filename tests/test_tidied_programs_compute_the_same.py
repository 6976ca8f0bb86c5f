"""What NumPy need not compute is left out of a program, and nothing else: the values keep every bit."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from derivations.codegen import Options, kernel_source
from derivations.codegen.kernel import load
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.program import Literal, Operand, Program
from derivations.codegen.tidy import tidied

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS = np.array([-np.inf, -3.5, -1.0, -5e-324, -0.0, 0.0, 5e-324, 1.0, 2.25, np.inf, np.nan])
X, Y = (part.ravel() for part in np.meshgrid(POINTS, POINTS))
ZERO, HALF = Literal(0.0), Literal(0.5)


def values(program: Program) -> list[Any]:
    """The outputs at all pairs of points."""
    known: list[Any] = [X, Y]

    def read(operand: Operand) -> Any:
        return operand.value if isinstance(operand, Literal) else known[operand]

    with np.errstate(all="ignore"):
        for instruction in program.instructions:
            if instruction.operation == "select":
                known.append(np.where(*map(read, instruction.operands)))
            else:
                function = getattr(np, OPERATIONS[instruction.operation].numpy.removeprefix("np."))
                known.append(function(*map(read, instruction.operands)))
    return [read(output) for output in program.outputs]


def operations(program: Program) -> list[str]:
    """What is computed for the outputs."""
    return [each.operation for place, each in enumerate(program.instructions, len(program.inputs)) if program.needed()[place]]


CASES: dict[str, tuple[Callable[[Program], Any], list[str]]] = {
    "size of a square": (lambda p: p.emit("absolute", p.emit("square", 0)), ["square"]),
    "size of a number": (lambda p: p.emit("absolute", 0), ["absolute"]),
    "size of a difference": (lambda p: p.emit("absolute", p.emit("subtract", p.emit("square", 0), 1)), ["square", "subtract", "absolute"]),
    "larger than zero": (lambda p: p.emit("maximum", p.emit("exp", 0), ZERO), ["exp"]),
    "perhaps larger than zero": (lambda p: p.emit("maximum", 0, ZERO), ["maximum"]),
    "opposite of an opposite": (lambda p: p.emit("negative", p.emit("negative", 0)), []),
    "opposite of a multiple": (lambda p: p.emit("negative", p.emit("multiply", 0, HALF)), ["multiply"]),
    "opposite of a product": (lambda p: p.emit("negative", p.emit("multiply", 0, 1)), ["multiply", "negative"]),
    "product of opposites": (lambda p: p.emit("multiply", p.emit("negative", 0), p.emit("negative", 1)), ["multiply"]),
    "quotient of an opposite": (lambda p: p.emit("divide", p.emit("negative", 0), 1), ["divide", "negative"]),
    "an opposite less": (lambda p: p.emit("subtract", 0, p.emit("negative", 1)), ["add"]),
    "an opposite more": (lambda p: p.emit("add", 0, p.emit("negative", 1)), ["subtract"]),
    "an opposite first": (lambda p: p.emit("add", p.emit("negative", 0), 1), ["subtract"]),
    "both opposites": (lambda p: p.emit("add", p.emit("negative", 0), p.emit("negative", 1)), ["negative", "subtract"]),
    "larger of opposites": (lambda p: p.emit("maximum", p.emit("negative", 0), p.emit("negative", 1)), ["minimum", "negative"]),
    "smaller of opposites": (lambda p: p.emit("minimum", p.emit("negative", 0), p.emit("negative", 1)), ["maximum", "negative"]),
    "quotient by an opposite larger than zero": (
        lambda p: p.emit("divide", HALF, p.emit("maximum", p.emit("negative", 0), ZERO)),
        ["negative", "maximum", "divide"],
    ),
    "quotient by a multiple of an opposite smaller than zero": (
        lambda p: p.emit("divide", HALF, p.emit("multiply", p.emit("minimum", ZERO, p.emit("negative", 0)), 1)),
        ["negative", "minimum", "multiply", "divide"],
    ),
    "exponential of an opposite smaller than zero": (
        lambda p: p.emit("exp", p.emit("multiply", p.emit("minimum", p.emit("negative", 0), ZERO), HALF)),
        ["maximum", "multiply", "negative", "exp"],
    ),
    "larger of one opposite": (lambda p: p.emit("maximum", p.emit("negative", 0), 1), ["negative", "maximum"]),
}


@pytest.mark.parametrize(("build", "wanted"), CASES.values(), ids=list(CASES))
def test_a_program_computes_the_same_with_less(build: Callable[[Program], Any], wanted: list[str]) -> None:
    """Bit for bit, at zeros of both signs, infinities and nan; and where nothing is known of signs nothing is left out."""
    program = Program(("x", "y"))
    program.outputs = [build(program)]
    shorter = tidied(program, set())
    assert operations(shorter) == wanted
    (before,), (after,) = values(program), values(shorter)
    assert np.array_equal(before, after, equal_nan=True)
    signed = ~np.isnan(before)
    assert np.array_equal(np.signbit(before[signed]), np.signbit(after[signed]))


def test_inputs_tell_their_signs() -> None:
    """The size of an input is left out where its type says that it is not negative, and of no other input."""
    program = Program(("x", "y"))
    program.outputs = [program.emit("absolute", 0), program.emit("absolute", 1)]
    assert tidied(program, {1}).outputs[1] == 1
    assert operations(tidied(program, {1})) == ["absolute"]


def test_a_truth_and_a_denied_one_are_one_comparison() -> None:
    """In either order; two denied truths are one comparison and one denial."""
    truths = np.array([False, False, True, True]), np.array([False, True, False, True])
    for swap in (False, True):
        program = Program(("x", "y"))
        first, second = program.emit("less", 0, ZERO), program.emit("less", 1, ZERO)
        parts = (first, program.emit("not", second))
        program.suspect = program.emit("both", *(parts[::-1] if swap else parts))
        assert operations(tidied(program, set())) == ["less", "less", "but_not"]
    assert np.array_equal(np.greater(*truths), truths[0] & ~truths[1])


def test_a_difference_of_squares_keeps_its_digits() -> None:
    """Two factors, each rounded once: two units of the exact value, however near the numbers are."""
    text = kernel_source("x**2 - y**2", {"x": "real", "y": "real"}, Options("difference"))
    assert "difference_of_products" not in text
    rng = np.random.default_rng(0)
    x = rng.normal(size=200)
    y = x * (1.0 + 2.0 ** -rng.integers(0, 53, 200))
    for a, b, got in zip(x.tolist(), y.tolist(), load(text).difference(x, y).tolist(), strict=True):
        exact = Fraction(a) ** 2 - Fraction(b) ** 2
        assert abs(Fraction(got) - exact) <= 2 * Fraction(float(np.spacing(abs(float(exact)))))
