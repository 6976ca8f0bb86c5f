"""The text of a function of arrays of outputs: registers for entries ``(n_out, N)`` and for one number a sample ``(N,)``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.codegen.losses.lowering import Quantity
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.program import Literal
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.program import Instruction, Operand, Program

ENTRIES, SAMPLE, MATRIX = "entries", "sample", "matrix"
REGISTERS = {ENTRIES: ("other", "third", "fourth"), SAMPLE: ("number", "second_number", "third_number")}
REDUCTIONS = {
    "total": "{0}.sum(axis=0)",
    "largest": "{0}.max(axis=0)",
    "dot": 'np.einsum("cn,cn->n", {0}, {1})',
    "chosen": "{0}[y, each]",
    "likeliest": "{0}[likeliest, each]",
}
PLACED = {"elsewhere": "{0}[y, each] = {1}", "drop_likeliest": "{0}[likeliest, each] = 0"}  # written over the array
CALLS = {
    **{name: f"{operation.numpy}({{operands}}{{out}})" for name, operation in OPERATIONS.items() if operation.numpy},
    "clip": "{first}.clip({rest}{out})",  # the function of this name takes two microseconds more
    "times": "np.matmul({operands}{out})",
    "within": 'np.less_equal({operands}{out}, casting="unsafe")',
    "cut": "{first}.clip(0, np.finfo({first}.dtype).max{out})",
    "logistic": "special.expit({operands}{out})",
    "logaddexp": "np.logaddexp({operands}{out})",
}
LONG = 120  # of a number that has a line of its own
APART = frozenset({"times", "sign"})  # never over what is read: a product cannot be, and signs take five times as long there
EACH = "each = np.arange({}.shape[1])"


@dataclass(frozen=True)
class Argument:
    """A parameter of a function and what it holds."""

    name: str
    kind: str = ENTRIES


def body(program: Program, arguments: Sequence[Argument], results: Sequence[str]) -> tuple[str, ...]:
    """The statements of ``def f(..., out=None)``, without indentation, in the precision of the arguments.

    Results that are arrays of entries are written to ``out``, or to new arrays; one number a sample is returned in a new array.

    Raises:
        DerivationError: there are too few registers, or an array is written over that is read again.
    """
    try:
        return _Writer(program, arguments, results, results_first=True).lines()
    except DerivationError:
        return _Writer(program, arguments, results, results_first=False).lines()


class _Writer:
    def __init__(self, program: Program, arguments: Sequence[Argument], results: Sequence[str], *, results_first: bool) -> None:
        self.program, self.results, self.results_first = program, tuple(results), results_first
        self.like = next(argument.name for argument in arguments if argument.kind == ENTRIES)
        self.names = {place: argument.name for place, argument in enumerate(arguments)}
        self.kinds = {place: argument.kind for place, argument in enumerate(arguments)}
        self.given = frozenset(self.names.values())
        self.last = {value: step for step, each in enumerate(program.instructions) for value in each.values}
        self.last |= dict.fromkeys((value for value in program.outputs if isinstance(value, int)), len(program.instructions))
        self.begun = set(results) if len(results) > 1 else set()
        self.read = len(arguments)

    def lines(self) -> tuple[str, ...]:
        """One statement an instruction."""
        for step, instruction in enumerate(self.program.instructions):
            self.kinds[self.read + step] = self._kind(instruction)
        steps = [self._line(step, instruction) for step, instruction in enumerate(self.program.instructions)]
        filled = [line for name, value in zip(self.results, self.program.outputs, strict=True) for line in self._filled(name, value)]
        each = [EACH.format(self.like)] if any(", each]" in line for line in steps) else []
        return (*self._opening(), *each, *steps, *filled, f"return {', '.join(self.results)}")

    def _opening(self) -> list[str]:
        """Where several results go."""
        if len(self.results) == 1:
            return []
        fresh = ", ".join(f"np.empty_like({self.like})" for _ in self.results)
        return [f"{', '.join(self.results)} = ({fresh}) if out is None else out"]

    def _kind(self, instruction: Instruction) -> str:
        if instruction.operation in REDUCTIONS:
            return SAMPLE
        return ENTRIES if ENTRIES in {self.kinds[value] for value in instruction.values} else SAMPLE

    def _filled(self, name: str, value: Operand) -> list[str]:
        """A result that no instruction writes: a number, or an argument as it is."""
        if isinstance(value, Literal):
            new = [f"{name} = np.empty_like({self.like}) if out is None else out"] if len(self.results) == 1 else []
            number = _number(value)
            return [*new, *([f"{name}.fill({number})"] if len(number) < LONG else [f"{name}.fill(", f"    {number}", ")"])]
        if value < self.read:
            copied = f"np.positive({self.names[value]}, out={'out' if len(self.results) == 1 else name})"
            return [f"{name}: Array = {copied}" if len(self.results) == 1 else copied]
        return []

    def _line(self, step: int, instruction: Instruction) -> str:
        value = self.read + step
        operands = [self._operand(operand) for operand in instruction.operands]
        if instruction.operation in PLACED:
            self.names[value] = self._overwritten(step, instruction)
            return PLACED[instruction.operation].format(*operands)
        name = self.names[value] = self._register(step, instruction)
        if instruction.operation in REDUCTIONS:
            return f"{name}{self._annotation(name)} = {REDUCTIONS[instruction.operation].format(*operands)}"
        call, started = CALLS[instruction.operation], name in self.begun
        if self.kinds[value] == SAMPLE:
            return f"{name}{self._annotation(name)} = {_called(call, operands, '')}"
        if started:
            return _called(call, operands, f", out={name}")
        return f"{name}{self._annotation(name)} = {_called(call, operands, self._out(instruction, name))}"

    def _out(self, instruction: Instruction, name: str) -> str:
        """What a first use of a register writes to: what the caller gave, else new memory, which truths say as numbers."""
        truth = instruction.operation == "within"
        if name in self.results:
            return f", out=np.empty_like({self.like}) if out is None else out" if truth else ", out=out"
        return f", out=np.empty_like({self.like})" if truth else ""

    def _annotation(self, name: str) -> str:
        first = name not in self.begun
        self.begun.add(name)
        return ": Array" if first else ""

    def _overwritten(self, step: int, instruction: Instruction) -> str:
        """The register of an array that is changed in a few places, which nobody reads as it was."""
        first = instruction.operands[0]
        assert isinstance(first, int)  # noqa: S101 - an array
        if self.names[first] in self.given or self.last[first] > step:
            raise _too_few()
        return self.names[first]

    def _register(self, step: int, instruction: Instruction) -> str:
        """Where the value goes: into its result, into what dies here, else into the first register that is free."""
        value, kind = self.read + step, self.kinds[self.read + step]
        alive = {self.names[other] for other, last in self.last.items() if last > step and other in self.names}
        dying = [self.names[other] for other in instruction.values if self.last[other] == step and self.kinds[other] == kind]
        pool = [*self._pool(kind), *REGISTERS[kind]] if self.results_first else REGISTERS[kind]
        mine = [name for name, output in zip(self.results, self.program.outputs, strict=True) if output == value]
        choices = mine[:1] or [*(name for name in dying if name not in self.given), *pool]
        reads = {self.names[other] for other in instruction.values}
        free = [name for name in choices if name not in alive and not (instruction.operation in APART and name in reads)]
        if not free:
            raise _too_few()
        return free[0]

    def _pool(self, kind: str) -> list[str]:
        """Results that are arrays of entries, which serve as registers until they are written."""
        if kind == SAMPLE:
            return []
        values = zip(self.results, self.program.outputs, strict=True)
        return [name for name, value in values if isinstance(value, Literal) or self.kinds[value] == ENTRIES]

    def _operand(self, operand: Operand) -> str:
        return _number(operand) if isinstance(operand, Literal) else self.names[operand]


def _called(call: str, operands: Sequence[str], out: str) -> str:
    return call.format(operands=", ".join(operands), first=operands[0], rest=", ".join(operands[1:]), out=out)


def _too_few() -> DerivationError:
    wanted = "a form for which four arrays suffice"
    return DerivationError(f"Generating a function of arrays: expected {wanted}, got one that needs more. Give it another form.")


def _number(literal: Literal) -> str:
    if isinstance(literal, Quantity):
        return literal.text
    return repr(int(literal.value)) if literal.value.is_integer() else repr(literal.value)
