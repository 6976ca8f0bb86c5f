"""Where a value lies in the support of a law of every size, as truths of a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.codegen.assemble import SUM_TOLERANCE
from derivations.codegen.program import Literal
from derivations.indexed.lifting import lift

if TYPE_CHECKING:
    from derivations.codegen.arrays.lowering import ArrayLowering
    from derivations.codegen.arrays.program import Bound, Operand
    from derivations.indexed.law import IndexedLaw


def conditions(law: IndexedLaw, y: Any, lowering: ArrayLowering) -> list[Operand]:
    """Truths, one a condition, all of which hold inside the support: a class below the size, counts with their total, probabilities."""
    emit, value = lowering.program.emit, lift(y)
    entry = lowering.value(value.body)
    if law.form.values == "index":
        whole = emit("equal", emit("floor", entry), entry)
        return [emit("less_equal", Literal(0.0), entry), emit("less", entry, lowering.program.size(law.size)), whole]
    lowering.program.ranges[value.indices[0]] = law.size
    truths = [emit("less_equal", Literal(0.0), entry)]
    if law.form.entries == "natural":
        truths.append(emit("equal", emit("floor", entry), entry))
    found: list[Operand] = [_everywhere(lowering, truth) for truth in truths]
    total = lowering.program.reduce("sum", entry, value.indices[0])
    if law.form.entries == "simplex":
        gap = emit("absolute", emit("subtract", total, Literal(1.0)))
        return [*found, emit("less", gap, Literal(SUM_TOLERANCE))]
    return [*found, emit("equal", total, lowering.value(law.parameters["total"].item))]


def _everywhere(lowering: ArrayLowering, truth: Bound) -> Bound:
    for index in truth.indices:
        truth = lowering.program.reduce("all", truth, index)
    return truth
