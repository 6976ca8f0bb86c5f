"""The slow path of a kernel: the same expressions in numbers of any precision, one element after another, where digits were lost."""

from __future__ import annotations

import itertools
from functools import reduce
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.bignumbers import BIGNUMBERS
from derivations.codegen.erf_differences import with_erf_differences
from derivations.codegen.lowering import RELATIONS
from derivations.codegen.ordering import order
from derivations.codegen.pieces import pieces, unpacked
from derivations.codegen.primitives import primitives
from derivations.codegen.quotients import above_and_below
from derivations.codegen.repair_text import REPAIR
from derivations.codegen.stable import Stable, meaning
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PRECISIONS = (128, 256, 512, 1024, 2048, 3500, 7000)  # bits, the last one at least BIG_TOP
PAIR = 2  # a sign and what it belongs to
NOTHING = sp.Rational(1, 2**70)  # a function with a limit at zero is that limit below, in every digit of a float
ORDERS = 4  # of the polygamma functions that are written
CONSTANTS = (sp.pi, sp.E, sp.EulerGamma, sp.oo, -sp.oo, sp.zoo, sp.nan)
PLAIN = frozenset(
    {"exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "loggamma", "gamma", "zeta"}
)
PAIRS = {"Mod": "remainder", "ErfDifference": "erf_difference"}
EXACT = {"Abs": "absolute", "floor": "floor", "ceiling": "ceil", "sign": "sign", "Max": "maximum", "Min": "minimum"}


class NotWrittenError(DerivationError):
    """Some function of an expression has no form of any precision."""


class SlowPath:
    """Writes ``element(x, p)``: the entries of the result for one element, with p bits."""

    def __init__(self, inputs: Mapping[sp.Symbol, int], definitions: Mapping[sp.Symbol, sp.Expr]) -> None:
        """``inputs`` are the rows of symbols; ``definitions`` say what other symbols stand for."""
        self.lines: list[str] = []
        self.used: set[str] = {"big", "big_beside", "big_to_float"}
        self.inputs = inputs
        self.definitions = definitions
        self.rows: set[int] = set()
        self._known: dict[sp.Expr, str] = {}
        self._count_of_names = itertools.count()

    def text(self, entries: Sequence[sp.Expr], conditions: Sequence[sp.Expr] = (), *, is_divergence: bool = False) -> str:
        """The text of the path: constants, arithmetic, the element, the loop over elements; it holds under the ``conditions``.

        Raises:
            NotWrittenError: some function in the entries has no form of any precision.
        """
        for condition in conditions:
            self.lines += [f"    if not {self._truth(condition)}:", "        raise ArithmeticError"]
        values = [self.value(entry) for entry in entries]
        if is_divergence:
            values = [self._call("maximum", value, "(0, 0)", exact=True) for value in values]
        rows = sorted(self.rows)
        loads = [f"    {unpacked(piece)} = x{where}" for piece, where in pieces([f"x{row}" for row in rows])]
        head = ["def element(x: list[Big], p: int) -> tuple[Big, ...]:", '    """Every entry for one element, with p bits."""']
        results = pieces(values)
        if len(results) > 1:
            lists = [self._assigned("[" + ", ".join(piece) + "]") for piece, _ in results]
            values = [f"*{name}" for name in lists]
        end = f"    return ({', '.join(values)}{',' if len(values) == 1 else ''})"
        tables = f"NEEDED: tuple[int, ...] = {tuple(rows)!r}\nPRECISIONS = {PRECISIONS!r}"
        arithmetic = BIGNUMBERS.standalone(sorted(self.used)).strip()
        return "\n\n\n".join([tables, arithmetic, "\n".join([*head, *loads, *self.lines, end]), REPAIR])

    def value(self, expression: sp.Expr) -> str:
        """The name of the value of an expression."""
        if expression not in self._known:
            self._known[expression] = self._write(expression)
        return self._known[expression]

    def _write(self, expression: sp.Expr) -> str:
        if expression in self.inputs:
            self.rows.add(self.inputs[expression])
            return f"x{self.inputs[expression]}"
        if expression in self.definitions:
            return self.value(self.definitions[expression])
        if expression.is_Rational:
            return self._number(expression)
        if expression in CONSTANTS:
            return self._constant(expression)
        if isinstance(expression, sp.Add) and (changed := with_erf_differences(expression)) != expression:
            return self.value(changed)
        if isinstance(expression, sp.Add):
            precision = "BIG_EXACT" if self.is_exact(expression) else "p"
            self.used |= {precision} - {"p"}
            return self._sum([self.value(part) for part in sorted(expression.args, key=order)], precision)
        if isinstance(expression, sp.Mul):
            return self._product(expression)
        if isinstance(expression, sp.Pow):
            return self._power(expression)
        if isinstance(expression, Stable):
            return self._stable(expression)
        return self._cases(expression) if isinstance(expression, sp.Piecewise) else self._function(expression)

    def _call(self, name: str, *arguments: str, exact: bool = False) -> str:
        self.used.add(f"big_{name}")
        return self._assigned(f"big_{name}({', '.join([*arguments, *([] if exact else ['p'])])})")

    def _assigned(self, text: str) -> str:
        target = f"w{next(self._count_of_names)}"
        self.lines.append(f"    {target} = {text}")
        return target

    def _constant(self, constant: sp.Expr) -> str:
        if constant in (sp.oo, -sp.oo, sp.zoo, sp.nan):  # the fast path knows them
            return self._assigned("big(math.inf)")
        if constant is sp.EulerGamma:
            return self._call("negative", self._call("digamma", "(1, 0)"), exact=True)
        return self._call("pi") if constant is sp.pi else self._call("exp", "(1, 0)")

    def _number(self, number: sp.Rational) -> str:
        if number.q & (number.q - 1) == 0:
            return self._assigned(f"({number.p}, {1 - int(number.q).bit_length()})")
        return self._call("ratio", str(number.p), str(number.q))

    def is_exact(self, expression: sp.Expr) -> bool:
        """Whether a value is computed without rounding, so that a difference of nothing is zero at any precision: z - max(z, ...)."""
        if expression.is_Rational:
            return bool(expression.q & (expression.q - 1) == 0)
        if expression in self.definitions:
            return self.is_exact(self.definitions[expression])
        if isinstance(expression, sp.Mul) and len(expression.args) == PAIR:
            return expression.args[0] == -1 and self.is_exact(expression.args[1])
        return expression in self.inputs or (isinstance(expression, sp.Add | sp.Max | sp.Min) and all(map(self.is_exact, expression.args)))

    def _sum(self, parts: list[str], precision: str = "p") -> str:
        """One sum, so that only what is left of all terms counts; long lists are written in pieces."""
        found = pieces(parts)
        if len(found) == 1:
            return self._call("sum", f"[{', '.join(parts)}]", precision, exact=True)
        names = [self._assigned(f"[{', '.join(piece)}]") for piece, _ in found]
        return self._call("sum", f"[{', '.join(f'*{name}' for name in names)}]", precision, exact=True)

    def _plain(self, name: str, *arguments: sp.Expr) -> str:
        """A function of its own; of exact numbers, log and log gamma have zeros that no precision would tell."""
        above, below = above_and_below(arguments[0])
        if name == "log" and self.is_exact(above) and self.is_exact(below):
            return self._call("log_of_ratio", self.value(above), self.value(below))
        suffix = "_of_exact" if name == "loggamma" and self.is_exact(arguments[0]) else ""
        return self._call(name + suffix, *map(self.value, arguments))

    def _stable(self, call: Stable) -> str:
        """A primitive by its own function, if there is one of any precision, else by its definition."""
        if f"big_{call.primitive}" in BIGNUMBERS.functions:
            return self._plain(call.primitive, *call.args[1:])
        written_out = meaning(call, scaled=True)
        if (limit := primitives()[call.primitive].at_zero) is not None:  # no precision is enough for any argument
            size = sp.Abs(meaning(call.args[1], scaled=True))
            written_out = sp.Piecewise((limit, size < NOTHING), (written_out, True))
        return self.value(written_out)

    def _product(self, expression: sp.Mul) -> str:
        if self.is_exact(expression):
            return self._call("negative", self.value(expression.args[1]), exact=True)
        above, below = above_and_below(expression)
        divisor = self._divisor(below)
        parts = sorted(sp.Mul.make_args(above), key=order)
        total = self.value(parts[0])
        for part in parts[1:]:
            total = self._call("negative", total, exact=True) if part == -1 else self._call("multiply", total, self.value(part))
        return total if below == 1 else self._call("divide", total, divisor)

    def _divisor(self, below: sp.Expr) -> str:
        """What is divided by; that an exact sum in it is zero is known before any work on what is divided."""
        for factor in sp.Mul.make_args(below):
            base = factor.as_base_exp()[0]
            if isinstance(base, sp.Add) and self.is_exact(base):
                self.used.add("big_nonzero")
                self.lines.append(f"    big_nonzero({self.value(base)})")
        return self.value(below) if below != 1 else ""

    def _power(self, expression: sp.Pow) -> str:
        base, power = expression.base, expression.exp
        if power == -1:
            return self._call("reciprocal", self.value(base))
        if power.is_Integer:
            return self._call("integer_power", self.value(base), str(int(power)))
        if power == sp.S.Half:
            return self._call("sqrt", self.value(base))
        return self._call("exp", self.value(power)) if base is sp.E else self._call("power", self.value(base), self.value(power))

    def _cases(self, expression: sp.Piecewise) -> str:
        """Each branch is computed only where it is chosen: elsewhere it may have no value."""
        truths = [self._truth(condition) for _, condition in expression.args]
        target = f"c{next(self._count_of_names)}"
        for number, ((value, _), truth) in enumerate(zip(expression.args, truths, strict=True)):
            self.lines.append(f"    {'elif' if number else 'if'} {truth}:")
            outer, self.lines, known = self.lines, [], dict(self._known)
            found = self.value(value)
            self.lines = [*outer, *(f"    {line}" for line in [*self.lines, f"    {target} = {found}"])]
            self._known = known
        if truths[-1] != "True":
            self.lines += ["    else:", f"        {target} = big(math.nan)"]
        return target

    def _truth(self, condition: sp.Expr) -> str:
        if condition in (sp.true, sp.false):
            return str(bool(condition))
        if type(condition) in RELATIONS:
            name, swap = RELATIONS[type(condition)]
            left, right = condition.args[::-1] if swap else condition.args
            return self._call(name, self.value(left), self.value(right), exact=True)
        if isinstance(condition, sp.Not):
            return self._opposite(self._truth(condition.args[0]))
        joint = {sp.And: "and", sp.Or: "or"}.get(type(condition))
        if joint is None:
            message = f"Writing the slow path of a kernel: expected comparisons, got {condition}. Rewrite the condition."
            raise NotWrittenError(message)
        return self._joint(joint, [self._truth(part) for part in sorted(condition.args, key=order)])

    def _joint(self, word: str, truths: list[str]) -> str:
        return f"({f' {word} '.join(truths)})"

    def _opposite(self, truth: str) -> str:
        return f"not {truth}"

    def _function(self, expression: sp.Expr) -> str:
        kind, arguments = type(expression).__name__, expression.args
        if kind == "polygamma" and arguments[0].is_Integer and arguments[0] <= ORDERS:
            argument = self.value(arguments[1])
            return self._call("polygamma", str(int(arguments[0])), argument) if arguments[0] else self._call("digamma", argument)
        if kind in ("besseli", "ScaledBesselI") and arguments[0].is_number:
            scaled = self._call("scaled_besseli", repr(float(arguments[0])), self.value(arguments[1]))
            return scaled if kind == "ScaledBesselI" else self._call("multiply", scaled, self._call("exp", self.value(arguments[1])))
        if kind == "coth":
            return self._call("reciprocal", self._call("tanh", self.value(arguments[0])))
        if kind in EXACT:
            values = [self.value(part) for part in sorted(arguments, key=order)]
            if len(values) == 1:
                return self._call(EXACT[kind], *values, exact=True)
            return reduce(lambda one, other: self._call(EXACT[kind], one, other, exact=True), values)
        if kind in PAIRS:
            return self._call(PAIRS[kind], *map(self.value, arguments))
        if kind in PLAIN and len(arguments) == 1:
            return self._plain(kind, arguments[0])
        message = f"Writing the slow path of a kernel: expected functions of any precision, got {kind}(...). It has only the fast path."
        raise NotWrittenError(message)
