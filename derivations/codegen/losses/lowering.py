"""From a form of arrays to a straight-line program; what depends on the options of a loss alone is a number of Python."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.printing.pycode import PythonCodePrinter

from derivations.codegen.activations.lowering import Lowering
from derivations.codegen.losses.columns import (
    RESIDUAL,
    Chosen,
    Clip,
    Cut,
    Elsewhere,
    Expm1,
    Largest,
    Likeliest,
    Logistic,
    Softplus,
    Times,
    Total,
    TotalOfOthers,
    Within,
    Y,
    Z,
)
from derivations.codegen.program import Literal, Program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.codegen.program import Instruction, Operand

DIRECT: dict[Any, str] = {
    Total: "total", Largest: "largest", Chosen: "chosen", Likeliest: "likeliest", Elsewhere: "elsewhere", Times: "times", Clip: "clip",
    Within: "within", Cut: "cut", Logistic: "logistic", Expm1: "expm1",
}  # fmt: skip
EARLY = frozenset({"total", "largest", "dot", "chosen", "likeliest"})


@dataclass(frozen=True)
class Quantity(Literal):
    """A number that is computed from the options of a loss: its text."""

    text: str = ""


def lowered(forms: Sequence[sp.Expr], arguments: Sequence[sp.Symbol]) -> Program:
    """The program of some forms, whose other symbols are options.

    Raises:
        DerivationError: a form has a function that has no instruction here.

    >>> [step.operation for step in lowered([Total((Z - Y) ** 2) / 2], [Z, Y]).instructions]
    ['subtract', 'dot', 'multiply']
    """
    program = Program(tuple(str(argument) for argument in arguments))
    lowering = _Lowering(program, tuple(arguments))
    program.outputs = [lowering.value(form) for form in forms]
    return in_little_memory(program)


def _python(form: sp.Expr) -> str:
    """The text of a number, spaced as the formatter does it."""
    spaced = ast.unparse(ast.parse(str(PythonCodePrinter({"fully_qualified_modules": True}).doprint(form)), mode="eval"))
    return re.sub(r"([\w.]) \*\* (\w)", r"\1**\2", spaced)


def in_little_memory(program: Program) -> Program:
    """The program in an order that keeps few arrays: first what becomes one number a sample, then what reads arrays for the last time.

    Of equals that which begins the longest chain: what waits for it is then made when it is needed, and is still in the cache.
    """
    result, names = Program(program.inputs), {place: place for place in range(len(program.inputs))}
    waiting = dict(enumerate(program.instructions, len(program.inputs)))
    ahead: dict[int, int] = {}  # the instructions between a value and the end of the longest chain that it begins
    for value, instruction in reversed(waiting.items()):
        for operand in instruction.values:
            ahead[operand] = max(ahead.get(operand, 0), ahead.get(value, 0) + 1)
    while waiting:
        readers = Counter(value for instruction in waiting.values() for value in set(instruction.values))
        readers.update(value for value in program.outputs if isinstance(value, int))
        ready = [value for value, instruction in waiting.items() if all(operand in names for operand in instruction.values)]
        gains = {value: (_gain(waiting[value], readers, len(program.inputs)), ahead.get(value, 0)) for value in ready}
        chosen = max(ready, key=gains.__getitem__)  # the first of equals
        instruction = waiting.pop(chosen)
        operands = (names[operand] if isinstance(operand, int) else operand for operand in instruction.operands)
        names[chosen] = result.emit(instruction.operation, *operands)
    result.outputs = [names[output] if isinstance(output, int) else output for output in program.outputs]
    return result


def _gain(instruction: Instruction, readers: Mapping[int, int], inputs: int) -> int:
    """How many arrays fewer are kept after an instruction; of one number a sample, any number may be kept."""
    freed = sum(readers[value] == 1 for value in set(instruction.values) if value >= inputs)
    return freed + (len(instruction.operands) if instruction.operation in EARLY else 0)


class _Lowering(Lowering):
    def __init__(self, program: Program, arguments: tuple[sp.Symbol, ...]) -> None:
        super().__init__(program, arguments)
        self.varying = (*arguments, RESIDUAL)

    def value(self, form: sp.Expr) -> Operand:
        if form == RESIDUAL:
            return self._emit("subtract", Z, Y)
        if isinstance(form, Total):
            return self._total(form.args[0])
        if isinstance(form, Softplus):
            return self.program.emit("logaddexp", Literal(0.0), self.value(form.args[0]))
        if isinstance(form, TotalOfOthers):
            return self.program.emit("total", self._emit("drop_likeliest", *form.args))
        if form.func in {sp.Max, sp.Min} and self.constant(form) is None:
            return self._extreme("maximum" if form.func == sp.Max else "minimum", sorted(form.args, key=self._is_constant))
        for kind, name in DIRECT.items():
            if isinstance(form, kind) and self.constant(form) is None:
                return self._emit(name, *form.args)
        return super().value(form)

    def _extreme(self, name: str, parts: Sequence[sp.Expr]) -> Operand:
        """The larger or smaller of two after the other."""
        found = self.value(parts[0])
        for part in parts[1:]:
            found = self.program.emit(name, found, self.value(part))
        return found

    def _is_constant(self, form: sp.Expr) -> tuple[bool, str]:
        return not form.has(*self.varying), str(form)

    def constant(self, form: sp.Expr) -> Operand | None:
        """A number, or a number of Python where there are options."""
        if form.is_number:
            return super().constant(form)
        if form.has(*self.varying):
            return None
        return Quantity(0.0, _python(form))

    def _total(self, form: sp.Expr) -> Operand:
        """The sum of a product of two arrays is one call."""
        if isinstance(form, sp.Pow) and form.exp == 2:  # noqa: PLR2004 - a square
            return self._emit("dot", form.base, form.base)
        if isinstance(form, sp.Mul) and len(form.args) == 2:  # noqa: PLR2004 - two factors
            return self._emit("dot", *form.args)
        return self._emit("total", form)
