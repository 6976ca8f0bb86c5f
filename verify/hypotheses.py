"""Hypotheses: equations that can be solved for a symbol or a letter are substituted, the rest restrict the domain."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.indexed.tensor import IndexedTensor
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.value_budget import require_substitution
from derivations.replacing import replaced
from derivations.star_algebra.element import Element
from derivations.star_algebra.substitution import substitute_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet


KEPT = 4096  # entries with everything solved: mutants of a statement share most of theirs


class Solution:
    """What the hypotheses say: ``symbols`` and ``letters`` to substitute, and the goals that remain."""

    def __init__(self) -> None:
        """Start with nothing solved."""
        self.symbols: dict[sp.Symbol, sp.Expr] = {}
        self.letters: dict[str, Element] = {}
        self.remaining: list[Goal] = []

    def apply(self, value: Any) -> Any:
        """A value with everything solved substituted."""
        if isinstance(value, Element):
            return self._apply_to_element(value)
        if isinstance(value, IndexedTensor) and self.symbols:
            return value.map(lambda body: body.subs(self.symbols, simultaneous=True))
        if isinstance(value, Tensor) and self.symbols:
            for entry in value.entries:
                require_substitution(entry, self.symbols)
            return value.map(self._apply_to_entry)
        return value

    def _apply_to_entry(self, entry: sp.Expr) -> sp.Expr:
        present = entry.free_symbols
        pairs = tuple((symbol, value) for symbol, value in self.symbols.items() if symbol in present)
        return _replaced(entry, pairs) if pairs else entry

    def _apply_to_element(self, value: Element) -> Element:
        """Letters first, since their values may hold solved numbers."""
        replaced = value.substitute(self.letters) if self.letters else value
        return substitute_numbers(replaced.recipe, self.symbols) if self.symbols else replaced

    def apply_to_goal(self, goal: Goal) -> Goal:
        """A goal with everything solved substituted."""
        return replace(goal, residual=self.apply(goal.residual), left=self.apply(goal.left), right=self.apply(goal.right))

    def add_symbol(self, symbol: sp.Symbol, value: sp.Expr) -> None:
        """Solve one more symbol and keep the earlier solutions free of it."""
        self.symbols = {key: replaced(old, {symbol: value}) for key, old in self.symbols.items()}
        self.symbols[symbol] = value
        self.letters = {key: substitute_numbers(old.recipe, {symbol: value}) for key, old in self.letters.items()}
        for kind, goal in _sign_conditions(symbol, value):
            self.remaining.append(Goal(kind, Tensor.scalar(goal)))

    def add_letter(self, name: str, value: Element) -> None:
        """Solve one more letter and keep the earlier solutions free of it."""
        self.letters = {key: old.substitute({name: value}) for key, old in self.letters.items()}
        self.letters[name] = value


@lru_cache(maxsize=KEPT)
def _replaced(entry: sp.Expr, pairs: tuple[tuple[sp.Symbol, sp.Expr], ...]) -> sp.Expr:
    return replaced(entry, dict(pairs))


def _sign_conditions(symbol: sp.Symbol, value: sp.Expr) -> list[tuple[Any, sp.Expr]]:
    """What the declared type of a solved symbol asks of its value."""
    if symbol.is_positive:
        return [("positive", value)]
    if symbol.is_negative:
        return [("positive", -value)]
    return [("nonnegative", value)] if symbol.is_nonnegative else []


def solve(hypotheses: Sequence[Goal], letters: AbstractSet[str]) -> Solution:
    """Solve the equations among the hypotheses; ``letters`` are the declared names with named dimensions."""
    solution = Solution()
    for goal in hypotheses:
        if goal.relation != "zero" or isinstance(goal.residual, IndexedTensor):
            solution.remaining.append(goal)
        elif isinstance(goal.residual, Element):
            _solve_element(solution, goal, letters)
        else:
            _solve_tensor(solution, goal)
    kept = [solution.apply_to_goal(goal) for goal in solution.remaining]
    solution.remaining = [goal for goal in kept if not _holds(goal)]
    return solution


def _holds(goal: Goal) -> bool:
    """Whether a hypothesis has become a plain truth about rational numbers."""
    if not isinstance(goal.residual, Tensor) or not all(entry.is_Rational for entry in goal.residual.entries):
        return False
    tests = {"zero": lambda x: x == 0, "positive": lambda x: x > 0, "nonnegative": lambda x: x >= 0}
    return goal.relation in tests and all(tests[goal.relation](entry) for entry in goal.residual.entries)


def _solve_tensor(solution: Solution, goal: Goal) -> None:
    for index, residual in enumerate(goal.residual.entries):
        left, right = goal.left.entries[index], goal.right.entries[index]
        pair = _isolated(solution.apply(Tensor.vector([left, right])), solution.apply(Tensor.scalar(residual)).item)
        if pair is None:
            solution.remaining.append(Goal("zero", Tensor.scalar(residual), Tensor.scalar(left), Tensor.scalar(right)))
        else:
            solution.add_symbol(*pair)


def _isolated(sides: Tensor, residual: sp.Expr) -> tuple[sp.Symbol, sp.Expr] | None:
    """A symbol with its value: one that stands alone on a side, else one that occurs linearly with a rational coefficient."""
    left, right = sides.entries
    for alone, other in ((left, right), (right, left)):
        if alone.is_Symbol and alone not in other.free_symbols:
            return alone, other
    expanded = sp.expand(residual)
    for symbol in sorted(expanded.free_symbols, key=str, reverse=True):
        coefficient = expanded.coeff(symbol, 1)
        rest = sp.expand(expanded - coefficient * symbol)
        if coefficient.is_Rational and coefficient != 0 and symbol not in rest.free_symbols:
            return symbol, -rest / coefficient
    return None


def _solve_element(solution: Solution, goal: Goal, letters: AbstractSet[str]) -> None:
    sides = (solution.apply(goal.left), solution.apply(goal.right))  # a letter that is solved already must not be solved again
    for alone, value in (sides, sides[::-1]):
        name = alone.single_letter() if isinstance(alone, Element) else None
        if name is not None and name in letters and isinstance(value, Element) and name not in value.letter_names():
            solution.add_letter(name, value)
            return
    solution.remaining.append(goal)
