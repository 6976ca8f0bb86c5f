"""What the words of the claim language mean for indexed values: the modules of ``derivations/indexed/words`` register it here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError
from derivations.generic_law import GenericLaw
from derivations.indexed.law import IndexedLaw
from derivations.indexed.lifting import lift
from derivations.indexed.tensor import IndexedTensor
from derivations.language.tensor import Tensor
from derivations.law import Law
from derivations.matrix_calculus.law import MatrixLaw
from derivations.star_algebra.element import Element

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_meanings: dict[str, Callable[..., Any]] = {}

PREDICATES = frozenset({"symmetric", "psd", "pd", "proportional", "positively_proportional"})
ELEMENTS_HAVE_IT = frozenset({"dot", "outer", "trace", "norm2", "E"})  # words that the free *-algebra knows itself


def meaning(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function as the meaning of a word for indexed values; a name that is taken is an error."""

    def register(evaluate: Callable[..., Any]) -> Callable[..., Any]:
        if name in _meanings and _meanings[name].__module__ != evaluate.__module__:
            message = f"Registering the word {name!r}: expected a new name, got one that {_meanings[name].__module__} defines."
            raise ValueError(message)
        _meanings[name] = evaluate
        return evaluate

    return register


@cache
def meanings() -> Mapping[str, Callable[..., Any]]:
    """The words that have a meaning by indices."""
    words = importlib.import_module("derivations.indexed.words")
    for module in pkgutil.iter_modules(words.__path__):
        importlib.import_module(f"{words.__name__}.{module.name}")
    return dict(sorted(_meanings.items()))


@cache
def elementary() -> frozenset[str]:
    """The words for functions of numbers, which any number may be given to."""
    from derivations.language.vocabulary import vocabulary  # noqa: PLC0415 - the vocabulary imports the words, which import this module

    return frozenset(name for name, word in vocabulary().items() if word.evaluate.__module__ == "derivations.language.words.elementary")


def is_indexed(name: str, arguments: Sequence[Any]) -> bool:
    """Whether a word is about values of every size: an argument is one, or an element meets a word that the *-algebra lacks."""
    if any(isinstance(argument, IndexedTensor | IndexedLaw | MatrixLaw) for argument in arguments):
        return True
    has_elements = any(isinstance(argument, Element) for argument in arguments)
    return has_elements and (name in elementary() or (name in meanings() and name not in ELEMENTS_HAVE_IT))


def evaluate_word(word: Any, arguments: Sequence[Any]) -> Any:
    """The value of a word with an indexed argument.

    Raises:
        DerivationError: indices have no rule for the word.
    """
    if any(isinstance(argument, MatrixLaw) for argument in arguments):
        return _of_matrix_law(word.name, arguments)
    if word.name in meanings() and not any(isinstance(argument, Law | GenericLaw) for argument in arguments):
        return meanings()[word.name](*arguments)
    if word.name in PREDICATES:
        return word.evaluate(*arguments)
    if word.name not in elementary():
        message = f"Evaluating {word.name}(...): expected explicit dimensions, got named ones. Indices have no rule for this word."
        raise DerivationError(message)
    return lift(word.evaluate(*(Tensor.scalar(lift(argument).item) for argument in arguments)))


def _of_matrix_law(name: str, arguments: Sequence[Any]) -> Any:
    from derivations.matrix_calculus.words import MEANINGS  # noqa: PLC0415 - a law of matrices has been built already

    if name not in MEANINGS:
        message = f"Evaluating {name}(...): expected explicit dimensions, got a law of every dimension. There is no rule for this word."
        raise DerivationError(message)
    return MEANINGS[name](*arguments)
