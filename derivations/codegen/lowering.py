"""From SymPy expressions to straight-line programs: shared subexpressions, ratios before powers, guards where digits may cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen import products, sums
from derivations.codegen.domain import is_comparison, is_power_of_two
from derivations.codegen.functions import FUNCTIONS
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.ordering import order
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal, Operand, Program
from derivations.codegen.stable import Stable
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.domain import Domain
    from derivations.codegen.guards import Guards

LOGIC = (sp.And, sp.Or, sp.Not)
RELATIONS = {
    sp.StrictLessThan: ("less", False),
    sp.LessThan: ("less_equal", False),
    sp.StrictGreaterThan: ("less", True),
    sp.GreaterThan: ("less_equal", True),
    sp.Equality: ("equal", False),
    sp.Unequality: ("not_equal", False),
}


class Lowering:
    """Adds expressions to a program. With ``guards``, it also computes where nearly equal numbers were subtracted."""

    def __init__(self, program: Program, symbols: Sequence[sp.Symbol]) -> None:
        """``symbols`` are the inputs of the program, in its order."""
        self.program = program
        self.guards: Guards | None = None
        self.domain: Domain | None = None  # what the types say of signs
        self._known: dict[sp.Expr, Operand] = dict(zip(symbols, range(len(symbols)), strict=True))
        self.exact: set[Operand] = set(range(len(symbols)))  # values without rounding error

    def value(self, expression: sp.Expr) -> Operand:
        """The value of an expression, added to the program if it is not there yet.

        Raises:
            DerivationError: the expression holds something no target can compute.
        """
        if expression not in self._known:
            if self.guards is not None:
                self.guards.enter()
            self._known[expression] = self._lower(expression)
            if self.guards is not None:
                self.guards.leave(expression)
        if self.guards is not None:
            self.guards.recall(expression)
        return self._known[expression]

    def define(self, symbol: sp.Symbol, expression: sp.Expr) -> Operand:
        """Let a symbol stand for an expression in everything that follows."""
        self._known[symbol] = self.value(expression)
        if self.guards is not None:
            self.guards.rename(expression, symbol)
        return self._known[symbol]

    def _lower(self, expression: sp.Expr) -> Operand:
        if expression.is_number and not expression.has(Stable):
            return _literal(expression)
        if isinstance(expression, sp.Add):
            return sums.total(self, expression)
        if isinstance(expression, sp.Mul):
            return self._product(expression)
        if isinstance(expression, sp.Pow):
            return products.power(self, expression.base, expression.exp)
        if type(expression) in RELATIONS:
            name, swap = RELATIONS[type(expression)]
            return self.emit(name, *(expression.args[::-1] if swap else expression.args))
        for kind, rule in ((sp.Piecewise, self._cases), (Stable, self._stable), (sp.log, self._logarithm), (LOGIC, self._logic)):
            if isinstance(expression, kind):
                return rule(expression)
        return self._function(expression)

    def _product(self, expression: sp.Mul) -> Operand:
        result = products.product(self, expression)
        coefficient, rest = expression.as_coeff_Mul(rational=True)
        if is_power_of_two(abs(coefficient)) and self._known.get(rest) in self.exact:
            self.exact.add(result)
        return result

    def emit(self, name: str, *arguments: sp.Expr) -> Operand:
        """The value of an operation or primitive at some arguments."""
        operands = [self.value(argument) for argument in arguments]
        if name in primitives():
            operands = [self.program.emit("filled", operand) if isinstance(operand, Literal) else operand for operand in operands]
        return self.program.emit(name, *operands)

    def _stable(self, call: Stable) -> Operand:
        result = self.emit(call.primitive, *call.args[1:])
        arguments = [self.value(argument) for argument in call.args[1:]]
        if self.guards is None or not is_comparison(call.primitive) or all(map(self.is_exact, arguments)):
            return result
        owned = {place for place, weight in self.guards.owned(call, list(call.args[1:])) if weight == 1}
        if not all(place in owned or self.is_exact(argument) for place, argument in enumerate(arguments)):
            self.guards.mark(self.program.emit("subtract", *arguments), [self.guards.size(arguments[0])], [])
        return result

    def is_nonnegative(self, expression: sp.Expr) -> bool:
        """Whether an expression is certainly not negative."""
        return bool(expression.is_nonnegative) or (self.domain is not None and self.domain.is_nonnegative(expression))

    def is_exact(self, value: Operand) -> bool:
        """Whether a value carries no rounding error."""
        return isinstance(value, Literal) or value in self.exact

    def is_exact_argument(self, expression: sp.Expr) -> bool:
        """Whether it is an argument, or one times a power of two, told without adding anything to the program."""
        coefficient, rest = expression.as_coeff_Mul(rational=True)
        return is_power_of_two(abs(coefficient)) and rest.is_Symbol and self._known.get(rest) in self.exact

    def _cases(self, expression: sp.Piecewise) -> Operand:
        result: Operand = Literal(float("nan"))
        others: Operand | None = None  # where some earlier branch is chosen
        chosen: list[Operand | None] = []
        for _, condition in expression.args:
            here = None if condition == sp.true else self.value(condition)
            chosen.append(here if here is not None or others is None else self.program.emit("not", others))
            others = here if others is None or here is None else self.program.emit("either", others, here)
        for (value, condition), where in reversed(list(zip(expression.args, chosen, strict=True))):
            branch = self._branch(value, where)
            result = branch if condition == sp.true else self.program.emit("select", self.value(condition), branch, result)
        return result

    def _branch(self, value: sp.Expr, where: Operand | None) -> Operand:
        """The value of a branch, whose lost digits matter only where it is chosen."""
        if self.guards is None:
            return self.value(value)
        self.guards.enter()
        result = self.value(value)
        self.guards.drop()
        self.guards.branch(value, where)
        return result

    def _logic(self, expression: sp.Expr) -> Operand:
        if isinstance(expression, sp.Not):
            return self.emit("not", expression.args[0])
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
        result = self.emit(name, *arguments)
        if name in ("maximum", "minimum", "absolute") and all(self.value(part) in self.exact or part.is_number for part in arguments):
            self.exact.add(result)
        return result

    def _logarithm(self, expression: sp.log) -> Operand:
        """Near one, a logarithm has no more digits than its argument minus one."""
        (argument,) = expression.args
        excess = argument - 1
        if isinstance(argument, sp.Add) and argument.as_coeff_Add()[0] == 1:
            if sums.is_of_three(self, argument.args):
                return self._logarithm_of_three(argument)
            result = self.emit("log1p", excess)
            if self.guards is not None and not excess.is_nonnegative and not self.is_exact(self.value(excess)):
                sums.guard(self, argument, list(argument.args), self.value(argument), [Literal(1.0)])
            return result
        result = self.emit("log", argument)
        if self.guards is None or self.is_exact(self.value(argument)):
            return result
        if not any(weight == 1 for _, weight in self.guards.owned(expression, [argument])):
            self.guards.mark(result, [Literal(0.5)], [])
        return result

    def _logarithm_of_three(self, argument: sp.Add) -> Operand:
        """The same of u = 1 + s, s the sum of two arguments, rounded once: log u below one half, log(1 + s) elsewhere; no mark is needed.

        Below one half u has all its digits, and the logarithm is at least 0.69. Elsewhere the rounding of s, 2^-53 |s| at most, moves the
        logarithm by 2^-52 of itself at most: by 2^-53 |s|/(1 + s), and it is at least |s| for s < 0, s/(1 + s) for s > 0.
        """
        whole = self.value(argument)
        near = self.emit("log1p", argument - 1)
        return self.program.emit("select", self.program.emit("less", whole, Literal(0.5)), self.program.emit("log", whole), near)


def _literal(expression: sp.Expr) -> Literal:
    return Literal(float(expression.evalf(40)) if expression.is_finite is not False else float(expression))
