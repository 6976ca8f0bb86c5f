"""Whether a divergence comes out as exactly zero between equal laws by its operations, so that nobody has to look whether they are equal.

Every value gets the number of a class of values that are the same float, bit by bit, where the parameters of the second law are those of
the first: zeros and ones have classes of their own. What leaves the range of floats on the way is found and computed again, as everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.codegen.program import Instruction, Operand, Program

ZERO, ONE = -1, -2
KEEPING = ("negative", "absolute", "square", "sqrt", "expm1", "log1p")  # zero at zero
BOTH = ("add", "subtract", "maximum", "minimum")  # zero where both are
PRODUCTS = ("multiply", "square")  # which a compiler may join with a difference, so that the difference of equal ones is what they lose


class Classes:
    """The classes of the values of a program whose inputs are equal in pairs; ``positive`` inputs are that, all are finite."""

    def __init__(self, program: Program, equal: Mapping[int, int], positive: frozenset[int]) -> None:
        """``equal``: an input for another one, whose class it gets."""
        self._numbers: dict[tuple[object, ...], int] = {}
        self.positive, self.finite, self.products = {ONE}, {ZERO, ONE}, set[int]()
        self.values = [self._input(row, equal, positive) for row in range(len(program.inputs))]
        for instruction in program.instructions:
            self.values.append(self._instruction(instruction))

    def of(self, operand: Operand) -> int:
        """The class of a value or number."""
        if not isinstance(operand, Literal):
            return self.values[operand]
        found = {0.0: ZERO, 1.0: ONE}.get(operand.value)
        number = self._number("number", operand.value) if found is None else found
        self._learn(number, finite=True, positive=operand.value > 0.0)
        return number

    def _input(self, row: int, equal: Mapping[int, int], positive: frozenset[int]) -> int:
        number = self._number("input", equal.get(row, row))
        self._learn(number, finite=True, positive=row in positive)
        return number

    def _instruction(self, instruction: Instruction) -> int:
        operation, parts = instruction.operation, [self.of(operand) for operand in instruction.operands]
        found = self._known(operation, parts)
        number = self._number(operation, *parts) if found is None else found
        finite = all(part in self.finite for part in parts)
        if operation in ("divide", "log", "log1p", "power", "sqrt"):  # what is divided by, or taken a logarithm of, is not zero
            finite = finite and parts[-1] in self.positive
        self._learn(number, finite=finite, positive=self._is_positive(operation, parts))
        if operation in PRODUCTS and number >= 0:
            self.products.add(number)
        return number

    def _known(self, operation: str, parts: Sequence[int]) -> int | None:
        """Zero or one, if it is that."""
        zeros = [part == ZERO for part in parts]
        if (operation in KEEPING or operation in BOTH) and all(zeros):
            return ZERO
        if operation == "subtract" and parts[0] == parts[1] and parts[0] in self.finite - self.products:
            return ZERO
        if operation == "multiply" and any(zeros) and self.finite.issuperset(parts):
            return ZERO
        if operation == "divide" and parts[1] in self.positive & self.finite and (zeros[0] or parts[0] == parts[1]):
            return ZERO if zeros[0] else ONE
        if operation == "log" and parts[0] == ONE:
            return ZERO
        primitive = primitives().get(operation)
        if primitive is not None and (primitive.equal or primitive.zero) and self.finite.issuperset(parts):
            same = all(parts[one] == parts[other] for one, other in primitive.equal)
            return ZERO if same and all(zeros[place] for place in primitive.zero) else None
        return None

    def _is_positive(self, operation: str, parts: Sequence[int]) -> bool:
        if operation in primitives():
            return primitives()[operation].sign == "positive"
        kept = operation in ("add", "multiply", "divide", "square", "sqrt", "minimum") and all(part in self.positive for part in parts)
        return kept or operation == "exp" or (operation == "maximum" and any(part in self.positive for part in parts))

    def _learn(self, number: int, *, finite: bool, positive: bool) -> None:
        self.finite |= {number} if finite else set()
        self.positive |= {number} if positive else set()

    def _number(self, *key: object) -> int:
        return self._numbers.setdefault(key, len(self._numbers))


def vanishes(program: Program, value: Operand, equal: Mapping[int, int], positive: frozenset[int]) -> bool:
    """Whether the value is exactly zero where inputs are equal in pairs.

    >>> from derivations.codegen.program import Program
    >>> program = Program(("x", "y"))
    >>> value = program.emit("multiply", 0, program.emit("bregman_log", 1, 0))
    >>> vanishes(program, value, {1: 0}, frozenset({0, 1}))
    True
    """
    return Classes(program, equal, positive).of(value) == ZERO
