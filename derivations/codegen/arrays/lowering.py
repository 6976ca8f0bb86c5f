"""From indexed expressions to array programs: an entry is a value at its index, a sum a reduction along one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.codegen import sums
from derivations.codegen.arrays.matrix_functions import matrix_functions
from derivations.codegen.arrays.nodes import (
    ACROSS,
    BOUND,
    AtLargest,
    Choice,
    Largest,
    LogSum,
    MatrixCall,
    Relative,
    Sample,
    SumOfOthers,
    Trusted,
    VectorCall,
    Weight,
    handler,
)
from derivations.codegen.arrays.program import ArrayProgram, Bound, Operand
from derivations.codegen.arrays.signs import is_linear_in_argument, sign_of
from derivations.codegen.lowering import Lowering
from derivations.codegen.program import Literal
from derivations.errors import DerivationError
from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, Size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.codegen.arrays.matrix_functions import MatrixFunction

PAIR = 2


class ArrayLowering(Lowering):
    """Adds indexed expressions to an array program; the scalar part is that of :class:`Lowering`."""

    exact: set[Any]
    program: ArrayProgram  # type: ignore[assignment]  # operands are values at indices instead of values

    def __init__(self, program: ArrayProgram, letters: Mapping[str, int], symbols: Mapping[sp.Symbol, int]) -> None:
        """``letters`` and ``symbols`` are the rows of arrays and of numbers among the inputs."""
        super().__init__(program, ())  # type: ignore[arg-type]  # as above
        self.letters = letters
        for symbol, row in symbols.items():
            self._known[symbol] = Bound(row)  # type: ignore[assignment]  # as above
            self.exact.add(Bound(row))

    def value(self, expression: sp.Expr) -> Any:
        """The value of an expression at its free indices."""
        return super().value(expression)

    def _lower(self, expression: sp.Expr) -> Any:
        lower = self._sum if isinstance(expression, sp.Add) else handler(self, "_lower", expression)
        return super()._lower(expression) if lower is None else lower(expression)

    def _lower_indexsum(self, expression: IndexSum) -> Operand:
        body, index, _ = expression.args
        result = self._reduced("sum", *expression.args)
        if self.guards is not None and not sign_of(body) and not is_linear_in_argument(body):
            sizes = self.program.emit("absolute", self.value(body))
            self.guards.mark(result, [self.program.reduce("largest", sizes, index)], [])  # type: ignore[arg-type,list-item]  # as above
        return result

    def _lower_largest(self, expression: Largest) -> Operand:
        result = self._reduced("largest", *expression.args)
        self.exact.add(result)
        return result

    def _lower_relative(self, expression: Relative) -> Operand:
        return self.program.emit("subtract", *map(self.value, expression.args))

    _lower_difference = _lower_relative

    def _lower_weight(self, expression: Weight) -> Operand:
        return self.program.emit("exp", self.value(Relative(*expression.args)))

    def _lower_logsum(self, expression: LogSum) -> Operand:
        return self.program.emit("log1p", self._reduced("excess", *expression.args))

    def _lower_trusted(self, expression: Trusted) -> Operand:
        guards, self.guards = self.guards, None
        result: Operand = self.value(expression.args[0])
        self.guards = guards
        return result

    def _lower_delta(self, expression: Delta) -> Operand:
        return self.program.emit("select", self._truth(expression), Literal(1.0), Literal(0.0))

    def _lower_choice(self, expression: Choice) -> Operand:
        delta, one, other = expression.args
        return self.program.emit("select", self._truth(delta), self.value(one), self.value(other))

    def _lower_size(self, expression: Size) -> Operand:
        return self.program.size(expression.name)

    def _lower_entry(self, entry: Entry) -> Operand:
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

    def _lower_vectorcall(self, expression: VectorCall) -> Operand:
        index, dimension = expression.args[-2:]
        self.program.ranges[index] = dimension.name
        first, *others = map(self.value, expression.bodies)
        return self.program.reduce(expression.function, first, index, *others)

    def _lower_sample(self, expression: Sample) -> Operand:
        weight, index, dimension, level = expression.args
        self.program.ranges[index] = dimension.name
        return self.program.call("inverse_distribution", (self.value(weight), self.value(level)), ())

    def _lower_matrixcall(self, expression: MatrixCall) -> Operand:
        self.program.ranges |= dict.fromkeys((BOUND, ACROSS, *expression.at), expression.args[1].name)
        function = matrix_functions()[expression.function]
        return self.program.call(function.name, self.operands_of(function, expression.bodies), expression.at)

    def operands_of(self, function: MatrixFunction, bodies: tuple[sp.Expr, ...]) -> tuple[Bound, ...]:
        """The matrices, factors of matrices and vectors that a function reads."""
        found = []
        for kind, place in function.operands:
            value = self.value(bodies[place])
            found.append(self.program.call("factors", (value,), (BOUND, ACROSS)) if kind == "factors" else value)
        return tuple(found)

    def _lower_sumofothers(self, expression: SumOfOthers) -> Operand:
        body, index, dimension, at = expression.args
        place = at if isinstance(at, Index) else index
        self.program.ranges[place] = dimension.name
        whole = self.program.along("others" if sign_of(body) > 0 else "others_signed", self.value(body.xreplace({index: place})), place)
        return whole if place is at else self.program.pick(whole, self.value(at))

    def _lower_atlargest(self, expression: AtLargest) -> Operand:
        body, key, index, dimension = expression.args
        self.program.ranges[index] = dimension.name
        result = self.program.reduce("at_largest", self.value(body), index, self.value(key))
        if self.value(body) in self.exact:
            self.exact.add(result)
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

    def _sum(self, expression: sp.Add) -> Any:
        parts = [self.value(term) for term in expression.args]  # guarded each by itself
        if parts and not is_linear_in_argument(expression) and not _is_log_sum_exp(expression):
            return sums.total(self, expression)
        guards, self.guards = self.guards, None
        result = sums.total(self, expression)
        self.guards = guards
        return result


def _is_log_sum_exp(expression: sp.Add) -> bool:
    """Whether it is the largest argument plus the logarithm of the sum of weights relative to it.

    The two cancel only where the largest argument is negative. Then no argument is nearer to zero, so that half a unit in each of them
    moves the result by at least half a unit of the largest: as much as the rounding of the two terms.
    """
    parts = {type(term): term for term in expression.args}
    if len(expression.args) != PAIR or set(parts) != {Largest, LogSum} or not isinstance(parts[Largest].args[0], Entry):
        return False
    return bool(parts[LogSum].args[0].has(parts[Largest]))
