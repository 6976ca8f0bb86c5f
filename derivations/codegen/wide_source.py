"""The slow path of a kernel: the same expressions in multi-word arithmetic, for the elements whose digits have cancelled."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp
from flint import arb, ctx

from derivations.balls.evaluate import enclose
from derivations.codegen.document import literal
from derivations.codegen.expansions import standalone
from derivations.codegen.lowering import RELATIONS
from derivations.codegen.ordering import order
from derivations.codegen.stable import meaning
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CHUNK = 4096
WORDS = 4
FUNCTIONS = {
    "exp": "wide_exp", "log": "wide_log", "sin": "wide_sin", "cos": "wide_cos", "tan": "wide_tan", "asin": "wide_asin", "acos": "wide_acos",
    "atan": "wide_atan", "sinh": "wide_sinh", "cosh": "wide_cosh", "tanh": "wide_tanh", "Abs": "wide_absolute", "floor": "wide_floor",
    "ceiling": "wide_ceil", "sign": "wide_sign", "erf": "wide_erf", "erfc": "wide_erfc", "loggamma": "wide_loggamma", "gamma": "wide_gamma",
    "Max": "wide_maximum", "Min": "wide_minimum", "Mod": "wide_remainder",
}  # fmt: skip
TRUTHS = {"less": "wide_less", "less_equal": "wide_less_equal", "equal": "wide_equal", "not_equal": "wide_not_equal"}


class NotWideError(DerivationError):
    """Some function of an expression has no multi-word form."""


class WideSource:
    """Writes ``repair(x, o, where)``: entries of the result computed again where the mask says so."""

    def __init__(self, inputs: Mapping[sp.Symbol, int], definitions: Mapping[sp.Symbol, sp.Expr]) -> None:
        """``inputs`` are the rows of symbols; ``definitions`` say what other symbols stand for."""
        self.lines: list[str] = []
        self.used: set[str] = {"wide", "wide_to_float"}
        self.constants: dict[sp.Expr, str] = {}
        self.inputs = inputs
        self.definitions = definitions
        self._known: dict[sp.Expr, str] = {}

    def repair(self, entries: Sequence[sp.Expr], *, is_divergence: bool) -> str:
        """The text of the function.

        Raises:
            NotWideError: some function in the entries has no multi-word form.
        """
        values = [self.value(meaning(entry, scaled=True)) for entry in entries]
        rows = sorted(self.inputs[symbol] for symbol in self.inputs if symbol in self._known)
        head = ["def repair(x: Any, o: Any, where: Any) -> None:", '    """Compute some elements again, with 212 bits."""']
        loop = [f"    for start in range(0, len(where), {CHUNK}):", f"        here = where[start : start + {CHUNK}]"]
        loads = [f"        x{row} = wide(x[{row}][here])" for row in rows]
        work = [f"        {line}" for line in self.lines]
        clip = "np.maximum({}, 0.0)" if is_divergence else "{}"
        stores = [f"        o[{column}][here] = {clip.format(f'wide_to_float({value})')}" for column, value in enumerate(values)]
        return "\n".join([*head, *loop, *loads, *work, *stores])

    def support(self) -> list[str]:
        """The texts of the constants and of the arithmetic that the repair needs."""
        tables = [f"{name} = np.array({literal(_words(expression))}).reshape({WORDS}, 1)" for expression, name in self.constants.items()]
        return ["\n".join(tables), standalone(sorted(self.used)).strip()] if tables else [standalone(sorted(self.used)).strip()]

    def value(self, expression: sp.Expr) -> str:
        """The name of the value of an expression."""
        if expression not in self._known:
            self._known[expression] = self._write(expression)
        return self._known[expression]

    def _write(self, expression: sp.Expr) -> str:
        if expression in self.inputs:
            return f"x{self.inputs[expression]}"
        if expression in self.definitions:
            return self.value(self.definitions[expression])
        if expression.is_number and not expression.free_symbols:
            return self._constant(expression)
        if isinstance(expression, sp.Add | sp.Mul):
            name = "wide_add" if isinstance(expression, sp.Add) else "wide_multiply"
            return self._chain(name, [self.value(part) for part in sorted(expression.args, key=order)])
        if isinstance(expression, sp.Pow):
            return self._power(expression)
        if isinstance(expression, sp.Piecewise):
            return self._cases(expression)
        return self._function(expression)

    def _chain(self, name: str, values: list[str]) -> str:
        total = values[0]
        for value in values[1:]:
            total = self._call(name, total, value)
        return total

    def _call(self, name: str, *arguments: str) -> str:
        self.used.add(name)
        target = f"w{len(self.lines)}"
        self.lines.append(f"{target} = {name}({', '.join(arguments)})")
        return target

    def _power(self, expression: sp.Pow) -> str:
        base, power = self.value(expression.base), expression.exp
        if power == -1:
            return self._call("wide_reciprocal", base)
        if power.is_Integer:
            return self._call("wide_integer_power", base, str(int(power)))
        if power == sp.S.Half:
            return self._call("wide_sqrt", base)
        return self._call("wide_power", base, self.value(power))

    def _cases(self, expression: sp.Piecewise) -> str:
        result = self._constant(sp.nan)
        for value, condition in reversed(expression.args):
            if condition == sp.true:
                result = self.value(value)
                continue
            where = self._truth(condition)
            target = f"w{len(self.lines)}"
            self.lines.append(f"{target} = np.where({where}, {self.value(value)}, {result})")
            result = target
        return result

    def _truth(self, condition: sp.Expr) -> str:
        if type(condition) in RELATIONS:
            name, swap = RELATIONS[type(condition)]
            left, right = condition.args[::-1] if swap else condition.args
            return self._call(TRUTHS[name], self.value(left), self.value(right))
        joint = {sp.And: " & ", sp.Or: " | "}.get(type(condition))
        if joint is None:
            message = f"Writing the slow path of a kernel: expected comparisons, got {condition}. Rewrite the condition."
            raise NotWideError(message)
        return f"({joint.join(self._truth(part) for part in sorted(condition.args, key=order))})"

    def _function(self, expression: sp.Expr) -> str:
        kind = type(expression).__name__
        arguments = expression.args
        if kind == "polygamma" and arguments[0].is_Integer and arguments[0] <= 4:  # noqa: PLR2004 - the orders that are written
            order_, argument = int(arguments[0]), self.value(arguments[1])
            return self._call("wide_digamma", argument) if order_ == 0 else self._call("wide_polygamma", str(order_), argument)
        if kind == "zeta" and len(arguments) == 1:
            return self._call("wide_zeta", self.value(arguments[0]))
        if kind == "ScaledBesselI" and arguments[0].is_number:
            return self._call("wide_scaled_besseli", repr(float(arguments[0])), self.value(arguments[1]))
        if kind in ("Max", "Min"):
            return self._chain(FUNCTIONS[kind], [self.value(part) for part in sorted(arguments, key=order)])
        if kind not in FUNCTIONS:
            message = (
                f"Writing the slow path of a kernel: expected functions with a multi-word form, got {kind}(...). It has only the fast path."
            )
            raise NotWideError(message)
        return self._call(FUNCTIONS[kind], *(self.value(argument) for argument in arguments))

    def _constant(self, expression: sp.Expr) -> str:
        return self.constants.setdefault(expression, f"CONSTANT_{len(self.constants)}")


def _words(expression: sp.Expr) -> list[float]:
    """Four words of a number, each the rest correctly rounded."""
    if not expression.is_finite:
        return [float(expression), 0.0, 0.0, 0.0]
    rest = Fraction(int(expression.p), int(expression.q)) if expression.is_Rational else _fraction(expression)
    words = []
    for _ in range(WORDS):
        words.append(float(rest))
        rest -= Fraction(words[-1])
    return words


def _fraction(expression: sp.Expr) -> Fraction:
    with ctx.workprec(400):
        middle = arb(enclose(expression, {}, 400).mid())
        mantissa, exponent = middle.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
