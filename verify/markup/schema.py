"""The keys of the blocks of a claim document: which there are, which must be there, and the kind of value of each."""

from __future__ import annotations

from dataclasses import dataclass

EXPECTATIONS = ("true", "false", "vacuous")
FAULTS = ("slip", "hypothesis", "wrong", "overclaim")


@dataclass(frozen=True)
class Key:
    """One key: ``shape`` of its value and ``content`` of the strings in it.

    ``shape``: ``string``, ``array`` (of strings), ``table`` (name to string), ``tables`` (an array of those), ``indices`` (an array of
    integers). ``content``: one of those that ``verify.markup.content`` checks, or the words allowed.
    """

    shape: str = "string"
    content: str | tuple[str, ...] = "text"
    required: bool = False


CLAIM = {
    "id": Key(content="id", required=True),
    "claim": Key(content="expression"),
    "experiment": Key(),
    "let": Key("table", "type"),
    "define": Key("array", "definition"),
    "given": Key("array", "expression"),
    "expect": Key(content=EXPECTATIONS),
    "fault": Key(content=FAULTS),
    "try": Key("tables", "expression"),
    "corrects": Key(content="id"),
    "source": Key(),
    "quote": Key(content="quote"),
    "note": Key(),
    "tags": Key("array"),
    "drop": Key("indices"),
}
REMARK = {"id": Key(content="id", required=True), "source": Key(), "quote": Key(content="quote"), "note": Key()}
FAMILY = {
    "name": Key(content="name", required=True),
    "variable": Key(content="name", required=True),
    "support": Key(content="support", required=True),
    "parameters": Key("table", "parameter", required=True),
    "log_density": Key(content="expression", required=True),
    "given": Key("array", "expression"),
    "sufficient": Key("array", "expression"),
    "natural": Key("array", "expression"),
}
DOCUMENT = ("title", "context", "claim", "remark", "family")
