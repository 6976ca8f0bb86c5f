"""A square less a positive number is computed as two factors, within two units; any other difference of products stays."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from derivations.codegen.program import Literal, Program
from derivations.codegen.square_differences import DIFFERENCE, factored, root_in_two_parts

if TYPE_CHECKING:
    from collections.abc import Callable


def difference(program: Program, *numbers: float) -> int:
    """The square of the first input less a product of numbers."""
    return program.emit(DIFFERENCE, 0, 0, *(program.emit("filled", Literal(number)) for number in numbers))


def computed(program: Program, x: Any) -> Any:
    """The value of the last instruction."""
    known: list[Any] = [x, x]
    for instruction in program.instructions:
        operands = [operand.value if isinstance(operand, Literal) else known[operand] for operand in instruction.operands]
        known.append(None if instruction.operation == "filled" else getattr(np, instruction.operation)(*operands))
    return known[-1]


@pytest.mark.parametrize("number", [2.0, 1.0, 3.0, 1e-20, 12345.678, 4.0])
def test_two_factors_are_within_two_units(number: float) -> None:
    """Beside both roots, far from them, and at the next floats."""
    root = np.sqrt(number)
    steps = np.concatenate([np.arange(-40, 41) * np.spacing(root), root * np.array([1e-12, -1e-9, 1e-3, -0.4, 0.7, 50.0, -0.999])])
    x = np.concatenate([root + steps, -(root + steps)])
    program = Program(("x", "y"))
    program.outputs = [difference(program, number, 1.0)]
    new = factored(program)
    assert new.instruction(int(str(new.outputs[0]))).operation == "multiply"  # type: ignore[union-attr]
    values = computed(new, x)
    exact = [Fraction(each) ** 2 - Fraction(number) for each in x.tolist()]
    errors = [
        abs(Fraction(value) - true) / Fraction(np.spacing(abs(float(true)))) for value, true in zip(values.tolist(), exact, strict=True)
    ]
    assert max(errors) <= 2


def test_a_root_has_two_parts() -> None:
    """The square of their sum is the number but for a part in 2^100."""
    for number in (2.0, 3.0, 0.7, 1e50):
        root, rest = map(Fraction, root_in_two_parts(number))
        assert abs((root + rest) ** 2 / Fraction(number) - 1) < Fraction(1, 2**100)


OTHERS: dict[str, Callable[[Program], int]] = {
    "two numbers": lambda p: p.emit(DIFFERENCE, 0, 1, p.emit("filled", Literal(2.0)), p.emit("filled", Literal(1.0))),
    "a negative number": lambda p: difference(p, -2.0, 1.0),
    "zero": lambda p: difference(p, 0.0, 1.0),
    "a product that is no float": lambda p: difference(p, 0.1, 0.3),
    "a number near the end of the range": lambda p: difference(p, 1e-200, 1.0),
    "an input": lambda p: p.emit(DIFFERENCE, 0, 0, 1, p.emit("filled", Literal(1.0))),
    "a computed number": lambda p: p.emit(DIFFERENCE, 0, 0, p.emit("exp", 1), p.emit("filled", Literal(1.0))),
}


@pytest.mark.parametrize("build", OTHERS.values(), ids=list(OTHERS))
def test_other_differences_stay(build: Callable[[Program], int]) -> None:
    """Whatever has no root that is known to two floats."""
    program = Program(("x", "y"))
    program.outputs = [build(program)]
    assert factored(program).instructions == program.instructions
