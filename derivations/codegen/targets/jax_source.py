"""JAX from a straight-line program: values by name, choices by ``jnp.where`` between branches computed at safe inputs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from derivations.codegen.document import number
from derivations.codegen.inputs import BELOW_ZERO
from derivations.codegen.numpy_source import signature
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal
from derivations.codegen.targets.branches import Branch, Branches
from derivations.codegen.targets.jax_functions import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.program import Instruction, Operand
    from derivations.codegen.targets import Order

WIDTH = 120
INFIX = {
    "add": "{0} + {1}", "subtract": "{0} - {1}", "multiply": "{0} * {1}", "divide": "{0} / {1}", "negative": "-{0}", "filled": "{0}",
    "less": "{0} < {1}", "less_equal": "{0} <= {1}", "equal": "{0} == {1}", "not_equal": "{0} != {1}", "both": "{0} & {1}",
    "either": "{0} | {1}", "not": "~{0}", "square": "{0} * {0}", "log1p": "log1p({0})",
}  # fmt: skip


def written(name: str) -> str:
    """How JAX writes an operation; empty where it cannot."""
    return INFIX.get(name) or (OPERATIONS[name].jax if name in OPERATIONS else "")


class JaxSource:
    """Writes ``entries(x0, x1, ...)``: where the inputs lie in their types, and the entries of the result."""

    def __init__(self, order: Order) -> None:
        """Find the branches of the program."""
        self.order, self.program, self.inputs = order, order.program, order.request.inputs
        self.slopes = self._kept_slopes()
        self.branches = Branches(self.program, self.inputs, set(self.slopes))
        self.lines: list[str] = []
        self._written: set[int] = set()

    def text(self) -> str:
        """The function."""
        names = [f"x{place}" for place in range(len(self.inputs.rows))]
        head = [signature("entries", [f"{name}: Any" for name in ("rounding", *names)])]
        head.append('    """Where every input lies in its type, and then every entry of the result."""')
        self._branch(self.branches.all[0])
        tests = [*self._tests(), *(self._name(value, self.branches.all[0]) for value in self.program.requirements)]
        self.lines += [f"inside = {tests[0] if tests else 'True'}", *(f"inside &= {test}" for test in tests[1:])]
        outputs = [self._operand(output, self.branches.all[0]) for output in self.program.outputs]
        flat = ", ".join(["inside", *outputs])
        if len(flat) > WIDTH:
            flat = "(\n" + "".join(f"        {each},\n" for each in ("inside", *outputs)) + "    )"
        return "\n".join([*head, *(f"    {line}" for line in self.lines), f"    return {flat}"])

    def _branch(self, branch: Branch) -> None:
        """Every value of a branch, and the branches that it chooses from where they are first needed."""
        self._written.add(branch.index)
        if branch.parent is not None:
            self._inputs(branch)
        first = len(self.program.inputs)
        for place, instruction in enumerate(self.program.instructions):
            value = place + first
            if value not in branch.needed:
                continue
            places = range(len(instruction.operands))
            homes = [self.branches.child(branch, value, each) if each else branch for each in places]
            for home in homes:
                if home.index not in self._written:
                    self._branch(home)
            operands = [self._operand(operand, home) for operand, home in zip(instruction.operands, homes, strict=True)]
            self.lines.append(f"{self._name(value, branch)} = {self._value(value, instruction, operands)}")

    def _inputs(self, branch: Branch) -> None:
        assert branch.parent is not None  # noqa: S101 - the root has the inputs themselves
        test = self._name(branch.test, branch.parent)
        for place, safe in enumerate(branch.point):
            name, outer = self._name(place, branch), self._name(place, branch.parent)
            sides = (outer, number(safe)) if branch.side else (number(safe), outer)
            self.lines.append(f"{name} = jnp.where({test}, {sides[0]}, {sides[1]})")

    def _value(self, value: int, instruction: Instruction, operands: list[str]) -> str:
        if value in self.slopes:
            return self.slopes[value].format(*operands)
        if instruction.operation in primitives():
            return f"{MARK}{instruction.operation}({', '.join(operands)})"
        if instruction.operation in INFIX:
            return INFIX[instruction.operation].format(*operands)
        return f"{OPERATIONS[instruction.operation].jax}({', '.join(operands)})"

    def _kept_slopes(self) -> dict[int, str]:
        """The values of a divergence that are set to zero or raised to it: the derivatives stay those of the formula."""
        if self.order.request.word != "kl":
            return {}
        found: dict[int, str] = {}
        value = self.program.outputs[0]
        while isinstance(value, int) and (instruction := self.program.instruction(value)) is not None:
            name, operands = instruction.operation, instruction.operands
            if name == "select" and operands[1] == Literal(0.0):
                found[value], value = "zero_where({0}, {2})", operands[2]
            elif name == "select" and operands[2] == Literal(math.inf):
                value = operands[1]
            else:
                if name == "maximum" and operands[1] == Literal(0.0):
                    found[value] = "zero_where({0} < 0.0, {0})"
                break
        return found

    def _tests(self) -> Iterator[str]:
        for place, row in enumerate(self.inputs.rows):
            finite = row.low == -math.inf and row.high == math.inf
            low = f"(x{place} >= 0.0)" if row.low == BELOW_ZERO else f"(x{place} > {number(row.low)})"
            yield f"jnp.isfinite(x{place})" if finite else f"{low} & (x{place} < {number(row.high)})"
            if row.whole:
                yield f"jnp.floor(x{place}) == x{place}"
        pairs = len(self.inputs.mirrors)
        for place, (first, second) in enumerate(self.inputs.mirrors):
            other = pairs + place
            size = f"jnp.abs(x{place}) + jnp.abs(x{other}) + jnp.sqrt(jnp.abs(x{first})) * jnp.sqrt(jnp.abs(x{second}))"
            yield f"jnp.abs(x{place} - x{other}) <= rounding * ({size})"

    def _operand(self, operand: Operand, branch: Branch) -> str:
        return number(operand.value) if isinstance(operand, Literal) else self._name(operand, branch)

    def _name(self, value: int, branch: Branch) -> str:
        stem = f"x{value}" if value < len(self.program.inputs) else f"v{value}"
        return f"{stem}_{branch.index}" if branch.index else stem
