"""From indexed expressions to array programs: an entry is a value at its index, a sum a reduction along one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.arrays.nodes import (
    AtLargest,
    Choice,
    Difference,
    Largest,
    LogSum,
    Relative,
    SumOfOthers,
    Trusted,
    VectorCall,
    Weight,
)
from derivations.codegen.arrays.program import ArrayProgram, Bound, Operand
from derivations.codegen.arrays.signs import is_linear_in_argument, sign_of
from derivations.codegen.lowering import Lowering
from derivations.codegen.program import Literal
from derivations.errors import DerivationError
from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, Size

if TYPE_CHECKING:
    from collections.abc import Mapping

PAIR = 2


class ArrayLowering(Lowering):
    """Adds indexed expressions to an array program; the scalar part is that of :class:`Lowering`."""

    program: ArrayProgram  # type: ignore[assignment]  # operands are values at indices instead of values

    def __init__(self, program: ArrayProgram, letters: Mapping[str, int], symbols: Mapping[sp.Symbol, int], *, guarded: bool) -> None:
        """``letters`` and ``symbols`` are the rows of arrays and of numbers among the inputs."""
        super().__init__(program, (), guarded=guarded)  # type: ignore[arg-type]  # as above
        self.letters = letters
        for symbol, row in symbols.items():
            self._known[symbol] = Bound(row)
            self.exact.add(Bound(row))

    def _lower(self, expression: sp.Expr) -> Operand:
        match expression:
            case Entry():
                return self._entry(expression)
            case IndexSum():
                return self._index_sum(expression)
            case Largest():
                result = self._reduced("largest", *expression.args)
                self.exact.add(result)
                return result
            case Relative() | Difference():
                return self.program.emit("subtract", *(self.value(part) for part in expression.args))
            case Weight():
                return self.program.emit("exp", self.value(Relative(*expression.args)))
            case LogSum():
                return self.program.emit("log1p", self._reduced("excess", *expression.args))
            case SumOfOthers():
                return self._sum_of_others(expression)
            case AtLargest():
                return self._at_largest(expression)
            case Delta():
                return self.program.emit("select", self._truth(expression), Literal(1.0), Literal(0.0))
            case Trusted():
                guarded, self.guarded = self.guarded, False
                result = self.value(expression.args[0])
                self.guarded = guarded
                return result
            case VectorCall():
                return self._vector_call(expression)
            case Choice():
                delta, one, other = expression.args
                return self.program.emit("select", self._truth(delta), self.value(one), self.value(other))
            case Size():
                return self.program.size(expression.name)
        return super()._lower(expression)  # type: ignore[return-value]  # a value at indices, since `emit` gives nothing else

    def _entry(self, entry: Entry) -> Operand:
        row, indices = self.letters[entry.letter.name], entry.indices
        classes = [index for index in indices if isinstance(index, Index)]
        if len(classes) == len(indices):
            if len(set(classes)) < len(classes):
                return self.program.diagonal(row, classes[0])
            result = Bound(row, tuple(classes))
        elif len(indices) == 1:
            result = self.program.pick(Bound(row, (Index("r"),)), self.value(indices[0]))
        else:
            message = f"Generating code: expected rows of matrices at indices, got {entry}. Multiply by a unit vector instead."
            raise DerivationError(message)
        self.exact.add(result)
        return result

    def _reduced(self, operation: str, body: sp.Expr, index: Index, dimension: Size) -> Bound:
        self.program.ranges[index] = dimension.name
        operand = self.value(body)
        if not isinstance(operand, Bound) or index not in operand.indices:
            message = f"Generating code: expected {body} to depend on {index}. Take it out of the sum."
            raise DerivationError(message)
        return self.program.reduce(operation, operand, index)

    def _index_sum(self, expression: IndexSum) -> Operand:
        body, index, _ = expression.args
        result = self._reduced("sum", *expression.args)
        if self.guarded and not sign_of(body) and not is_linear_in_argument(body):
            sizes = self.program.emit("absolute", self.value(body))
            self._suspect(result, [self.program.reduce("largest", sizes, index)])  # type: ignore[arg-type, list-item]  # as above
        return result

    def _vector_call(self, expression: VectorCall) -> Operand:
        index, dimension = expression.args[-2:]
        self.program.ranges[index] = dimension.name
        first, *others = map(self.value, expression.bodies)
        return self.program.reduce(expression.function, first, index, *others)  # type: ignore[arg-type]  # as above

    def _sum_of_others(self, expression: SumOfOthers) -> Operand:
        body, index, dimension, at = expression.args
        self.program.ranges[at if isinstance(at, Index) else index] = dimension.name
        if isinstance(at, Index):
            operand = self.value(body.xreplace({index: at}))
            return self.program.along("others" if sign_of(body) > 0 else "others_signed", operand, at)  # type: ignore[arg-type]  # as above
        return self.program.pick(self._sum_of_others(SumOfOthers(body, index, dimension, index)), self.value(at))  # type: ignore[arg-type]

    def _at_largest(self, expression: AtLargest) -> Operand:
        body, key, index, dimension = expression.args
        self.program.ranges[index] = dimension.name
        result = self.program.reduce("at_largest", self.value(body), index, self.value(key))  # type: ignore[arg-type]  # as above
        if self.value(body) in self.exact:
            self.exact.add(result)  # type: ignore[arg-type]  # as above
        return result

    def _truth(self, expression: Delta) -> Operand:
        first, second = expression.args
        numbers = [part for part in (first, second) if not isinstance(part, Index)]
        if len(numbers) == PAIR:
            return self.program.emit("equal", *map(self.value, numbers))
        if numbers:
            (index,) = (part for part in (first, second) if isinstance(part, Index))
            return self.program.is_class(index, self.value(numbers[0]))
        message = f"Generating code: expected deltas of an index and a number, got {expression}. This is a defect: report it."
        raise DerivationError(message)

    def _sum(self, expression: sp.Add) -> Operand:
        guarded = self.guarded
        parts = [self.value(term) for term in expression.args]  # guarded each by itself
        self.guarded = guarded and bool(parts) and not is_linear_in_argument(expression)
        result = super()._sum(expression)
        self.guarded = guarded
        return result  # type: ignore[return-value]  # as above

    def _suspect(self, result: Operand, parts: list[Operand]) -> None:  # type: ignore[override]  # as above
        """Mark the elements in which some entry of the result is less than half of its largest part."""
        before, self.program.suspect = self.program.suspect, None
        super()._suspect(result, parts)  # type: ignore[arg-type]  # as above
        lost = self.program.suspect
        if isinstance(lost, Bound):
            for index in lost.indices:
                lost = self.program.reduce("any", lost, index)
        self.program.suspect = before if lost is None else lost if before is None else self.program.emit("either", before, lost)
