"""The registry of words: every function of the claim language with the roles of its arguments, its kind and its meaning."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import derivations
from derivations.language.guard import guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from derivations.language.kinds import Kind

CONSTANTS = frozenset({"pi", "oo"})
SYNTAX = frozenset({"sum", "prod", "range"})


@dataclass(frozen=True)
class Word:
    """One function of the claim language.

    ``roles`` says what each argument is; a ``?`` marks it optional:
    ``value`` (an expression), ``law`` (a law), ``variables`` (a declared variable or a list of them), ``bound`` (a name that the word
    binds), ``dimension`` (an integer or the name of a dimension), ``count`` (a literal integer >= 0), ``family`` (the name of a family).
    ``kind`` maps the kinds of the ``value``, ``law`` and ``variables`` arguments (other roles arrive as themselves) to the kind of the
    result; ``evaluate`` maps values to a value.
    """

    name: str
    roles: tuple[str, ...]
    kind: Callable[..., Kind]
    evaluate: Callable[..., Any]

    @property
    def least(self) -> int:
        """The number of arguments that must be given."""
        return sum(not role.endswith("?") for role in self.roles)


_words: dict[str, Word] = {}


def word(name: str, *roles: str, kind: Callable[..., Kind]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function as the meaning of ``name``; a name that is taken is an error."""

    def register(evaluate: Callable[..., Any]) -> Callable[..., Any]:
        if name in _words and _words[name].evaluate.__module__ != evaluate.__module__:
            owner = _words[name].evaluate.__module__
            message = f"Registering the word {name!r}: expected a new name, got one that {owner} defines. Choose another."
            raise ValueError(message)
        _words[name] = Word(name, roles, kind, guarded(name, evaluate))
        return evaluate

    return register


@cache
def vocabulary() -> Mapping[str, Word]:
    """All words: those of ``language/words`` and those that a derived object's own module registers."""
    from derivations.language import words  # noqa: PLC0415 - the words import this module

    for package in (words, derivations):
        for module in pkgutil.iter_modules(package.__path__):
            if not module.ispkg:
                importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_words.items()))


@cache
def reserved_names() -> frozenset[str]:
    """Every name a document may not declare: words, built-in families, constants and syntax."""
    from derivations.families import built_in  # noqa: PLC0415 - families import the language

    return frozenset(vocabulary()) | frozenset(built_in()) | CONSTANTS | SYNTAX
