"""The array program of a request: what its types demand, its regions, and what its outermost word promises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derivations.codegen.arrays.guards import ArrayGuards
from derivations.codegen.arrays.lowering import ArrayLowering
from derivations.codegen.arrays.nodes import ACROSS, BOUND
from derivations.codegen.arrays.outputs import Part, regions
from derivations.codegen.arrays.program import ArrayProgram, Bound, Operand
from derivations.codegen.arrays.stabilise import stabilised
from derivations.codegen.arrays.support import conditions
from derivations.codegen.assemble import SUM_TOLERANCE
from derivations.codegen.program import Literal
from derivations.codegen.request import DENSITIES
from derivations.indexed.atoms import Index
from derivations.indexed.law import IndexedLaw
from derivations.indexed.lifting import lift
from derivations.language.scope import symbol_of

if TYPE_CHECKING:
    import sympy as sp

    from derivations.codegen.arrays.request import ArrayRequest


@dataclass(frozen=True)
class Assembled:
    """The program with the parts of its result."""

    program: ArrayProgram
    parts: tuple[Part, ...]


def assemble(request: ArrayRequest, *, guarded: bool = False) -> Assembled:
    """Stabilise and lower every region of the value."""
    found = [replace(region, body=stabilised(region.body, request.types)) for region in regions(request.value)]
    lowering = lowering_for(request)
    lowering.guards = ArrayGuards(lowering.program) if guarded else None
    lowering.program.ranges.update(dict(zip(request.value.indices, request.value.shape, strict=True)))
    values = [lowering.value(region.body) for region in found]
    if lowering.guards is not None:
        lowering.program.suspect = lowering.guards.doubt()  # type: ignore[assignment]  # a value at no index
        lowering.guards = None
    parts = tuple(Part(region, _promised(request, lowering, value)) for region, value in zip(found, values, strict=True))
    lowering.program.requirements += [
        _sum_is_one(lowering, row) for row, spec in enumerate(request.types.values()) if spec.kind == "simplex"
    ]
    lowering.program.requirements += [_is_definite(lowering, row) for row, spec in enumerate(request.types.values()) if spec.kind == "spd"]
    return Assembled(lowering.program, parts)


def lowering_for(request: ArrayRequest) -> ArrayLowering:
    """An empty program with the arguments of the request."""
    program = ArrayProgram(tuple((name, tuple(map(str, spec.shape))) for name, spec in request.types.items()))
    letters, symbols = rows_of(request)
    return ArrayLowering(program, letters, symbols)


def rows_of(request: ArrayRequest) -> tuple[dict[str, int], dict[sp.Symbol, int]]:
    """The rows of the arguments: arrays by name, numbers by symbol."""
    letters = {name: row for row, (name, spec) in enumerate(request.types.items()) if spec.shape}
    symbols = {symbol_of(name, spec.kind): row for row, (name, spec) in enumerate(request.types.items()) if not spec.shape}
    return letters, symbols


def _promised(request: ArrayRequest, lowering: ArrayLowering, value: Operand) -> Operand:
    """The value of a region with what the word promises beyond its formula."""
    if request.word == "kl":
        return _divergence(request, lowering, value)
    if request.word in DENSITIES:
        return _density(request, lowering, value)
    return value


def _divergence(request: ArrayRequest, lowering: ArrayLowering, value: Operand) -> Operand:
    """Never negative, and exactly zero between equal laws."""
    program = lowering.program
    left, right = request.operands
    value = program.emit("maximum", value, Literal(0.0))
    if isinstance(left, IndexedLaw) and left.form is not right.form:
        return value
    same: Operand | None = None
    for name, parameter in left.parameters.items():
        if name not in right.parameters:
            return value
        tensor, other = lift(parameter), lift(right.parameters[name])
        program.ranges.update(dict(zip(tensor.indices, tensor.shape, strict=True)))
        equal = program.emit("equal", lowering.value(tensor.body), lowering.value(other.body))
        for index in equal.indices:
            equal = program.reduce("all", equal, index)
        same = equal if same is None else program.emit("both", same, equal)
    if program.suspect is not None and isinstance(same, Bound):
        program.suspect = program.emit("both", program.suspect, program.emit("not", same))
    return value if same is None else program.emit("select", same, Literal(0.0), value)


def _density(request: ArrayRequest, lowering: ArrayLowering, value: Operand) -> Operand:
    """A density outside of its support."""
    emit = lowering.program.emit
    law, y = request.operands
    if not isinstance(law, IndexedLaw):
        return value  # laws of vectors and matrices have all of space
    inside = conditions(law, y, lowering)
    outside = Literal(float(DENSITIES[request.word]))
    for truth in inside:
        value = emit("select", truth, value, outside)
        if lowering.program.suspect is not None:
            lowering.program.suspect = emit("both", lowering.program.suspect, truth)
    return value


def _sum_is_one(lowering: ArrayLowering, row: int) -> Operand:
    program = lowering.program
    index = Index("r")
    program.ranges[index] = program.inputs[row][1][0]
    total = program.reduce("sum", Bound(row, (index,)), index)
    gap = program.emit("absolute", program.emit("subtract", total, Literal(1.0)))
    return program.emit("less", gap, Literal(SUM_TOLERANCE))


def _is_definite(lowering: ArrayLowering, row: int) -> Operand:
    program = lowering.program
    program.ranges |= dict.fromkeys((BOUND, ACROSS), program.inputs[row][1][0])
    factors = program.call("factors", (Bound(row, (BOUND, ACROSS)),), (BOUND, ACROSS))
    return program.emit("less", Literal(0.0), program.call("smallest_pivot", (factors,), ()))
