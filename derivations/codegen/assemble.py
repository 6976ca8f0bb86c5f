"""The program of a request: what its types demand, its entries, and what its outermost word promises."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen import support
from derivations.codegen.domain import domain_of
from derivations.codegen.ends import with_ends
from derivations.codegen.equal_laws import vanishes
from derivations.codegen.guards import HALF, Guards
from derivations.codegen.lowering import Lowering
from derivations.codegen.program import Literal, Operand, Program
from derivations.codegen.regularity import positive_parts
from derivations.codegen.request import DENSITIES
from derivations.language.scope import tensor_of

if TYPE_CHECKING:
    from derivations.codegen.inputs import Inputs
    from derivations.codegen.passes import Stabilised
    from derivations.codegen.request import Request

OPEN = ("real", "positive", "unit", "simplex")  # types whose numbers are finite and, where they have an end, never there
SUM_TOLERANCE = 2.0**-26  # how far from one the sum of a point of the simplex may be: the square root of the precision


def assemble(request: Request, forms: Stabilised, *, guarded: bool = False, share: float = HALF) -> Program:
    """Lower the entries of the request's value in the given forms; what is ``guarded`` marks sums below that share of their parts."""
    program = Program(tuple(row.symbol.name for row in request.inputs.rows))
    lowering = Lowering(program, request.inputs.symbols)
    lowering.domain = domain_of(request.inputs)
    for symbol, expression in forms.definitions:
        if symbol not in forms.watched:
            lowering.define(symbol, expression)
    if guarded:
        real = frozenset(row.symbol for row in request.inputs.rows if not row.whole)
        lowering.guards = Guards(program, forms.entries, dict(forms.definitions), real, share)
    for symbol, expression in forms.definitions:
        if symbol in forms.watched:
            lowering.define(symbol, expression)
    outputs = [lowering.value(entry) for entry in forms.entries]
    if lowering.guards is not None:
        program.suspect, program.marked = lowering.guards.doubt(), lowering.guards.marked
        lowering.guards = None
    if request.word == "kl":
        outputs = [program.emit("maximum", outputs[0], Literal(0.0)) if forms.vanishes else _divergence(request, lowering, outputs[0])]
    elif request.word in DENSITIES:
        law, y = request.operands
        inside = support.inside_support(law.support, y, lowering)
        outside = Literal(float(DENSITIES[request.word]))
        value = with_ends(request, lowering, outputs[0], outside)
        outputs = [value if inside is None else program.emit("select", inside, value, outside)]
        if inside is not None and program.suspect is not None:  # what lies outside is known, and is not computed again
            program.suspect = program.emit("both", program.suspect, inside)
    program.outputs = outputs
    program.requirements = _requirements(request, forms, lowering)
    return program


def conditions(request: Request, forms: Stabilised) -> list[sp.Expr]:
    """Where the forms hold as they stand: in the types, in the support of a density, where a divergence is finite."""
    types = [sp.Gt(pivot, 0, evaluate=False) for pivot in (*forms.positive, *positive_parts(request))]
    types += [sp.Lt(sp.Abs(gap), sp.Rational(SUM_TOLERANCE), evaluate=False) for gap in _gaps(request.inputs)]
    if request.word in DENSITIES:
        law, y = request.operands
        return [*types, *support.conditions(law.support, y)]
    finite = [expression for kind, expression in request.conditions if kind == "nonnegative" and expression.free_symbols]
    return [*types, *(sp.Ge(expression, 0, evaluate=False) for expression in finite if request.word == "kl")]


def _divergence(request: Request, lowering: Lowering, value: Operand) -> Operand:
    """Never negative, and exactly zero between equal laws."""
    program = lowering.program
    left, right = request.operands
    same: Operand | None = None
    if _vanishes(request, lowering, value):
        value = program.emit("maximum", value, Literal(0.0))
        return _infinite_unless_absolutely_continuous(request, lowering, value)
    if left.family is right.family:
        for name, tensor in left.parameters.items():
            for one, other in zip(tensor.entries, right.parameters[name].entries, strict=True):
                if one == other:  # a number that both laws share
                    continue
                equal = program.emit("equal", lowering.value(one), lowering.value(other))
                same = equal if same is None else program.emit("both", same, equal)
    value = _infinite_unless_absolutely_continuous(request, lowering, program.emit("maximum", value, Literal(0.0)))
    if same is None:
        return value
    if program.suspect is not None and isinstance(same, int):
        program.suspect = program.emit("both", program.suspect, program.emit("not", same))
    return program.emit("select", same, Literal(0.0), value)


def _vanishes(request: Request, lowering: Lowering, value: Operand) -> bool:
    """Whether the value is exactly zero between equal laws by itself; said of parameters that are arguments only, one by one."""
    (left, right), rows = request.operands, request.inputs.rows
    if left.family is not right.family or any(spec.kind not in OPEN for spec in request.inputs.types.values()):
        return False
    equal: dict[int, int] = {}
    for name, tensor in left.parameters.items():
        for one, other in zip(tensor.entries, right.parameters[name].entries, strict=True):
            first, second = lowering.value(one), lowering.value(other)
            if not isinstance(first, int) or not isinstance(second, int) or max(first, second) >= len(rows):
                return False
            equal[second] = first
    positive = frozenset(place for place, row in enumerate(rows) if row.low >= 0.0)
    plain = len(equal) == len(set(equal.values())) and not set(equal) & set(equal.values())
    return plain and vanishes(lowering.program, value, equal, positive)


def _infinite_unless_absolutely_continuous(request: Request, lowering: Lowering, value: Operand) -> Operand:
    """Infinite where the support of the first law is not within that of the second, which is what the conditions of a divergence say."""
    program = lowering.program
    for kind, expression in request.conditions:
        if kind == "nonnegative" and expression.free_symbols:
            inside = program.emit("less_equal", Literal(0.0), lowering.value(expression))
            value = program.emit("select", inside, value, Literal(math.inf))
            if program.suspect is not None:
                program.suspect = program.emit("both", program.suspect, inside)
    return value


def _requirements(request: Request, forms: Stabilised, lowering: Lowering) -> list[int]:
    """Truths that the types demand of several numbers together, as sums of probabilities and positive pivots, and that the value does."""
    truths = [_sum_is_one(lowering, gap) for gap in _gaps(request.inputs)]
    values = [lowering.value(part) for part in (*forms.positive, *positive_parts(request))]
    return [*truths, *(lowering.program.emit("less", Literal(0.0), value) for value in values if not _is_certain(request, lowering, value))]


def _is_certain(request: Request, lowering: Lowering, value: Operand) -> bool:
    """Whether it is an input that is positive by its type, which is checked as it is read, or such a one times a positive number."""
    instruction = lowering.program.instruction(value) if isinstance(value, int) else None
    if instruction is not None and instruction.operation == "multiply":
        numbers = [operand.value for operand in instruction.operands if isinstance(operand, Literal)]
        value = instruction.values[0] if len(numbers) == 1 and numbers[0] > 0.0 else value
    rows = request.inputs.rows
    return isinstance(value, int) and value < len(rows) and rows[value].low >= 0.0


def _gaps(inputs: Inputs) -> list[sp.Expr]:
    """By how much the sum of every point of a simplex exceeds one."""
    return [sp.Add(*tensor_of(name, spec).entries) - 1 for name, spec in inputs.types.items() if spec.kind == "simplex"]


def _sum_is_one(lowering: Lowering, gap: sp.Expr) -> int:
    emit = lowering.program.emit
    value = lowering.value(gap)
    return emit("less", emit("absolute", value), Literal(SUM_TOLERANCE))
