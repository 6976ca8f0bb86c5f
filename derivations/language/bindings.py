"""Words that give a name another meaning inside an expression, and what its side conditions mean outside of it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import collecting, require
from derivations.errors import DerivationError
from derivations.indexed.registry import evaluate_word, is_indexed
from derivations.language.guard import guarded
from derivations.language.tensor import Tensor
from derivations.language.whole_numbers import require_continuous
from derivations.limits.nearby import holds_nearby
from derivations.support import Interval
from derivations.throughout import moved, require_throughout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from derivations.conditions import Requirement
    from derivations.language.scope import Scope
    from derivations.language.vocabulary import Word
    from derivations.support import Support


PLACES = {"taylor": (2,), "geodesic_distance": (2, 3), "geodesic": (2, 3)}  # the arguments that are values of the variables


class Bindings:
    """The part of an elaborator that reads means, integrals and substitutions."""

    value: Any
    _argument: Any
    _bind: Any

    def _binding(self, word: Word, arguments: Sequence[tuple[ast.expr, str]], scope: Scope) -> Any:
        """Evaluate a word that binds a name: what must hold inside must hold for every bound value, and says nothing of a free variable."""
        name = next(node.id for node, role in arguments if role == "bound")  # type: ignore[attr-defined]  # the kind checker guarantees a name
        outside = [self._argument(node, role, scope) for node, role in arguments if role not in ("value", "bound")]
        bound, support = _bound(name, outside)
        inner, rest = self._bind(scope, name, bound), iter(outside)
        with collecting() as conditions:
            values = [self.value(node, inner) if role == "value" else bound if role == "bound" else next(rest) for node, role in arguments]
            result = meaning(word, values)
        require_throughout(conditions, getattr(bound, "entries", ()), support)
        return result

    def variables(self, node: ast.expr, scope: Scope) -> Any:
        """What one differentiates by or substitutes for; vectors in a list stand one after the other."""
        if not isinstance(node, ast.List):
            return self.value(node, scope)
        entries = [entry for element in node.elts for entry in self.value(element, scope).entries]
        return Tensor((len(entries),), tuple(entries))

    def _substitution(self, word: Word, node: ast.Call, scope: Scope) -> Any:
        """Evaluate an expression elsewhere: what must hold there must hold, and what was assumed of the variables that are replaced."""
        variables, at = self.variables(node.args[1], scope), self.value(node.args[2], scope)
        require_continuous(word.name, word.roles, [None, variables, at])
        with collecting() as conditions:
            value = self.value(node.args[0], scope)
        _require_there(conditions, variables, at)
        return meaning(word, [value, variables, at])

    def _limit(self, word: Word, node: ast.Call, scope: Scope) -> Any:
        """Evaluate a limit: what must hold inside must hold around the point, which says nothing of a free variable of that name."""
        variable, at = self.variables(node.args[1], scope), self.value(node.args[2], scope)
        require_continuous(word.name, word.roles, [None, variable, at])
        with collecting() as conditions:
            value = self.value(node.args[0], scope)
        for requirement, subject in conditions:
            is_bound = isinstance(subject, sp.Expr) and variable.item in subject.free_symbols
            if not is_bound or not holds_nearby(requirement, subject, variable.item, at.item):
                require(requirement, subject)
        _require_there((), variable, at)  # of the point itself nothing is asked, but that it can be approached
        return meaning(word, [value, variable, at])

    def require_at_places(self, word: Word, node: ast.Call, values: Sequence[Any], scope: Scope) -> None:
        """Require of the points that a word is told, beside its variables, what is required and was assumed of the variables themselves."""
        if word.name not in PLACES:
            return
        with collecting() as conditions:
            self.value(node.args[0], scope)
        for place in PLACES[word.name]:
            _require_there(conditions, values[1], values[place])


def meaning(word: Word, arguments: Sequence[Any]) -> Any:
    """The value of a word, by indices where an argument asks for it."""
    if is_indexed(word.name, arguments):
        return guarded(word.name, lambda *values: evaluate_word(word, list(values)))(*arguments)
    return word.evaluate(*arguments)


def _bound(name: str, outside: Sequence[Any]) -> tuple[Any, Support | None]:
    """The value of a bound name and the set it runs over: that of a law, or between two limits."""
    if len(outside) == 1:
        return outside[0].variable(name), getattr(outside[0], "support", None)
    low, high = outside
    support = Interval(low.item, high.item) if isinstance(low, Tensor) and isinstance(high, Tensor) else None
    return Tensor.scalar(sp.Symbol(name, real=True)), support


def _require_there(conditions: Sequence[tuple[Requirement, Any]], variables: Any, at: Any) -> None:
    """Require what is required of variables, and what their types say, of the values that take their places."""
    places = _places(variables, at) if isinstance(variables, Tensor) and isinstance(at, Tensor) else {}
    for requirement, subject in (*conditions, *_assumed(places)):
        there = moved(subject, places)
        if getattr(there, f"is_{requirement}", None) is not True and there != sp.oo:
            require(requirement, there)


def _places(variables: Tensor, at: Tensor) -> dict[sp.Symbol, sp.Expr]:
    """What takes the place of each symbol; one that stands for two entries of a symmetric matrix has one value.

    Raises:
        DerivationError: it would have two.
    """
    places: dict[sp.Symbol, sp.Expr] = {}
    for symbol, value in zip(variables.entries, at.entries, strict=True):
        known = places.setdefault(symbol, value)
        if known != value and sp.expand(known - value) != 0:  # the difference of two infinities is no number
            message = (
                f"Substituting: expected one value for {symbol}, got {places[symbol]} and {value}. Put a symmetric matrix in its place."
            )
            raise DerivationError(message)
    return places


def _assumed(places: Mapping[sp.Symbol, sp.Expr]) -> Iterator[tuple[Requirement, sp.Expr]]:
    """The signs that the types of symbols gave to an expression; at an end of a type the expression means its limit from inside."""
    for symbol in places:
        if symbol.is_nonpositive:
            yield "nonnegative", -symbol
        elif symbol.is_nonnegative:
            yield "nonnegative", symbol
