"""The text of a function of one array: registers for the values of a program, the first of which is what the caller gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.codegen.operations import OPERATIONS
from derivations.codegen.program import Literal
from derivations.errors import DerivationError

if TYPE_CHECKING:
    import sympy as sp

    from derivations.codegen.program import Instruction, Operand, Program

REGISTERS = ("result", "other", "third")
HEAD = """from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
"""
GIVEN = "np.empty_like({0}) if out is None else out"


@dataclass(frozen=True)
class Formula:
    """A form, the name of its argument, the statements that compute it, and whether these overflow on the way to a value that is right."""

    form: sp.Expr
    argument: str
    statements: tuple[str, ...]
    overflows: bool = False

    def definition(self, name: str, docstring: str) -> str:
        """The text of a function of this name."""
        lines = [f'"""{docstring}"""', *self.statements]
        if self.overflows:
            lines = [lines[0], 'with np.errstate(over="ignore"):  # the infinity is meant', *(f"    {line}" for line in lines[1:])]
        head = f"def {name}({self.argument}: Array, out: Array | None = None) -> Array:"
        return "\n".join(["", "", head, *(f"    {line}" for line in lines), ""])


def body(program: Program, argument: str, *, over_argument: bool) -> tuple[str, ...]:
    """The statements of ``def f(argument, out=None)``, without indentation; the precision is that of the argument.

    With ``over_argument`` the caller may give the argument itself as ``out``.

    Raises:
        DerivationError: the argument is read after ``out`` is written although they may be one, or there are too few registers.
    """
    (output,) = program.outputs
    if isinstance(output, Literal):
        return f"result = {GIVEN.format(argument)}", f"result.fill({_number(output)})", "return result"
    if not program.instructions:
        return f"result: Array = np.positive({argument}, out=out)", "return result"
    return (*_Writer(program, argument, over_argument).lines(), "return result")


class _Writer:
    def __init__(self, program: Program, argument: str, over_argument: bool) -> None:  # noqa: FBT001 - one of two
        self.program, self.argument, self.over_argument = program, argument, over_argument
        self.last = {value: step for step, each in enumerate(program.instructions) for value in each.values}
        self.names: dict[int, str] = {0: argument}
        self.begun: set[str] = set()

    def lines(self) -> list[str]:
        """One statement an instruction."""
        return [self._line(step, instruction) for step, instruction in enumerate(self.program.instructions)]

    def _line(self, step: int, instruction: Instruction) -> str:
        name = self._register(step, instruction)
        operands = ", ".join(map(self._operand, instruction.operands))
        self.names[step + 1] = name
        first, given = name not in self.begun, name == REGISTERS[0]
        self.begun.add(name)
        if instruction.operation == "greater":  # a truth, written as a number
            where = GIVEN.format(self.argument) if given else f"np.empty_like({self.argument})"
            return f'{name}: Array = np.greater({operands}, out={where if first else name}, casting="unsafe")'
        call = "special.ndtr" if instruction.operation == "normal_cdf" else OPERATIONS[instruction.operation].numpy
        if first:
            return f"{name}: Array = {call}({operands}{', out=out' if given else ''})"
        return f"{call}({operands}, out={name})"

    def _register(self, step: int, instruction: Instruction) -> str:
        """Where the value goes: into what dies here, else into the first register that is free; the output into what the caller gives."""
        alive = {self.names[value] for value, last in self.last.items() if last > step and value in self.names}
        final = step + 1 == len(self.program.instructions)
        dying = [self.names[value] for value in instruction.values if self.names[value] != self.argument and self.last[value] == step]
        choices = [REGISTERS[0]] if final else [*(name for name in REGISTERS if name in dying), *REGISTERS]
        free = [name for name in choices if name not in alive]
        if not free or (self.over_argument and free[0] == REGISTERS[0] and self.last.get(0, 0) > step):
            wanted = f"a form for which {len(REGISTERS)} arrays suffice"
            message = f"Generating an activation: expected {wanted}, got one that needs more. Give it another form."
            raise DerivationError(message)
        return free[0]

    def _operand(self, operand: Operand) -> str:
        return _number(operand) if isinstance(operand, Literal) else self.names[operand]


def _number(literal: Literal) -> str:
    return repr(int(literal.value)) if literal.value.is_integer() else repr(literal.value)
