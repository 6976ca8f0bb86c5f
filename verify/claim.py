"""Claims, remarks and families as a document states them: plain text, nothing evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from verify.markup.block import Block

if TYPE_CHECKING:
    from collections.abc import Mapping

Index = int | str | tuple[int | str, ...] | None

_KEYS = {"statement": "claim", "attempts": "try"}  # fields whose name differs from their key in the document


@dataclass(frozen=True)
class Located:
    """Something a document states, with the block that states it; ``line`` is that of the opening fence or of the table's header."""

    line: int
    block: Block = field(repr=False)

    @property
    def toml(self) -> str:
        """The text of the block."""
        return self.block.text

    def locate(self, key: str, index: Index = None, offset: int = 0) -> tuple[int, int]:
        """Line and column in the file, from 1, of character ``offset`` of the string at ``key``.

        ``index`` is the position in an array, the name in a table, or both: ``locate("define", 1, 4)``, ``locate("let", "x")``,
        ``locate("try", (0, "x"), 2)``. A key that is absent gives the place of the nearest thing that is there.
        """
        inner = () if index is None else index if isinstance(index, tuple) else (index,)
        return self.block.locate((_KEYS.get(key, key), *inner), offset)


@dataclass(frozen=True)
class FamilyBlock(Located):
    """A family of distributions that the document defines: the text of its density and of what goes with it."""

    name: str = ""
    variable: str = ""
    support: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    log_density: str = ""
    given: tuple[str, ...] = ()
    sufficient: tuple[str, ...] = ()
    natural: tuple[str, ...] = ()

    def payload(self) -> dict[str, Any]:
        """Plain JSON."""
        return _payload(self)

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> FamilyBlock:
        """The family that :meth:`payload` wrote."""
        return cls(**_arguments(payload))


@dataclass(frozen=True)
class Remark(Located):
    """A statement that is opinion, history or definition: listed, never counted as checked."""

    id: str = ""
    section: str = ""
    source: str = ""
    quote: str = ""
    note: str = ""


@dataclass(frozen=True)
class Claim(Located):
    """One claim: its statement (or the name of its experiment), what it declares and assumes, and what is expected of it.

    ``context`` maps the names declared above the claim to the texts of their types, ``let`` those declared by the claim itself, which win;
    ``define`` holds texts ``name = expression``; ``attempts`` (the key ``try``) maps names to expressions; ``families`` are those above.
    """

    id: str = ""
    section: str = ""
    statement: str = ""
    experiment: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    let: Mapping[str, str] = field(default_factory=dict)
    define: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    expect: str = "true"
    fault: str = ""
    attempts: tuple[Mapping[str, str], ...] = ()
    corrects: str = ""
    source: str = ""
    quote: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    drop: tuple[int, ...] = ()
    families: tuple[FamilyBlock, ...] = ()

    def payload(self) -> dict[str, Any]:
        """Plain JSON from which :meth:`from_payload` makes an equal claim, in another process."""
        return {**_payload(self), "toml": self.toml, "families": [family.payload() for family in self.families]}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Claim:
        """The claim that :meth:`payload` wrote."""
        arguments = _arguments({key: value for key, value in payload.items() if key != "toml"})
        arguments["families"] = tuple(FamilyBlock.from_payload(family) for family in payload["families"])
        return cls(**arguments)


def _payload(record: Located) -> dict[str, Any]:
    """The fields of a record, tuples as lists, the block as its own payload."""
    fields = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(record).items()}
    return {**fields, "block": record.block.payload()}


def _arguments(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a record from its payload."""
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in payload.items()}
    return {**fields, "block": Block.from_payload(payload["block"])}
