"""Which entries of a C kernel are rightly no finite numbers: poles, what is defined nowhere, and what a choice has settled.

Where floats cannot leave their range on the way to a value (:mod:`.c_reach`), what comes out is right: an infinity is a pole, nan comes of
arguments outside of a domain, and a truth holds. Only what is not known to be so has to be computed again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal
from derivations.codegen.targets.c_marks import spelled
from derivations.codegen.targets.c_reach import sound

if TYPE_CHECKING:
    from collections.abc import Collection

    from derivations.codegen.inputs import Inputs
    from derivations.codegen.program import Instruction, Operand, Program

ORDINARY = 128  # arguments beyond this power of two, and below its inverse, are not asked about
POWERS = (ORDINARY, 64, 32, 16)  # bounds on the sizes of arguments, the widest that settles most first
ALWAYS, NEVER = "1", ""
CARRYING = ("add", "subtract", "multiply", "divide", "negative", "absolute", "square", "sqrt", "log", "exp", "maximum", "minimum")
ROOTS = ("log", "sqrt")  # of no negative number
POLES = ("divide", "log", "log1p", "sqrt")  # what makes numbers that are not finite of such that are


class Settled:
    """Writes, for one element with an entry that is no finite number, whether that is settled.

    Attributes:
        text: the condition; empty if nothing ever is.
        values: what has to be computed before it, in the order of the program.
        reads: the rows and inputs that this reads.
    """

    def __init__(self, program: Program, inputs: Inputs, rows: Collection[int]) -> None:
        """``rows``: the values that were kept."""
        tried = [_Writer(program, inputs, rows, power) for power in POWERS]
        best = max(tried, key=lambda writer: writer.score)
        self.text, self.values, self.reads = best.condition(), best.values(), best.reads()


class _Writer:
    """The condition for arguments up to one bound."""

    def __init__(self, program: Program, inputs: Inputs, rows: Collection[int], power: int) -> None:
        self.program, self.inputs, self.rows, self.power = program, inputs, rows, power
        self.sound = sound(program, inputs, power)
        self.used: set[int] = set()  # the values of which the condition speaks
        self.requirements = [value for value in program.requirements if value in self.sound]
        self.entries = {place: self._settled(entry) for entry, place in _places(program).items()}
        self.score = (len(self.requirements), sum(map(bool, self.entries.values())))

    def condition(self) -> str:
        """A truth of C."""
        entries = [
            text if len(self.entries) == 1 else f"(out[{place}][i] * 0.0 == 0.0{f' || {text}' if text else ''})"
            for place, text in self.entries.items()
            if text != ALWAYS
        ]
        whole = " && ".join(entries) or ALWAYS
        outside = [f"!v{value}" for value in self.requirements]
        if len(self.requirements) < len(self.program.requirements) or not any(self.entries.values()):
            whole = NEVER
        texts = [*outside, f"({whole})" if whole and outside and len(entries) > 1 else whole]
        text = " || ".join(text for text in texts if text) if whole != ALWAYS else ALWAYS
        self.used = {int(value) for value in re.findall(r"\bv(\d+)\b", text)}
        near = self._near()
        return "" if not text else " && ".join([*near, *([f"({text})"] if text != ALWAYS else [])]) or ALWAYS

    def values(self) -> list[int]:
        """All that is computed for the condition."""
        return [value for value in self._cone() if value >= len(self.program.inputs) and value not in self.rows]

    def reads(self) -> list[int]:
        """All that is read for it."""
        return [value for value in self._cone() if value < len(self.program.inputs) or value in self.rows]

    def _cone(self) -> list[int]:
        """The values of the text with those they are computed from, as far back as the rows."""
        return _ancestors(self.program, self.used, self.rows)

    def _near(self) -> list[str]:
        """That the inputs behind it are within the bound, nothing included."""
        proven = self.program.kept() if ALWAYS in self.entries.values() else self.used
        inputs = [place for place in _ancestors(self.program, proven, ()) if place < len(self.program.inputs)]
        return [f"sized(x{place}, 0x1p{self.power})" for place in inputs if self.power < ORDINARY]

    def _settled(self, operand: Operand) -> str:
        """Whether an entry that is no finite number is rightly none."""
        if isinstance(operand, Literal) or operand in self.sound:
            return ALWAYS
        instruction = self.program.instruction(operand)
        assert instruction is not None  # noqa: S101 - inputs are sound
        if instruction.operation == "select":
            return self._chosen(instruction, self._settled(instruction.operands[1]), self._settled(instruction.operands[2]))
        if instruction.operation == "maximum" and any(isinstance(each, Literal) for each in instruction.operands):
            return self._settled(instruction.values[0])
        return self._undefined(operand)

    def _chosen(self, instruction: Instruction, first: str, second: str) -> str:
        truth = instruction.operands[0]
        if truth not in self.sound or first == second:
            return first if first == second == ALWAYS else NEVER
        name = self._name(truth)
        if first in (ALWAYS, NEVER) and second in (ALWAYS, NEVER):
            return name if first else f"!{name}"
        return f"({name} ? {first or '0'} : {second or '0'})"

    def _undefined(self, operand: Operand) -> str:
        """Whether a value is nan since it is made of a root of a negative number, or of nan that is right."""
        if isinstance(operand, Literal):
            return NEVER
        if operand in self.sound:
            if all(made is None or made.operation not in POLES for made in map(self.program.instruction, self._behind(operand))):
                return NEVER
            return f"v{operand} != v{operand}"
        instruction = self.program.instruction(operand)
        assert instruction is not None  # noqa: S101 - inputs are sound
        if instruction.operation == "select":
            return self._chosen(instruction, *map(self._undefined, instruction.operands[1:]))
        texts = list(map(self._undefined, instruction.operands)) if instruction.operation in CARRYING else []
        if instruction.operation in ROOTS and (certain := self._certain(instruction.operands[0])):
            texts.append(f"({' && '.join(certain)} && {self._name(instruction.operands[0])} < 0.0)")
        return " || ".join(dict.fromkeys(text for text in texts if text))

    def _certain(self, operand: Operand) -> list[str]:
        """That a value has the right sign: no factor of it is out of the usual."""
        if isinstance(operand, Literal) or operand in self.sound:
            return [ALWAYS]
        instruction = self.program.instruction(operand)
        assert instruction is not None  # noqa: S101 - inputs are sound
        name = f"(v{operand} != 0.0 && sized(v{operand}, 0x1p1000))"
        if instruction.operation in primitives():
            return [name] if operand in self.rows else []
        if instruction.operation not in ("multiply", "divide"):
            return []
        parts = list(map(self._certain, instruction.operands))
        return [*dict.fromkeys(text for part in parts for text in part if text != ALWAYS), name] if all(parts) else []

    def _behind(self, value: int) -> list[int]:
        """A value and all that it is computed from."""
        return _ancestors(self.program, (value,), ())

    def _name(self, operand: Operand) -> str:
        return spelled(operand, len(self.program.inputs))


def _places(program: Program) -> dict[Operand, int]:
    """Where the distinct entries stand first."""
    return {entry: program.outputs.index(entry) for entry in program.outputs}


def _ancestors(program: Program, values: Collection[int], rows: Collection[int]) -> list[int]:
    """Some values and all that they are computed from, in order; rows are computed from nothing."""
    found: set[int] = set()
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if value not in found:
            found.add(value)
            instruction = program.instruction(value)
            waiting += instruction.values if instruction is not None and value not in rows else ()
    return sorted(found)
