"""What a library declares to be audited: which of its constructors stands for which family, and how it names the quantities."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from verify.audits.cases import Case

Exact = tuple[Fraction | int, ...]


@dataclass(frozen=True)
class Argument:
    """An argument: its keyword and its domain, which is real, positive, unit, count, log (of a positive number) or share (of a whole)."""

    name: str
    kind: str = "positive"


@dataclass(frozen=True)
class Peer:
    """A constructor of a library that gives laws of a family.

    ``exact`` maps exact values of the arguments to those of the family's own parameters, in order; ``fixed`` are keywords that are always
    given; ``omits`` are quantities that the library does not claim to have, or defines in another way, and ``support`` where it takes
    values modulo a period.
    """

    family: str
    function: str
    arguments: tuple[Argument, ...]
    exact: Callable[..., Exact] = lambda *values: values
    fixed: Mapping[str, Any] = field(default_factory=dict)
    omits: frozenset[str] = frozenset()

    def keywords(self, values: tuple[float, ...]) -> dict[str, Any]:
        """The arguments of the call."""
        given = {argument.name: value for argument, value in zip(self.arguments, values, strict=True)}
        return {**given, **self.fixed}


def _of_peers(*_: Any) -> Any:
    """What a library without peers is never asked for."""
    raise NotImplementedError


@dataclass(frozen=True)
class Library:
    """A library: how it is imported, its peers, and how each quantity is computed and written.

    ``load`` imports it and returns what ``build`` makes laws with; ``compute[quantity](law, *rest)`` gives a float, where rest is a value
    for ``log_density`` and a second law for ``kl``; ``write`` gives the three lines that show one value. What is no constructor of laws
    gives ``cases``: each subject is called with what ``load`` returned.
    """

    name: str
    distribution: str
    load: Callable[[], Any]
    build: Callable[[Any, Peer, Mapping[str, Any]], Any] = _of_peers
    compute: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    write: Callable[[Peer, str, tuple[Mapping[str, Any], ...], float | None], str] = _of_peers
    peers: tuple[Peer, ...] = ()
    cases: tuple[Callable[[Any], Iterable[Case]], ...] = ()

    def __len__(self) -> int:
        """How many subjects an audit looks at."""
        return len(self.peers) + len(self.cases)


def real(name: str) -> Argument:
    """An argument that may be any number."""
    return Argument(name, "real")


def positive(name: str) -> Argument:
    """A positive argument."""
    return Argument(name)


def unit(name: str) -> Argument:
    """A probability."""
    return Argument(name, "unit")


def log(name: str) -> Argument:
    """The logarithm of a positive number."""
    return Argument(name, "log")


def share(name: str) -> Argument:
    """A part of a whole: two or three of them leave something."""
    return Argument(name, "share")


def count(name: str) -> Argument:
    """A number of trials."""
    return Argument(name, "count")


def called(function: str, keywords: Mapping[str, Any]) -> str:
    """A constructor call as source text."""
    return f"{function}({', '.join(f'{name}={value!r}' for name, value in keywords.items())})"
