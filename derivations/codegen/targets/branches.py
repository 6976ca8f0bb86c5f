"""Branches of a program under which it is computed at safe inputs, so that what is not chosen leaves no nan in a derivative."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from derivations.codegen.agreement import random_point
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal
from derivations.language.scope import tensor_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.inputs import Inputs
    from derivations.codegen.program import Instruction, Operand, Program

POINTS = 300
SMOOTH = frozenset(
    {
        "add",
        "subtract",
        "multiply",
        "negative",
        "maximum",
        "minimum",
        "less",
        "less_equal",
        "equal",
        "not_equal",
        "both",
        "either",
        "not",
        "select",
        "square",
        "absolute",
        "floor",
        "ceil",
        "sign",
        "sin",
        "cos",
        "tanh",
        "atan",
        "erf",
        "filled",
    }
)  # fmt: skip - finite with finite slopes at finite arguments


@dataclass
class Branch:
    """A part of the program: the inputs of ``parent`` where the truth ``test`` is ``side``, and ``point`` elsewhere."""

    index: int
    parent: Branch | None = None
    test: int = -1
    side: bool = True
    point: tuple[float, ...] = ()
    needed: set[int] = field(default_factory=set)

    def path(self) -> dict[int, bool]:
        """The truths that hold in it."""
        return {} if self.parent is None else {**self.parent.path(), self.test: self.side}


class Branches:
    """The branches of a program and the values that each of them computes; ``plain`` choices have none."""

    def __init__(self, program: Program, inputs: Inputs, plain: set[int]) -> None:
        """Find them all."""
        self.program, self.inputs, self.plain = program, inputs, plain
        self.first = len(program.inputs)
        self.all = [Branch(0, needed=set(program.kept()))]
        self._children: dict[tuple[int, int, bool], Branch] = {}
        self._risky = self._risks()
        for branch in self.all:  # grows while branches are found
            self._mark(branch)

    def child(self, branch: Branch, value: int, place: int) -> Branch:
        """Where the operand at a place of a choice is computed."""
        return self._children.get((branch.index, value, place == 1), branch)

    def _mark(self, branch: Branch) -> None:
        """Everything that the wanted values of a branch depend on, there or in branches of its own."""
        for value in range(self.first + len(self.program.instructions) - 1, self.first - 1, -1):
            if value not in branch.needed:
                continue
            instruction = self.program.instructions[value - self.first]
            for place, operand in enumerate(instruction.operands):
                if isinstance(operand, int):
                    self._target(branch, value, instruction, place).needed.add(operand)

    def _target(self, branch: Branch, value: int, instruction: Instruction, place: int) -> Branch:
        operand, test = instruction.operands[place], instruction.operands[0]
        choice = instruction.operation == "select" and value not in self.plain and place > 0
        if not choice or not isinstance(test, int) or not isinstance(operand, int) or not self._risky[operand]:
            return branch
        side = place == 1
        same = next((each for each in self.all if each.parent is branch and each.test == test and each.side is side), None)
        if same is None:
            same = Branch(len(self.all), branch, test, side)
            point = self._witness({**branch.path(), test: side})
            if point is None:
                return branch
            same.point = point
            self.all.append(same)
        self._children[branch.index, value, side] = same
        return same

    def _risks(self) -> list[bool]:
        """For every value, whether it may be infinite or have an infinite slope at finite inputs."""
        risks = [False] * self.first
        for instruction in self.program.instructions:
            risks.append(instruction.operation not in SMOOTH or any(risks[value] for value in instruction.values))
        return risks

    def _witness(self, path: dict[int, bool]) -> tuple[float, ...] | None:
        """Inputs inside their types at which these truths hold."""
        for point, truths in self._samples:
            if all(bool(truths[value]) is side for value, side in path.items()):
                return point
        return None

    @cached_property
    def _samples(self) -> list[tuple[tuple[float, ...], Sequence[Any]]]:
        generator = random.Random(0)  # noqa: S311 - points must be reproducible, not secret
        points = [self._point(generator) for _ in range(POINTS)]
        with np.errstate(all="ignore"):
            return [(point, values(self.program, point)) for point in points]

    def _point(self, generator: random.Random) -> tuple[float, ...]:
        numbers = {symbol: float(number.p) / float(number.q) for symbol, number in random_point(self.inputs, generator).items()}
        specs = list(self.inputs.types.items())
        tensors = [tensor_of(name, spec) for name, spec in specs]
        return tuple(
            numbers[tensors[row.argument][row.component].item if row.component else tensors[row.argument].item] for row in self.inputs.rows
        )


def values(program: Program, point: Sequence[float]) -> list[Any]:
    """Every value of a program at one point, by the scalar definitions and by NumPy."""
    found: list[Any] = [np.float64(number) for number in point]

    def read(operand: Operand) -> Any:
        return np.float64(operand.value) if isinstance(operand, Literal) else found[operand]

    for instruction in program.instructions:
        operands = [read(operand) for operand in instruction.operands]
        if instruction.operation in primitives():
            found.append(primitives()[instruction.operation].scalar(*operands))
        elif instruction.operation == "select":
            found.append(operands[1] if operands[0] else operands[2])
        else:
            package, name = OPERATIONS[instruction.operation].numpy.split(".")
            found.append(getattr({"np": np, "special": special}[package], name)(*operands))
    return found
