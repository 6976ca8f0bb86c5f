"""Whether an indexed form has the value of the original: by balls of 256 bits at exact random points, for one to four classes."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from derivations.balls.evaluate import enclose
from derivations.balls.failures import CannotEncloseError
from derivations.codegen.agreement import BITS, random_point, same
from derivations.codegen.arrays.matrices import LEFT, value_of_chain
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
from derivations.codegen.arrays.vector_functions import vector_functions
from derivations.codegen.inputs import inputs_of
from derivations.codegen.stable import meaning
from derivations.errors import DerivationError
from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, Opaque, Size, axis
from derivations.indexed.decision import decide_indexed_zero
from derivations.language.scope import tensor_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flint import fmpq

    from derivations.language.types import TypeSpec

SIZES = (1, 2, 3, 4)
TRIES = 6
POINTS = 2  # for every size
Places = dict[sp.Expr, int]


def agrees(form: sp.Expr, original: sp.Expr, types: Mapping[str, TypeSpec]) -> bool:
    """Whether the two enclose the same numbers for every small size, at different free indices."""
    generator = random.Random(str(original))  # noqa: S311 - points must be reproducible, not secret
    agreed = 0
    for size in SIZES:
        done = 0
        for _ in range(TRIES):
            if done == POINTS:
                break
            outcome = _agree_at(Instance(types, size, generator), form, original, generator)
            if outcome is False:
                return False
            done += outcome is True
        agreed += done
    return agreed >= POINTS


def _agree_at(instance: Instance, form: sp.Expr, original: sp.Expr, generator: random.Random) -> bool | None:
    """At one point: ``None`` where it says nothing."""
    free = sorted((symbol for symbol in original.free_symbols | form.free_symbols if isinstance(symbol, Index)), key=str)
    classes = class_numbers(original)
    if len(free) + len(classes) > instance.size:
        return None
    places = dict(zip([*free, *classes], generator.sample(range(instance.size), len(free) + len(classes)), strict=True))
    try:
        left = enclose(meaning(instance.value(form, places)), instance.point, BITS)
        right = enclose(meaning(instance.value(original, places)), instance.point, BITS)
    except CannotEncloseError:
        return None
    return same(left, right)


def class_numbers(expression: sp.Expr) -> list[sp.Symbol]:
    """The declared numbers that name a class: they stand where an index could stand."""
    found = {index for part in expression.atoms(Entry, Delta) for index in (part.indices if isinstance(part, Entry) else part.args)}
    return sorted((index for index in found if not isinstance(index, Index)), key=str)


def is_proved(form: sp.Expr, original: sp.Expr) -> bool:
    """Whether the index calculus decides that the two are equal for every size."""
    from derivations.codegen.arrays.nodes import written_out  # noqa: PLC0415 - only records need it

    try:
        return decide_indexed_zero([written_out(meaning(form)) - original]).zero is True
    except DerivationError:
        return False


class Instance:
    """A random exact point for one size of every dimension; the second dimension is one larger than the first, and so on."""

    def __init__(self, types: Mapping[str, TypeSpec], size: int, generator: random.Random) -> None:
        """``size`` is that of the first dimension."""
        self.size, self.types = size, types
        names = dict.fromkeys(name for spec in types.values() for name in spec.dimensions)
        self.sizes = {name: size + number for number, name in enumerate(names)}
        explicit = {
            name: replace(spec, shape=tuple(self.sizes.get(str(axis), axis) for axis in spec.shape)) for name, spec in types.items()
        }
        self.point: dict[sp.Symbol, fmpq] = random_point(inputs_of(explicit), generator)
        self.tensors = {name: tensor_of(name, spec) for name, spec in explicit.items()}

    def value(self, expression: sp.Expr, places: Places) -> sp.Expr:
        """The expression at given indices, in the symbols of explicit arrays."""
        if expression in places:
            return sp.Integer(places[expression])
        if evaluate := handler(self, "_value", expression):
            return evaluate(expression, places)
        if not expression.args:
            return next((entry.item for name, entry in self.tensors.items() if name == str(expression) and not entry.shape), expression)
        return expression.func(*(self.value(part, places) for part in expression.args))

    def _value_entry(self, entry: Entry, places: Places) -> sp.Expr:
        return self.tensors[entry.letter.name][tuple(places[index] for index in entry.indices)].item

    def _value_delta(self, delta: Delta, places: Places) -> sp.Expr:
        first, second = (self.value(part, places) for part in delta.args)
        return sp.Integer(first == second)

    def _value_size(self, size: Size, _: Places) -> sp.Expr:
        return sp.Integer(self.sizes[size.name])

    def _value_indexsum(self, expression: IndexSum, places: Places) -> sp.Expr:
        return sp.Add(*self._terms(expression, places))

    def _value_logsum(self, expression: LogSum, places: Places) -> sp.Expr:
        return sp.log(sp.Add(*self._terms(expression, places)))

    def _value_largest(self, expression: Largest, places: Places) -> sp.Expr:
        terms = list(self._terms(expression, places))
        return terms[self._largest(terms)]

    def _value_atlargest(self, expression: AtLargest, places: Places) -> sp.Expr:
        body, key, index, size = expression.args
        return self.value(body, {**places, index: self._largest(list(self._terms(IndexSum(key, index, size), places)))})

    def _value_sumofothers(self, expression: SumOfOthers, places: Places) -> sp.Expr:
        at = self.value(expression.args[3], places)
        return sp.Add(*(term for place, term in enumerate(self._terms(expression, places)) if place != at))

    def _value_relative(self, expression: Relative, places: Places) -> sp.Expr:
        return self.value(expression.args[0], places) - self.value(expression.args[1], places)

    _value_difference = _value_relative

    def _value_weight(self, expression: Weight, places: Places) -> sp.Expr:
        return sp.exp(self.value(Relative(*expression.args), places))

    def _value_trusted(self, expression: Trusted, places: Places) -> sp.Expr:
        return self.value(expression.args[0], places)

    def _value_vectorcall(self, expression: VectorCall, places: Places) -> sp.Expr:
        return self.value(vector_functions()[expression.function].meaning(expression.bodies, *expression.args[-2:]), places)

    def _value_sample(self, expression: Sample, places: Places) -> sp.Expr:
        weight, index, size, level = expression.args
        terms = [self._ball(term) for term in self._terms(IndexSum(weight, index, size), places)]
        wanted = self._ball(self.value(level, places)) * sum(terms)
        return sp.Integer(sum(sum(terms[: place + 1]) <= wanted for place in range(len(terms) - 1)))

    def _ball(self, term: sp.Expr) -> float:
        return float(enclose(meaning(term), self.point, BITS).mid())

    def _value_matrixcall(self, expression: MatrixCall, places: Places) -> sp.Expr:
        size = self.sizes[expression.args[1].name]
        value = matrix_functions()[expression.function].meaning(*(self._array(body, places, size) for body in expression.bodies))
        return value[tuple(places[index] for index in expression.at) + (0,) * (2 - len(expression.at))] if expression.at else value

    def _array(self, body: sp.Expr, places: Places, size: int) -> sp.Matrix:
        """An exact matrix, or a column for a vector."""
        columns = size if ACROSS in body.free_symbols else 1
        return sp.Matrix(size, columns, lambda i, j: self._exact(self.value(body, {**places, BOUND: i, ACROSS: j})))

    def _exact(self, expression: sp.Expr) -> sp.Rational:
        numbers = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in self.point.items()}
        return expression.xreplace(numbers)

    def _value_opaque(self, number: Opaque, places: Places) -> sp.Expr:
        matrices = {name: self._letter(name) for name, spec in self.types.items() if spec.shape}
        if axis(0) in places:
            matrices[LEFT] = sp.Matrix(self.size, 1, lambda i, _: int(i == places[axis(0)]))
        return value_of_chain(number.name, matrices)

    def _letter(self, name: str) -> sp.Matrix:
        tensor = self.tensors[name]
        rows = [tensor.entries[place : place + tensor.shape[-1]] for place in range(0, len(tensor.entries), tensor.shape[-1])]
        exact = sp.Matrix(rows if len(tensor.shape) > 1 else list(tensor.entries))
        return exact.applyfunc(self._exact)

    def _value_choice(self, expression: Choice, places: Places) -> sp.Expr:
        return self.value(expression.args[1 if self.value(expression.args[0], places) == 1 else 2], places)

    def _terms(self, expression: sp.Expr, places: Places) -> Iterator[sp.Expr]:
        body, index, size, *_ = expression.args
        for place in range(self.sizes[size.name]):
            yield self.value(body, {**places, index: place})

    def _largest(self, terms: list[sp.Expr]) -> int:
        sizes = list(map(self._ball, terms))
        return sizes.index(max(sizes))
