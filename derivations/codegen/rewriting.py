"""A program with some instructions replaced by others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.program import Program

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.codegen.program import Instruction, Operand


def rewritten(program: Program, replaced: Callable[[Program, int, Instruction, tuple[Operand, ...]], int | None]) -> Program:
    """The same program, in which ``replaced(new, value, instruction, operands)`` emits what stands for an instruction.

    If it gives ``None``, the instruction stays. ``operands`` are those of the instruction in the new program.

    >>> program = Program(("x",))
    >>> program.outputs = [program.emit("square", 0)]
    >>> new = rewritten(program, lambda new, value, instruction, operands: new.emit("multiply", *operands, *operands))
    >>> [instruction.operation for instruction in new.instructions]
    ['multiply']
    """
    new = Program(program.inputs)
    names: list[int] = list(range(len(program.inputs)))

    def renamed(operand: Operand) -> Operand:
        return names[operand] if isinstance(operand, int) else operand

    for value, instruction in enumerate(program.instructions, len(program.inputs)):
        operands = tuple(map(renamed, instruction.operands))
        emitted = replaced(new, value, instruction, operands)
        names.append(new.emit(instruction.operation, *operands) if emitted is None else emitted)
    new.outputs = [renamed(output) for output in program.outputs]
    new.suspect = None if program.suspect is None else names[program.suspect]
    new.requirements = [names[value] for value in program.requirements]
    return new
