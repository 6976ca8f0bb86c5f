"""Budgets: numbers and expansions too large to be built are found from bounds, before anything is built.

Constant parts are bounded by intervals of rationals, defined names by what is known of their definitions. Parts with declared names have
no bound here: :mod:`derivations.language.value_budget` asks again when the values are known.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn, cast

from derivations.language.bounds import (
    MAX_BITS,
    Interval,
    argument_problem,
    call_bound,
    hull,
    point,
    power_bound,
    power_problem,
    product,
)
from derivations.language.parts import parts
from derivations.language.tokens import fail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Extent", "argument_problem", "check_budget", "hull", "power_problem"]

MAX_RANGE = 64
MAX_EXPANSION = 65_536
MAX_WRITTEN_OUT = 262_144  # with every definition written out where its name stands
MAX_WRITTEN_DEPTH = 240

_SMALLER = "Use smaller numbers, or a declared name."


@dataclass(frozen=True)
class Extent:
    """What is known of an expression without building it: the bound of its value, if it is a constant, its parts and its depth."""

    bound: Interval | None = None
    parts: int = 1
    depth: int = 1


def check_budget(tree: ast.expr, defined: Mapping[str, Extent] | None = None) -> Extent:
    """Refuse an expression whose constants or expansions are too large; ``defined`` tells of the names that `define` gives values.

    Raises:
        SyntaxProblem: with the offset of the part that is too large.

    >>> import ast
    >>> check_budget(ast.parse("2*a", mode="eval").body, {"a": Extent(hull(3), parts=5, depth=2)})
    Extent(bound=Interval(low=Fraction(6, 1), high=Fraction(6, 1)), parts=7, depth=3)
    """
    walk = _Bounds(defined or {})
    bound = walk.visit(tree, {})
    return Extent(bound, walk.total + walk.inlined, walk.deepest)


Loops = dict[str, Interval | None]


@dataclass
class _Bounds:
    """Bounds every constant part.

    ``repeat`` is how often the part at hand is built, ``total`` how many parts are built in all, ``inlined`` how many more definitions
    bring, ``level`` how deep the part at hand stands and ``deepest`` how deep any does, definitions written out.
    """

    defined: Mapping[str, Extent]
    repeat: int = 1
    total: int = field(default=0)
    inlined: int = 0
    level: int = 0
    deepest: int = 1

    def visit(self, node: ast.expr, loops: Loops) -> Interval | None:
        """The bound of a node, or ``None`` if it has no known one."""
        self.total += self.repeat
        if self.total > MAX_EXPANSION:
            _reject(f"sums and lists of at most {MAX_EXPANSION} parts in all", node)
        self.level += 1
        self.deepest = max(self.deepest, self.level)
        value = _VISITORS.get(type(node), _Bounds.inside)(self, node, loops)
        self.level -= 1
        if value is not None and value.bits > MAX_BITS:
            _reject(f"numbers of at most {MAX_BITS} bits", node)
        return value

    def inside(self, node: ast.expr, loops: Loops) -> Interval | None:
        """Visit the parts of a node without a bound of its own: a relation, a list, an index."""
        for part in parts(node):
            self.visit(cast("ast.expr", part), loops)
        return None

    def constant(self, node: ast.Constant, _: Loops) -> Interval:
        """The bound of a literal."""
        return point(cast("Fraction", node.value))  # the parser put an int or a Fraction there

    def unary(self, node: ast.UnaryOp, loops: Loops) -> Interval | None:
        """The bound of a negative."""
        inner = self.visit(node.operand, loops)
        return inner and Interval(-inner.high, -inner.low)

    def binary(self, node: ast.BinOp, loops: Loops) -> Interval | None:
        """The bound of an operation, if the right side has one: without it nothing is known, and nothing refused."""
        left = self.visit(node.left, loops)
        right = self.visit(node.right, loops)
        return None if right is None else _combine(node, left, right)

    def choice(self, node: ast.IfExp, loops: Loops) -> Interval | None:
        """The bound of both branches."""
        self.visit(node.test, loops)
        body, other = self.visit(node.body, loops), self.visit(node.orelse, loops)
        return hull(body.low, other.low, body.high, other.high) if body and other else None

    def entries(self, node: ast.ListComp | ast.GeneratorExp, loops: Loops) -> None:
        """The entries of a list, which has no bound itself."""
        self.loop(node, loops)

    def name(self, node: ast.Name, loops: Loops) -> Interval | None:
        """The bound of a loop's name, of a defined name, whose definition is built wherever it stands, or of the constant pi."""
        if node.id in loops:
            return loops[node.id]
        if node.id not in self.defined:
            return Interval(Fraction(3), Fraction(4)) if node.id == "pi" else None
        known = self.defined[node.id]
        self.inlined += self.repeat * (known.parts - 1)
        self.deepest = max(self.deepest, self.level + known.depth - 1)
        if self.inlined > MAX_WRITTEN_OUT:
            _unwritten(f"at most {MAX_WRITTEN_OUT} parts", node)
        if self.deepest > MAX_WRITTEN_DEPTH:
            _unwritten(f"at most {MAX_WRITTEN_DEPTH} nested parts", node)
        return known.bound

    def loop(self, node: ast.ListComp | ast.GeneratorExp, loops: Loops) -> tuple[int, Interval | None]:
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

    def call(self, node: ast.Call, loops: Loops) -> Interval | None:
        """The bound of a sum or product written out, or of a function."""
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function in {"sum", "prod"} and len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp):
            size, body = self.loop(node.args[0], loops)
            return body and _repeated(function, size, body, node)
        values = [self.visit(argument, loops) for argument in [*node.args, *(keyword.value for keyword in node.keywords)]]
        known = [value for value in values if value is not None]
        if not known:
            return None
        for position, value in enumerate(values):
            problem = argument_problem(function, position, value) if value else None
            if problem:
                _reject(problem, node)
        return call_bound(function, known) if len(known) == len(values) else None


_VISITORS: dict[type[ast.expr], Callable[[_Bounds, Any, Loops], Interval | None]] = {
    ast.Name: _Bounds.name,
    ast.Constant: _Bounds.constant,
    ast.BinOp: _Bounds.binary,
    ast.UnaryOp: _Bounds.unary,
    ast.Call: _Bounds.call,
    ast.IfExp: _Bounds.choice,
    ast.ListComp: _Bounds.entries,
    ast.GeneratorExp: _Bounds.entries,
}


def _reject(expected: str, node: ast.expr) -> NoReturn:
    fail(expected, "more", _SMALLER, node.col_offset)


def _unwritten(expected: str, node: ast.Name) -> NoReturn:
    advice = f"Let {node.id!r} stand for less, or declare a name for a part of it."
    fail(f"{expected} once the definitions are written out", "more", advice, node.col_offset)


def _combine(node: ast.BinOp, left: Interval | None, right: Interval) -> Interval | None:
    """The bound of a sum, product, quotient or power."""
    if isinstance(node.op, ast.Div) and right.low == right.high == 0:
        fail("a divisor that is not zero", "0", "Mend the divisor.", node.right.col_offset)
    if isinstance(node.op, ast.Pow):
        problem = power_problem(left, right)
        if problem:
            _reject(problem, node.right)
    if left is None:
        return None
    match node.op:
        case ast.Add():
            return Interval(left.low + right.low, left.high + right.high)
        case ast.Sub():
            return Interval(left.low - right.high, left.high - right.low)
        case ast.Mult():
            return product(left, right)
        case ast.Div():
            return None if right.low <= 0 <= right.high else product(left, hull(1 / right.low, 1 / right.high))
        case ast.Pow():
            return power_bound(left, right)
    return None


def _repeated(function: str, size: int, body: Interval, node: ast.expr) -> Interval:
    """The bound of a sum or product of at most ``size`` terms within ``body``."""
    if function == "sum":
        return hull(0, size * body.low, size * body.high)
    if body.magnitude > 1 and size * body.bits > MAX_BITS:
        _reject(f"a product of at most {MAX_BITS} bits", node)
    top = max(Fraction(1), body.magnitude) ** size
    return Interval(Fraction(0) if body.low >= 0 else -top, top)
