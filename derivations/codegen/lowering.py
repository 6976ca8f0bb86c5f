"""From SymPy expressions to straight-line programs: shared subexpressions, ratios before powers, guards where digits may cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen import products
from derivations.codegen.domain import is_comparison
from derivations.codegen.functions import FUNCTIONS
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.ordering import order
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal, Operand, Program
from derivations.codegen.stable import Stable
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Sequence

RELATIONS = {
    sp.StrictLessThan: ("less", False),
    sp.LessThan: ("less_equal", False),
    sp.StrictGreaterThan: ("less", True),
    sp.GreaterThan: ("less_equal", True),
    sp.Equality: ("equal", False),
    sp.Unequality: ("not_equal", False),
}


class Lowering:
    """Adds expressions to a program. With ``guarded``, it also computes where nearly equal numbers were subtracted."""

    def __init__(self, program: Program, symbols: Sequence[sp.Symbol], *, guarded: bool = False) -> None:
        """``symbols`` are the inputs of the program, in its order."""
        self.program = program
        self.guarded = guarded
        self._known: dict[sp.Expr, Operand] = dict(zip(symbols, range(len(symbols)), strict=True))
        self.exact: set[Operand] = set(range(len(symbols)))  # values without rounding error

    def value(self, expression: sp.Expr) -> Operand:
        """The value of an expression, added to the program if it is not there yet.

        Raises:
            DerivationError: the expression holds something no target can compute.
        """
        if expression not in self._known:
            self._known[expression] = self._lower(expression)
        return self._known[expression]

    def define(self, symbol: sp.Symbol, expression: sp.Expr) -> Operand:
        """Let a symbol stand for an expression in everything that follows."""
        self._known[symbol] = self.value(expression)
        return self._known[symbol]

    def _lower(self, expression: sp.Expr) -> Operand:
        if expression.is_number and not expression.has(Stable):
            return _literal(expression)
        if isinstance(expression, sp.Add):
            return self._sum(expression)
        if isinstance(expression, sp.Mul):
            return products.product(self, expression)
        if isinstance(expression, sp.Pow):
            return products.power(self, expression.base, expression.exp)
        if isinstance(expression, sp.Piecewise):
            return self._cases(expression)
        if isinstance(expression, Stable):
            return self._stable(expression)
        if type(expression) in RELATIONS:
            name, swap = RELATIONS[type(expression)]
            return self._emit(name, *(expression.args[::-1] if swap else expression.args))
        if isinstance(expression, sp.And | sp.Or | sp.Not):
            return self._logic(expression)
        return self._function(expression)

    def _emit(self, name: str, *arguments: sp.Expr) -> Operand:
        return self.program.emit(name, *(self.value(argument) for argument in arguments))

    def _stable(self, call: Stable) -> Operand:
        result = self._emit(call.primitive, *call.args[1:])
        arguments = [self.value(argument) for argument in call.args[1:]]
        if is_comparison(call.primitive) and not all(argument in self.exact or isinstance(argument, Literal) for argument in arguments):
            self._suspect(self.program.emit("subtract", *arguments), arguments[:1])
        return result

    def _sum(self, expression: sp.Add) -> Operand:
        terms = _with_one_number(sorted(expression.args, key=order))
        minus = [term for term in terms if term.could_extract_minus_sign()]
        plus = [term for term in terms if not term.could_extract_minus_sign()]
        if len(plus) == 1 and len(minus) == 1 and (difference := self._difference_of_products(plus[0], -minus[0])) is not None:
            return difference
        positive = self._total([self.value(term) for term in plus])
        negative = self._total([self.value(-term) for term in minus])
        if not minus:
            result = positive
            large = [] if all(_is_nonnegative(term) for term in plus) else [self.value(term) for term in plus]
        elif not plus:
            result = self.program.emit("negative", negative)
            large = [] if all(_is_nonnegative(-term) for term in minus) else [self.value(-term) for term in minus]
        else:
            result = self.program.emit("subtract", positive, negative)
            whole = all(_is_nonnegative(term) for term in (*plus, *(-term for term in minus)))
            large = [positive] if whole else [self.value(term) for term in (*plus, *(-term for term in minus))]
        parts = [self.value(term) for term in (*plus, *(-term for term in minus))]
        exact = [part in self.exact or isinstance(part, Literal) for part in parts]
        if large and not (all(exact) and len(exact) == 2):  # noqa: PLR2004 - one subtraction of exact numbers is rounded once
            self._suspect(result, large)
        return result

    def _suspect(self, result: Operand, parts: list[Operand]) -> None:
        """Mark the elements in which the result is less than half of its largest part."""
        if not self.guarded:
            return
        emit = self.program.emit
        sizes = [Literal(abs(part.value)) if isinstance(part, Literal) else emit("absolute", part) for part in parts]
        largest = sizes[0]
        for size in sizes[1:]:
            largest = emit("maximum", largest, size)
        half = Literal(largest.value / 2) if isinstance(largest, Literal) else emit("multiply", largest, Literal(0.5))
        lost = emit("less", emit("absolute", result), half)
        self.program.suspect = lost if self.program.suspect is None else emit("either", self.program.suspect, lost)

    def _total(self, values: list[Operand]) -> Operand:
        total = values[0] if values else Literal(0.0)
        for value in values[1:]:
            total = self.program.emit("add", total, value)
        return total

    def _difference_of_products(self, left: sp.Expr, right: sp.Expr) -> Operand | None:
        first, second = _two_factors(left), _two_factors(right)
        if first is None or second is None or not all(self.value(factor) in self.exact for factor in (*first, *second)):
            return None
        return self._emit("difference_of_products", *first, *second)

    def _cases(self, expression: sp.Piecewise) -> Operand:
        *branches, (last, condition) = expression.args
        result = self.value(last)
        if condition != sp.true:
            result = self.program.emit("select", self.value(condition), result, Literal(float("nan")))
        for value, where in reversed(branches):
            result = self.program.emit("select", self.value(where), self.value(value), result)
        return result

    def _logic(self, expression: sp.Expr) -> Operand:
        if isinstance(expression, sp.Not):
            return self._emit("not", expression.args[0])
        name = "both" if isinstance(expression, sp.And) else "either"
        values = [self.value(part) for part in sorted(expression.args, key=order)]
        total = values[0]
        for value in values[1:]:
            total = self.program.emit(name, total, value)
        return total

    def _function(self, expression: sp.Expr) -> Operand:
        rule = FUNCTIONS.get(type(expression).__name__)
        if rule is None:
            got = expression.func.__name__
            message = f"Generating code: expected functions that NumPy or SciPy computes, got {got}(...). Give it a closed form."
            raise DerivationError(message)
        ruled = rule(*expression.args)
        if isinstance(ruled, sp.Expr):
            return self.value(ruled)
        name, arguments = ruled
        if name in ("maximum", "minimum") and len(arguments) > 2:  # noqa: PLR2004 - the operation takes two
            first, *others = sorted(arguments, key=order)
            arguments = (first, expression.func(*others))
        assert name in OPERATIONS or name in primitives(), name  # noqa: S101 - the table names operations only
        result = self._emit(name, *arguments)
        if name in ("maximum", "minimum", "absolute") and all(self.value(part) in self.exact or part.is_number for part in arguments):
            self.exact.add(result)
        if name == "log" and self.value(arguments[0]) not in self.exact:
            self._suspect(result, [Literal(0.5)])  # near one, a logarithm has no more digits than its argument minus one
        return result


def _literal(expression: sp.Expr) -> Literal:
    return Literal(float(expression.evalf(40)) if expression.is_finite is not False else float(expression))


def _with_one_number(terms: list[sp.Expr]) -> list[sp.Expr]:
    """The terms with all numbers added up, to forty digits where they are no rationals."""
    numbers = [term for term in terms if term.is_number]
    if len(numbers) < 2:  # noqa: PLR2004 - nothing to add
        return terms
    total = sp.Add(*numbers).evalf(40)
    return [total, *(term for term in terms if not term.is_number)]


def _is_nonnegative(term: sp.Expr) -> bool:
    return bool(term.is_nonnegative)


def _two_factors(term: sp.Expr) -> tuple[sp.Expr, ...] | None:
    if isinstance(term, sp.Mul) and len(term.args) == 2 and not any(factor.is_number for factor in term.args):  # noqa: PLR2004 - a product of two
        return tuple(sorted(term.args, key=order))
    return (term.base, term.base) if isinstance(term, sp.Pow) and term.exp == 2 else None  # noqa: PLR2004 - a square
