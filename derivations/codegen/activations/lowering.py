"""From a form to a straight-line program that computes it as it stands, with one call of NumPy an instruction and no guard."""

from __future__ import annotations

import sympy as sp

from derivations.codegen.activations.forms import NormalCdf
from derivations.codegen.ordering import order
from derivations.codegen.program import Literal, Operand, Program
from derivations.errors import DerivationError

FUNCTIONS = {
    **{getattr(sp, name): name for name in ("exp", "tanh", "sinh", "cosh", "sin", "cos", "atan", "erf", "sign")},
    sp.Abs: "absolute",
    NormalCdf: "normal_cdf",
}


def lowered(form: sp.Expr, argument: sp.Symbol) -> Program:
    """The program of a form in one argument.

    Raises:
        DerivationError: the form has a function that has no instruction here.

    >>> x = sp.Symbol("x")
    >>> [step.operation for step in lowered(1 / (1 + sp.exp(-x)), x).instructions]
    ['negative', 'exp', 'add', 'divide']
    """
    program = Program((argument.name,))
    program.outputs = [Lowering(program, (argument,)).value(form)]
    return program


class Lowering:
    """Emits forms in some arguments, the inputs of the program in their order."""

    def __init__(self, program: Program, arguments: tuple[sp.Symbol, ...]) -> None:
        """Emit nothing yet."""
        self.program, self.arguments = program, arguments
        self.varying = arguments  # what a number does not have

    def value(self, form: sp.Expr) -> Operand:
        """The operand that is the value of a form.

        Raises:
            DerivationError: the form has a function that has no instruction here.
        """
        if form in self.arguments:
            return self.arguments.index(form)
        if (constant := self.constant(form)) is not None:
            return constant
        for kind, rule in ((sp.Add, self._sum), (sp.Mul, self._product), (sp.Pow, self._power), (sp.log, self._logarithm)):
            if isinstance(form, kind):
                return rule(form)
        if isinstance(form, sp.Max):
            return self._emit("maximum", *sorted(form.args, key=lambda part: part.is_number))
        if form.func in FUNCTIONS:
            return self._emit(FUNCTIONS[form.func], *form.args)
        if isinstance(form, sp.Piecewise) and [value for value, _ in form.args] == [1, 0] and form.args[0][1].func == sp.StrictGreaterThan:
            return self._emit("greater", *form.args[0][1].args)
        wanted = "expected functions that NumPy has"
        message = f"Generating a function of arrays: {wanted}, got {form.func.__name__}(...). Give it another form."
        raise DerivationError(message)

    def constant(self, form: sp.Expr) -> Operand | None:
        """The operand of a form without arguments; ``None`` for others."""
        return Literal(float(form.evalf(40))) if form.is_number else None

    def _emit(self, name: str, *parts: sp.Expr) -> Operand:
        return self.program.emit(name, *(self.value(part) for part in parts))

    def _sum(self, form: sp.Add) -> Operand:
        terms = sorted(form.args, key=lambda term: (term.is_number, order(term)))
        plus, minus = ([term for term in terms if term.could_extract_minus_sign() == sign] for sign in (False, True))
        if not plus:
            return self.program.emit("negative", self.value(-form))
        total = self.value(plus[0])
        for term in plus[1:]:
            total = self.program.emit("add", total, self.value(term))
        for term in minus:
            total = self.program.emit("subtract", total, self.value(-term))
        return total

    def _product(self, form: sp.Mul) -> Operand:
        numbers, factors = form.as_independent(*self.varying, as_Add=False)
        top, bottom = sp.fraction(factors, exact=True)  # exponentials stay above
        parts = sorted(sp.Mul.make_args(top), key=order)
        if numbers == -1 and (sums := [part for part in parts if isinstance(part, sp.Add)]):
            numbers, parts = sp.Integer(1), [-part if part == sums[0] else part for part in parts]
        values = [self.value(part) for part in parts if part != 1]
        total: Operand = values[0] if values else self.value(numbers)
        for value in values[1:]:
            total = self.program.emit("multiply", total, value)
        if bottom != 1:
            total = self.program.emit("divide", total, self.value(bottom))
        if not values or numbers == 1:
            return total
        return self.program.emit("negative", total) if numbers == -1 else self.program.emit("multiply", total, self.value(numbers))

    def _power(self, form: sp.Pow) -> Operand:
        if form.exp.is_negative:
            return self.program.emit("divide", Literal(1.0), self.value(1 / form))
        if form.exp == 2:  # noqa: PLR2004 - a square
            return self._emit("square", form.base)
        if not form.exp.is_Integer:
            message = f"Generating a function of arrays: expected whole powers, got {form}. Give it another form."
            raise DerivationError(message)
        return self.program.emit("multiply", self.value(form.base ** (form.exp - 1)), self.value(form.base))

    def _logarithm(self, form: sp.log) -> Operand:
        number, rest = form.args[0].as_coeff_Add()
        return self._emit("log1p", rest) if number == 1 else self._emit("log", *form.args)
