"""Complaints of libraries, said in the words of the claim language: what SymPy refuses to do is no derivation, and no accident."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError, FisherproofError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

LIBRARIES = ("sympy", "flint", "mpmath")
LONGEST = 120
NAMED = "Deriving {}(...): expected arguments of explicit dimensions, got a named one that no rule takes. Give its size as an integer."


def from_library(error: BaseException) -> bool:
    """Whether an exception was raised inside a library, not by code of our own."""
    return _innermost(error.__traceback__).partition(".")[0] in LIBRARIES


def complaint(what: str, error: BaseException) -> DerivationError:
    """The error that says what could not be done, and what the library said of it."""
    said = " ".join(str(error).split())[:LONGEST] or type(error).__name__
    message = f"{what}: expected an expression that the algebra system can treat, got its refusal: {said}. Write it in another way."
    return DerivationError(message)


def guarded(name: str, evaluate: Callable[..., Any]) -> Callable[..., Any]:
    """The meaning of a word, in which complaints of libraries are errors of the derivation; defects of our own stay what they are.

    A word that has no rule for a named dimension says so: which words have one is told by what they do with it.
    """

    @wraps(evaluate)
    def meaning(*arguments: Any) -> Any:
        try:
            return evaluate(*arguments)
        except (FisherproofError, MemoryError, RecursionError):
            raise
        except Exception as error:
            if from_library(error):
                raise complaint(f"Deriving {name}(...)", error) from error
            if any(map(_is_named, arguments)):
                raise DerivationError(NAMED.format(name)) from error
            raise

    return meaning


def _is_named(argument: Any) -> bool:
    """Whether a value has a named dimension."""
    return any(isinstance(size, str) for size in getattr(argument, "shape", ()))


def _innermost(traceback: TracebackType | None) -> str:
    """The module in which an exception began."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return str(traceback.tb_frame.f_globals.get("__name__", "")) if traceback is not None else ""
