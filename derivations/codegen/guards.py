"""Where digits may be lost: marks of sums that came out small, and the reasons for which some sums need none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.explained import explaining
from derivations.codegen.explained_forms import Place, is_explained
from derivations.codegen.program import Literal, Operand, Program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HALF = 0.5  # the share of its parts below which a sum has lost digits
OWN = sp.Rational(1, 2)  # the least power of an own argument in a term
PAIR = 2
SYMBOLS_OF_A_DIFFERENCE = 2


class Guards:
    """Collects, for every expression that is lowered, the marks of lost digits in it.

    The rounding errors of a sum do no harm where a change of one argument by a few units in its last place would explain them: the argument
    stands in one large term, as a factor, and nowhere else in the result. Such a sum is as accurate as the problem is well conditioned.
    """

    def __init__(
        self,
        program: Program,
        entries: Sequence[sp.Expr],
        definitions: Mapping[sp.Symbol, sp.Expr],
        real: frozenset[sp.Symbol],
        share: float = HALF,
    ) -> None:
        """``entries``: the whole results; ``definitions``: of their symbols; ``real``: the arguments that are no whole numbers."""
        self.program = program
        self.share = share
        self.marked: set[int] = set()
        self.entries = tuple(dict.fromkeys(entries))
        self.definitions = definitions
        self.real = real
        self._open: list[set[int]] = [set()]
        self._marks: dict[sp.Expr, frozenset[int]] = {}

    def enter(self) -> None:
        """Begin the lowering of an expression."""
        self._open.append(set())

    def leave(self, expression: sp.Expr) -> None:
        """End it."""
        self._marks[expression] = frozenset(self._open.pop())

    def rename(self, expression: sp.Expr, symbol: sp.Symbol) -> None:
        """Let the marks of an expression be those of the symbol that stands for it."""
        self._marks[symbol] = self._marks.get(expression, frozenset())

    def recall(self, expression: sp.Expr) -> None:
        """Count the marks of an expression that is used."""
        self._open[-1] |= self._marks.get(expression, frozenset())

    def drop(self) -> None:
        """Forget what was counted since the last beginning."""
        self._open.pop()

    def branch(self, expression: sp.Expr, chosen: Operand | None) -> None:
        """Count the marks of an expression that was just recalled only where a condition holds; ``None``: everywhere."""
        own = self._marks.get(expression, frozenset())
        if chosen is not None and own:
            self._open[-1].add(self.program.emit("both", self._any(own), chosen))
        else:
            self._open[-1] |= own

    def mark(self, result: Operand, sizes: list[Operand], own: list[Operand]) -> None:
        """Mark the elements in which a result is below a share of its largest part, unless the largest ``own`` part is not."""
        emit = self.program.emit
        least = self._part(self._largest(sizes))
        lost = emit("less", emit("absolute", result), least)
        if own:
            lost = emit("both", lost, emit("less", self._largest(own), least))
        self.marked |= {result} if isinstance(result, int) else set()
        self._open[-1].add(lost)

    def note(self, lost: Operand) -> None:
        """Mark the elements in which a truth holds."""
        self._open[-1] |= {lost} if isinstance(lost, int) else set()

    def forgive(self, call: sp.log, others: Sequence[sp.Expr]) -> bool:
        """Take back the mark of a logarithm near zero that is a part of a sum beside ``others``, unless it stands in these, too.

        It is off by as much as its argument is of itself: by a part of a number of size one, which counts as a part of the sum instead.
        """
        own = self._marks.get(call, frozenset()) - self._marks.get(call.args[0], frozenset())
        beside = frozenset[int]().union(*(self._marks.get(side, frozenset()) for other in others for side in (other, -other)))
        if not own or own & beside:
            return False
        self._open[-1] -= own
        return True

    def doubt(self) -> int | None:
        """Where any of the results so far has lost digits."""
        return self._any(frozenset(self._open[0])) if self._open[0] else None

    def size(self, value: Operand) -> Operand:
        """The absolute value of a part."""
        return Literal(abs(value.value)) if isinstance(value, Literal) else self.program.emit("absolute", value)

    def owned(self, whole: sp.Expr, terms: list[sp.Expr]) -> Iterator[tuple[int, sp.Expr]]:
        """The places of terms that have an argument of their own, with its weight: one for a factor, c x for exp(c x)."""
        elsewhere = self._elsewhere(whole)
        if elsewhere is None:
            return
        for place, term in enumerate(terms):
            others = self._reach(frozenset().union(*(other.free_symbols for other in terms[:place] + terms[place + 1 :]))) | elsewhere
            for symbol in sorted(term.free_symbols, key=str):
                if self._is_argument(symbol) and not self._reach(frozenset({symbol})) & others:
                    weight = self._weight(term, symbol)
                    if weight is not None:
                        yield place, weight
                        break

    def explained(self, whole: sp.Expr) -> bool:
        """Whether known arguments explain what a sum loses: one in several terms and nowhere else, or all of them in a known form."""
        symbol = explaining(whole)
        if symbol in self.real:
            elsewhere = self._elsewhere(whole)
            return elsewhere is not None and symbol not in elsewhere
        places = [Place(entry, whole, self.definitions, self._is_argument) for entry in self.entries if entry.has(whole)]
        return bool(places) and all(map(is_explained, places))

    def moving(self, whole: sp.Expr) -> list[sp.Expr]:
        """Two parts that add up to what an argument in both terms makes of its own relative change."""
        elsewhere = self._elsewhere(whole)
        if len(whole.args) != PAIR or elsewhere is None:
            return []
        for symbol in sorted(frozenset.intersection(self.real, *(term.free_symbols for term in whole.args)) - elsewhere, key=str):
            weights = [self._weight(term, symbol) for term in whole.args]
            if None not in weights:
                return [weight * term for weight, term in zip(weights, whole.args, strict=True)]
        return []

    def _elsewhere(self, whole: sp.Expr) -> frozenset[sp.Symbol] | None:
        """The symbols of the results that contain the sum, outside of it; ``None`` where none contains it as it stands."""
        mark = sp.Dummy()
        symbols: frozenset[sp.Symbol] | None = None
        for entry in self.entries:
            rest = entry.xreplace({whole: mark, -whole: -mark})
            if rest.has(mark):
                symbols = (symbols or frozenset()) | self._reach(_beside(rest, mark))
        return symbols

    def _reach(self, symbols: frozenset[sp.Symbol]) -> frozenset[sp.Symbol]:
        """The symbols with all those by which they are defined."""
        found = set(symbols)
        waiting = list(symbols)
        while waiting:
            for symbol in self.definitions.get(waiting.pop(), sp.S.Zero).free_symbols - found:
                found.add(symbol)
                waiting.append(symbol)
        return frozenset(found)

    def _is_argument(self, symbol: sp.Symbol) -> bool:
        """Whether it is an argument or the difference of two: a small change of it is one of the argument."""
        if symbol in self.real:
            return True
        definition = self.definitions.get(symbol, sp.S.Zero)
        parts = definition.free_symbols
        return len(parts) == SYMBOLS_OF_A_DIFFERENCE and parts <= self.real and {definition.coeff(part) for part in parts} == {1, -1}

    def _weight(self, term: sp.Expr, symbol: sp.Symbol) -> sp.Expr | None:
        """One for a factor, c x for exp(c x); ``None`` for any other dependence."""
        mine, _ = term.as_independent(symbol, as_Add=False)[::-1]
        base, power = mine.as_base_exp() if not isinstance(mine, sp.exp) else (mine, sp.S.One)
        if base == symbol and power.is_Rational and abs(power) >= OWN:
            return sp.S.One
        if isinstance(mine, sp.exp):
            slope = mine.args[0].diff(symbol)
            return slope * symbol if slope.is_number else None
        return None

    def _largest(self, sizes: list[Operand]) -> Operand:
        numbers = [size.value for size in sizes if isinstance(size, Literal)]
        rest = list(dict.fromkeys(size for size in sizes if not isinstance(size, Literal)))
        largest: Operand = rest[0] if rest else Literal(max(numbers))
        for size in rest[1:]:
            largest = self.program.emit("maximum", largest, size)
        return self.program.emit("maximum", largest, Literal(max(numbers))) if rest and numbers else largest

    def _part(self, value: Operand) -> Operand:
        share = self.share
        return Literal(value.value * share) if isinstance(value, Literal) else self.program.emit("multiply", value, Literal(share))

    def _any(self, marks: frozenset[int]) -> int:
        first, *others = sorted(marks)
        for mark in others:
            first = self.program.emit("either", first, mark)
        return first


def _beside(expression: sp.Expr, mark: sp.Symbol) -> frozenset[sp.Symbol]:
    """The symbols that stand beside a mark; branches without it are never chosen together with those that have it.

    Beside a mark in a condition stand all branches: whichever is chosen, an argument that is moved to excuse the condition moves it too.
    """
    if not expression.has(mark):
        return frozenset(expression.free_symbols)
    if isinstance(expression, sp.Piecewise):
        decides = any(condition.has(mark) for _, condition in expression.args)
        branches = [_beside(value, mark) for value, _ in expression.args if decides or value.has(mark)]
        conditions = [_beside(condition, mark) for _, condition in expression.args]
        return frozenset().union(*branches, *conditions) - {mark}
    return frozenset().union(*(_beside(part, mark) for part in expression.args)) - {mark}
