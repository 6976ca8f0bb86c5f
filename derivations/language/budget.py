"""Budgets: numbers and expansions too large to be built are found from bounds, before anything is built.

Constant parts are bounded by intervals of rationals; every bound is itself kept below :data:`MAX_BITS`, so the check is cheap. Parts with
declared names have no bound here: whoever evaluates them asks :func:`power_problem` and :func:`argument_problem` again with the values.
"""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from derivations.language.tokens import fail

MAX_EXPONENT = 256
MAX_BITS = 20_000
MAX_RANGE = 64
MAX_ARGUMENT = 1000
MAX_EXPANSION = 65_536

SPECIAL_FUNCTIONS = frozenset(
    {"gamma", "loggamma", "digamma", "polygamma", "beta", "besseli", "besselk", "zeta", "binomial", "factorial"},
)
_SIZES = {"eye": ((0, 64),), "zeros": ((0, 64), (1, 64)), "diff": ((2, 64),), "taylor": ((3, 32),)}
_SMALLER = "Use smaller numbers, or a declared name."


@dataclass(frozen=True)
class Interval:
    """All rationals from ``low`` to ``high``."""

    low: Fraction
    high: Fraction

    @property
    def magnitude(self) -> Fraction:
        """The largest absolute value."""
        return max(abs(self.low), abs(self.high))

    @property
    def bits(self) -> int:
        """The size of the longest integer in the two ends."""
        return max(abs(part).bit_length() for end in (self.low, self.high) for part in (end.numerator, end.denominator))

    @property
    def integer(self) -> int | None:
        """The value, if there is only one and it is an integer."""
        return self.low.numerator if self.low == self.high and self.low.denominator == 1 else None


def hull(*values: Fraction | int) -> Interval:
    """The smallest interval that holds all values."""
    return Interval(Fraction(min(values)), Fraction(max(values)))


def power_problem(base: Interval | None, exponent: Interval) -> str | None:
    """What is wrong with the size of a power, if anything; ``base`` is ``None`` when it has no known bound."""
    if exponent.magnitude > MAX_EXPONENT:
        return f"an exponent of at most {MAX_EXPONENT}"
    if base is not None and base.magnitude > 1 and base.bits * exponent.magnitude > MAX_BITS:
        return f"a power of at most {MAX_BITS} bits"
    return None


def argument_problem(function: str, position: int, argument: Interval) -> str | None:
    """What is wrong with the size of an argument of a function, if anything."""
    if function in SPECIAL_FUNCTIONS and argument.magnitude > MAX_ARGUMENT:
        return f"arguments of {function} of at most {MAX_ARGUMENT}"
    for place, limit in _SIZES.get(function, ()):
        if place == position and argument.magnitude > limit:
            return f"at most {limit} as argument {place + 1} of {function}"
    return None


def check_budget(tree: ast.expr) -> None:
    """Refuse an expression whose constants or expansions are too large.

    Raises:
        SyntaxProblem: with the offset of the part that is too large.
    """
    _Bounds().visit(tree, {})


Loops = dict[str, Interval | None]


@dataclass
class _Bounds:
    """Bounds every constant part; ``repeat`` is how often the part at hand is built, ``total`` how many parts are built in all."""

    repeat: int = 1
    total: int = field(default=0)

    def visit(self, node: ast.expr, loops: Loops) -> Interval | None:
        """The bound of a node, or ``None`` if it has no known one."""
        self.total += self.repeat
        if self.total > MAX_EXPANSION:
            _reject(f"sums and lists of at most {MAX_EXPANSION} parts in all", node)
        value = self._visit(node, loops)
        if value is not None and value.bits > MAX_BITS:
            _reject(f"numbers of at most {MAX_BITS} bits", node)
        return value

    def _visit(self, node: ast.expr, loops: Loops) -> Interval | None:
        match node:
            case ast.Constant():
                return hull(Fraction(node.value))  # type: ignore[arg-type]  # the parser put an int or a Fraction there
            case ast.Name():
                return loops.get(node.id, Interval(Fraction(3), Fraction(4)) if node.id == "pi" else None)
            case ast.UnaryOp():
                inner = self.visit(node.operand, loops)
                return inner and Interval(-inner.high, -inner.low)
            case ast.BinOp():
                return _combine(node, self.visit(node.left, loops), self.visit(node.right, loops))
            case ast.Call():
                return self._call(node, loops)
            case ast.IfExp():
                self.visit(node.test, loops)
                body, other = self.visit(node.body, loops), self.visit(node.orelse, loops)
                return hull(body.low, other.low, body.high, other.high) if body and other else None
            case ast.ListComp() | ast.GeneratorExp():
                self._loop(node, loops)
                return None
        for child in _expressions(node):
            self.visit(child, loops)
        return None

    def _loop(self, node: ast.ListComp | ast.GeneratorExp, loops: Loops) -> tuple[int, Interval | None]:
        """The largest number of terms and the bound of one term; a range without known bounds counts one term."""
        loop = node.generators[0]
        bounds = [self.visit(bound, loops) for bound in loop.iter.args] if isinstance(loop.iter, ast.Call) else []
        known = [bound for bound in bounds if bound is not None]
        size, name = 1, loop.target.id if isinstance(loop.target, ast.Name) else ""
        values: Interval | None = None
        if len(known) == len(bounds):
            low, high = (hull(0), *known) if len(known) == 1 else known
            if any(end.denominator != 1 for bound in known for end in (bound.low, bound.high)):
                fail("integer bounds of a range", "a fraction", "Write integers.", loop.iter.col_offset)
            size = max(0, int(high.high - low.low))
            values = hull(low.low, max(low.low, high.high - 1))
        if size > MAX_RANGE:
            _reject(f"at most {MAX_RANGE} terms in a range", loop.iter)
        self.repeat *= max(1, size)
        body = self.visit(node.elt, {**loops, name: values})
        self.repeat //= max(1, size)
        return size, body if values else None

    def _call(self, node: ast.Call, loops: Loops) -> Interval | None:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function in {"sum", "prod"} and len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            size, body = self._loop(node.args[0], loops)
            return body and _repeated(function, size, body, node)
        values = [self.visit(argument, loops) for argument in [*node.args, *(keyword.value for keyword in node.keywords)]]
        for position, value in enumerate(values):
            problem = argument_problem(function, position, value) if value else None
            if problem:
                _reject(problem, node)
        known = [value for value in values if value is not None]
        return _bound_call(function, known) if known and len(known) == len(values) else None


def _expressions(node: ast.AST) -> list[ast.expr]:
    """The expressions directly inside a node."""
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _reject(expected: str, node: ast.expr) -> NoReturn:
    fail(expected, "more", _SMALLER, node.col_offset)


def _combine(node: ast.BinOp, left: Interval | None, right: Interval | None) -> Interval | None:
    """The bound of a sum, product, quotient or power."""
    if isinstance(node.op, ast.Div) and right and right.low == right.high == 0:
        fail("a divisor that is not zero", "0", "Mend the divisor.", node.right.col_offset)
    if isinstance(node.op, ast.Pow) and right:
        problem = power_problem(left, right)
        if problem:
            _reject(problem, node.right)
    if left is None or right is None:
        return None
    match node.op:
        case ast.Add():
            return Interval(left.low + right.low, left.high + right.high)
        case ast.Sub():
            return Interval(left.low - right.high, left.high - right.low)
        case ast.Mult():
            return _product(left, right)
        case ast.Div():
            return None if right.low <= 0 <= right.high else _product(left, hull(1 / right.low, 1 / right.high))
        case ast.Pow():
            return _power(left, right)
    return None


def _product(left: Interval, right: Interval) -> Interval:
    return hull(left.low * right.low, left.low * right.high, left.high * right.low, left.high * right.high)


def _power(base: Interval, exponent: Interval) -> Interval | None:
    """The bound of a power whose size is within the budget; exact for a single base and a single integer exponent."""
    power = exponent.integer
    if power is not None and power < 0:
        return None if base.low <= 0 <= base.high else hull(base.low**power, base.high**power)
    if power is not None and base.low == base.high:
        return hull(base.low**power)
    if exponent.low < 0:
        return None
    top = max(Fraction(1), base.magnitude) ** math.ceil(exponent.high)
    return Interval(Fraction(0) if base.low >= 0 else -top, top)


def _repeated(function: str, size: int, body: Interval, node: ast.expr) -> Interval:
    """The bound of a sum or product of at most ``size`` terms within ``body``."""
    if function == "sum":
        return hull(0, size * body.low, size * body.high)
    if body.magnitude > 1 and size * body.bits > MAX_BITS:
        _reject(f"a product of at most {MAX_BITS} bits", node)
    top = max(Fraction(1), body.magnitude) ** size
    return Interval(Fraction(0) if body.low >= 0 else -top, top)


def _bound_call(function: str, values: list[Interval]) -> Interval | None:
    """The bound of a function that can make large numbers of small ones; ``None`` for all others."""
    first = values[0]
    if function == "abs":
        return first if first.low >= 0 else Interval(Fraction(0), first.magnitude)
    if function == "sqrt" and first.low >= 0:
        return hull(math.isqrt(math.floor(first.low)), math.isqrt(math.ceil(first.high)) + 1)
    if function in {"factorial", "gamma"} and first.low >= (function == "gamma"):
        top = math.factorial(math.ceil(first.high) - (function == "gamma"))
        return hull(top) if first.integer is not None else Interval(Fraction(0), Fraction(max(top, 1)))
    if function == "binomial" and first.low >= 0:
        return Interval(Fraction(0), Fraction(2) ** math.ceil(first.high))
    return None
