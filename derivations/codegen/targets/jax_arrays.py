"""JAX for every size: the element of a kernel as a function of whole arrays, mapped over the elements of a call."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from derivations.codegen.arrays.matrix_functions import matrix_functions
from derivations.codegen.arrays.program import Bound, Reading
from derivations.codegen.arrays.vector_functions import vector_functions
from derivations.codegen.document import literal, number
from derivations.codegen.inputs import BELOW_ZERO, ENDS, WHOLE
from derivations.codegen.numpy_source import signature
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal
from derivations.codegen.targets.jax_functions import MARK
from derivations.codegen.targets.jax_source import INFIX
from derivations.codegen.targets.jax_source import written as is_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from derivations.codegen.arrays.outputs import Part
    from derivations.codegen.arrays.program import Instruction, Operand
    from derivations.codegen.targets import ArrayOrder
    from derivations.language.types import TypeSpec

ALONG = {  # an operation along an axis, by what it reads and the axis
    "sum": "total({0}, {axis})", "largest": "largest({0}, {axis})", "excess": "excess({0}, {axis})", "others": "others({0}, {axis})",
    "others_signed": "others_signed({0}, {axis})", "at_largest": "at_largest({0}, {1}, {axis})",
    "any": "jnp.any({0}, axis={axis})", "all": "jnp.all({0}, axis={axis})",
}  # fmt: skip
WHOLES = {
    "pick": "pick({0}, {1})", "inverse_distribution": "inverse_distribution({0}, {1})", "diagonal": "jnp.diagonal({0})",
    "is_class": "jnp.arange({size}) == {0}",
}  # fmt: skip
MATRICES = ("symmetric", "spd")
CALLS: Mapping[str, Any] = {**vector_functions(), **matrix_functions()}


def written(operation: str) -> bool:
    """Whether JAX computes an operation of an array program."""
    if operation in CALLS:
        return bool(CALLS[operation].text("JAX"))
    return operation in {**ALONG, **WHOLES, **primitives()} or operation.startswith("size ") or bool(is_scalar(operation))


def aligned(name: str, places: tuple[int, ...], rank: int) -> str:
    """An array with its axes at the given places of ``rank``; what broadcasts by itself is left alone.

    >>> aligned("v1", (0,), 2), aligned("v1", (1, 0), 2), aligned("v1", (1,), 2)
    ('v1[:, None]', 'jnp.transpose(v1, (1, 0))', 'v1')
    """
    if list(places) != sorted(places):
        order = tuple(sorted(range(len(places)), key=places.__getitem__))
        name, places = f"jnp.transpose({name}, {order})", tuple(sorted(places))
    if places == tuple(range(rank - len(places), rank)):
        return name
    return f"{name}[{', '.join(':' if axis in places else 'None' for axis in range(places[0], rank))}]"


class JaxArraySource:
    """Writes ``element(sizes, rounding, x0, x1, ...)``: the result for one element, nan where an argument lies outside its type."""

    def __init__(self, order: ArrayOrder) -> None:
        """``order``: its program, the parts of its result and the types of its arguments."""
        self.order, self.program = order, order.assembled.program
        read = [*(part.value for part in order.assembled.parts), *self.program.requirements]
        self.needed = self.program.needed({operand.value: operand for operand in read if isinstance(operand, Bound)})
        self.slopes = self._kept_slopes()

    def instructions(self) -> Iterator[tuple[int, Instruction]]:
        """The values that the result depends on, with what computes them."""
        for value in sorted(self.needed):
            if (instruction := self.program.instruction(value)) is not None:
                yield value, instruction

    def text(self) -> str:
        """The function."""
        types = list(self.order.request.types.values())
        names = [f"x{place}" for place in range(len(types))]
        lines = [signature("element", ["sizes: Any", "rounding: float", *(f"{name}: Any" for name in names)])]
        lines.append('    """The result for one element; nan where an argument lies outside its type."""')
        tests = [test for place, spec in enumerate(types) for test in _tests(f"x{place}", spec)]
        lines += [f"    inside = {tests[0]}", *(f"    inside &= {test}" for test in tests[1:])]
        lines += [f"    {name} = 0.5 * {name} + 0.5 * {name}.T" for name, spec in zip(names, types, strict=True) if spec.kind in MATRICES]
        lines += [
            f"    v{value} = {self._value(value, instruction)}"
            for value, instruction in self.instructions()
            if not instruction.operation.startswith("size ")
        ]
        lines += [f"    inside &= {self._operand(requirement)}" for requirement in self.program.requirements]
        return "\n".join([*lines, *self._result()])

    def _result(self) -> list[str]:
        """The regions of the result, one written over the other."""
        shape = "(" + "".join(f"{self._size(size)}, " for size in self.order.request.value.shape).rstrip(" ") + ")"
        rank = len(self.order.request.value.shape)
        lines = [f"    shape = {shape}"] if rank else []
        for place, part in enumerate(self.order.assembled.parts):
            where, value = self._at(part, rank)
            if not rank:
                lines.append(f"    result = {value}")
            else:
                lines.append(f"    result = {f'jnp.where({where}, {value}, result)' if place else f'jnp.broadcast_to({value}, shape)'}")
        lines.append("    result = jnp.where(inside, result, math.nan)")
        return [*lines, f"    return {'result[jnp.triu_indices(len(result))]' if self.order.request.packed else 'result'}"]

    def _at(self, part: Part, rank: int) -> tuple[str, str]:
        """Where a region lies in the result, and its value with its axes there: each at the first of those that have equal indices."""
        pairs = [(block[0], other) for block in part.region.blocks for other in block[1:]]
        where = " & ".join(f"on_diagonal(shape, {first}, {second})" for first, second in pairs)
        firsts = tuple(part.region.blocks[place][0] for place in part.places)
        return where, aligned(self._operand(part.value), firsts, rank) if firsts else self._operand(part.value)

    def _value(self, value: int, instruction: Instruction) -> str:
        operation, rank = instruction.operation, len(instruction.axes)
        if operation in ALONG or operation in vector_functions():
            own = len(self.program.axes(instruction.readings[0].value))
            names = [self._reading(operand, own) for operand in instruction.operands]
            if operation in vector_functions():
                moved = [f"jnp.moveaxis({name}, {instruction.axis}, 0)" if instruction.axis else name for name in names]
                return f"{operation}({', '.join(moved)})"
            return ALONG[operation].format(*names, axis=instruction.axis)
        if operation in WHOLES or operation in matrix_functions():
            names = [
                number(operand.value) if isinstance(operand, Literal) else self._name(operand.value) for operand in instruction.operands
            ]
            if operation in WHOLES:
                return WHOLES[operation].format(*names, size=self._size(instruction.axes[0]) if instruction.axes else "")
            return f"{operation}({', '.join(names)})"
        names = [self._reading(operand, rank) for operand in instruction.operands]
        if operation in primitives():
            return f"{MARK}{operation}({', '.join(names)})"
        template = self.slopes.get(value) or INFIX.get(operation) or f"{OPERATIONS[operation].jax}({', '.join(names)})"
        return template.format(*names)

    def _kept_slopes(self) -> dict[int, str]:
        """The values of a divergence that are set to zero or raised to it: the derivatives stay those of the formula."""
        if self.order.request.word != "kl":
            return {}
        found: dict[int, str] = {}
        value: Any = self.order.assembled.parts[0].value
        while isinstance(value, Bound | Reading) and (instruction := self.program.instruction(value.value)) is not None:
            operands = instruction.operands
            if instruction.operation == "select" and operands[1] == Literal(0.0):
                found[value.value], value = "zero_where({0}, {2})", operands[2]
            else:
                if instruction.operation == "maximum" and operands[1] == Literal(0.0):
                    found[value.value] = "zero_where({0} < 0.0, {0})"
                break
        return found

    def _operand(self, operand: Operand) -> str:
        return number(operand.value) if isinstance(operand, Literal) else self._name(operand.value)

    def _reading(self, operand: Reading | Literal, rank: int) -> str:
        return number(operand.value) if isinstance(operand, Literal) else aligned(self._name(operand.value), operand.places, rank)

    def _name(self, value: int) -> str:
        instruction = self.program.instruction(value)
        if instruction is None:
            return f"x{value}"
        size = instruction.operation.removeprefix("size ")
        return f"v{value}" if size == instruction.operation else f"float({self._size(size)})"

    @staticmethod
    def _size(size: str | int) -> str:
        return f"sizes[{literal(size)}]"


def _tests(name: str, spec: TypeSpec) -> Iterator[str]:
    """Truths that hold inside a type, one for every element."""
    low, high = ENDS[spec.kind]
    if math.isinf(low) and math.isinf(high):
        yield f"jnp.all(jnp.isfinite({name}))"
    else:
        above = f"({name} >= 0.0)" if low == BELOW_ZERO else f"({name} > {number(low)})"
        below = number(high) if spec.kind != "simplex" else f"(math.inf if len({name}) == 1 else {number(high)})"
        yield f"jnp.all({above} & ({name} < {below}))"
    if spec.kind in WHOLE:
        yield f"jnp.all(jnp.floor({name}) == {name})"
    if spec.kind in MATRICES:
        yield f"mirrored({name}, rounding)"
