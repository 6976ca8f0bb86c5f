"""Calls of one primitive on independent operands stand together in a program, so that few elements take one call for all of them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from derivations.codegen.primitives import primitives
from derivations.codegen.program import Program
from derivations.codegen.rewriting import rewritten

if TYPE_CHECKING:
    from derivations.codegen.program import Instruction, Operand

WORTH = 12  # operations in the text of a primitive from which on a call costs more than putting its operands side by side
PAIR = 2


def packed(program: Program) -> Program:
    """The same program, in which calls of a primitive that can be made at once follow each other.

    Where the difference of two arguments is given to some calls of a primitive and formed by others, it is given to all.
    """
    return _Order(_with_differences(program)).run()


def groups(instructions: list[tuple[int, Instruction]]) -> list[list[tuple[int, Instruction]]]:
    """Instructions with their values in runs: calls of a primitive that do not read each other, or one instruction."""
    found: list[list[tuple[int, Instruction]]] = []
    for value, instruction in instructions:
        last = found[-1] if found else []
        if last and last[0][1].operation == instruction.operation and _is_worth(instruction.operation):
            members = {member for member, _ in last}
            if not members & set(instruction.values):
                last.append((value, instruction))
                continue
        found.append([(value, instruction)])
    return found


@cache
def _is_worth(operation: str) -> bool:
    return operation in primitives() and _weight(operation) >= WORTH


@cache
def _weight(name: str) -> int:
    """The operations in the text of a primitive and of those that it uses."""
    text = primitives()[name].source().partition("\ndef scalar_")[0]
    return sum(map(text.count, ("np.", " + ", " - ", " * "))) + sum(map(_weight, primitives()[name].uses))


class _Order:
    """Emits every instruction after its operands; where it is a call of a primitive, with others that can be made at once."""

    def __init__(self, program: Program) -> None:
        self.old = program
        self.new = Program(program.inputs)
        self.first = len(program.inputs)
        self.needed = program.needed()
        self.ancestors = self._ancestors()
        self.names: dict[int, int] = {value: value for value in range(self.first)}
        self.active: list[int] = []

    def run(self) -> Program:
        for value in range(self.first, self.first + len(self.old.instructions)):
            if self.needed[value]:
                self._emit(value)
        self.new.outputs = [self._renamed(output) for output in self.old.outputs]
        self.new.suspect = None if self.old.suspect is None else self.names[self.old.suspect]
        self.new.requirements = [self.names[value] for value in self.old.requirements]
        return self.new

    def _renamed(self, operand: Operand) -> Operand:
        return self.names[operand] if isinstance(operand, int) else operand

    def _emit(self, value: int) -> None:
        if value in self.names:
            return
        members = [value, *self._partners(value)]
        self.active += members
        for member in members:
            for operand in self.old.instructions[member - self.first].values:
                self._emit(operand)
        del self.active[len(self.active) - len(members) :]
        for member in members:
            instruction = self.old.instructions[member - self.first]
            self.names[member] = self.new.emit(instruction.operation, *map(self._renamed, instruction.operands))

    def _partners(self, value: int) -> list[int]:
        """Later calls of the same primitive that read neither each other nor what is being emitted."""
        operation = self.old.instructions[value - self.first].operation
        found: list[int] = []
        if not _is_worth(operation):
            return found
        for later in range(value + 1, self.first + len(self.old.instructions)):
            if self.old.instructions[later - self.first].operation != operation or not self.needed[later] or later in self.names:
                continue
            if not any(self.ancestors[later] >> other & 1 for other in (value, *found, *self.active)) and later not in self.active:
                found.append(later)
        return found

    def _ancestors(self) -> list[int]:
        """For every value, the set of those that it depends on, as bits."""
        sets = [0] * self.first
        for instruction in self.old.instructions:
            bits = 0
            for operand in instruction.values:
                bits |= sets[operand] | 1 << operand
            sets.append(bits)
        return sets


def _with_differences(program: Program) -> Program:
    """The program with ``NAME(y, x)`` as ``NAME_given(y, x, y - x)`` where that is called as well."""
    needed = program.needed()
    called = Counter(instruction.operation for place, instruction in enumerate(program.instructions) if needed[place + len(program.inputs)])

    def replaced(new: Program, _: int, instruction: Instruction, operands: tuple[Operand, ...]) -> int | None:
        given = f"{instruction.operation}_given"
        if len(operands) != PAIR or instruction.operation not in primitives() or not called[given]:
            return None
        return new.emit(given, *operands, new.emit("subtract", *operands))

    return rewritten(program, replaced)
