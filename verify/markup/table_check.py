"""A table of a claim document against its schema: every fault is collected with its place, none is raised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from derivations.language.names import validate_name
from derivations.language.text_problem import TextProblem, did_you_mean, shorten
from verify.markup.content import CHECKS, split_definition
from verify.markup.document_problem import DocumentProblem
from verify.markup.toml_blocks import DecimalText, toml_type

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from verify.markup.block import Block
    from verify.markup.schema import Key
    from verify.markup.toml_positions import Path

_FORMS = {
    "string": "a string",
    "array": "an array of strings",
    "table": "a table of names and strings",
    "tables": "an array of tables",
    "indices": "an array of integers",
}


@dataclass
class TableCheck:
    """Checks one table of a block; ``problems`` grows, ``vocabulary`` holds the names that nothing may declare."""

    block: Block
    what: str
    claim_id: str
    path: str
    vocabulary: Collection[str]
    problems: list[DocumentProblem] = field(default_factory=list)

    def add(self, message: str, path: Path = (), offset: int = 0, *, key: bool = False) -> None:
        """Record a fault at a value, at a character of a string, or at a key."""
        line, column = self.block.locate(path, offset, key=key)
        self.problems.append(DocumentProblem(line, column, message, self.claim_id, self.path))

    def keys(self, table: Mapping[str, Any], schema: Mapping[str, Key]) -> None:
        """Check the keys of a table and the value of each."""
        for name, value in table.items():
            if name in schema:
                self.value(value, schema[name], (name,))
                continue
            known = f"Its keys are {', '.join(schema)}."
            cure = did_you_mean(name, schema).strip() or known
            self.add(f"Reading a {self.what}: expected a key it knows, got {shorten(name)}. {cure}", (name,), key=True)
        for name, form in schema.items():
            if form.required and name not in table:
                self.add(f"Reading a {self.what}: expected the key {name!r}, got none. Add it.")

    def value(self, value: Any, form: Key, path: Path) -> None:
        """Check the shape of a value, then its strings."""
        if form.shape == "string":
            self.string(value, form.content, path)
        elif form.shape == "table" and isinstance(value, dict):
            self.table(value, form.content, path)
        elif form.shape != "table" and isinstance(value, list):
            for index, entry in enumerate(value):
                self.entry(entry, form, (*path, index))
        else:
            self.wrong(value, _FORMS[form.shape], path)

    def entry(self, entry: Any, form: Key, path: Path) -> None:
        """Check one entry of an array."""
        if form.shape == "array":
            self.string(entry, form.content, path)
        elif form.shape == "indices":
            if not isinstance(entry, int) or isinstance(entry, bool):
                self.wrong(entry, "an integer", path)
        elif isinstance(entry, dict):
            self.table({name: number_text(value) for name, value in entry.items()}, form.content, path)
        else:
            self.wrong(entry, 'a table such as { x = "1" }', path)

    def table(self, table: Mapping[str, Any], content: str | tuple[str, ...], path: Path) -> None:
        """Check a table that maps names to strings."""
        for name, value in table.items():
            problem = validate_name(name, self.vocabulary)
            if problem:
                self.add(problem, (*path, name), key=True)
            self.string(value, content, (*path, name))

    def string(self, value: Any, content: str | tuple[str, ...], path: Path) -> None:
        """Check a string against what it is to hold."""
        if not isinstance(value, str) or isinstance(value, DecimalText):
            self.wrong(value, "a string", path)
        elif isinstance(content, tuple):
            if value not in content:
                cure = did_you_mean(value, content).strip() or "Write one of these."
                self.add(f"Reading {path[-1]!r}: expected one of {', '.join(content)}, got {shorten(value)}. {cure}", path)
        else:
            try:
                CHECKS[content](value, self.vocabulary)
            except TextProblem as fault:
                self.add(str(fault), path, fault.offset)

    def wrong(self, value: Any, form: str, path: Path) -> None:
        """Record a value of the wrong kind."""
        name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        cure = "Put it in quotes." if form == "a string" and not isinstance(value, list | dict) else f"Write {form}."
        self.add(f"Reading {name!r}: expected {form}, got {toml_type(value)}. {cure}", path)

    def claim(self, table: Mapping[str, Any]) -> None:
        """Check what the keys of a claim demand of each other."""
        present = [name for name in ("claim", "experiment") if name in table]
        if len(present) != 1:
            got = "both" if present else "neither"
            path, cure = (("experiment",), "Remove one.") if present else ((), "Add one.")
            self.add(f"Reading a claim: expected either `claim` or `experiment`, got {got}. {cure}", path, key=True)
        if present == ["experiment"]:
            self.experiment(table)
        if "fault" in table and table.get("expect", "true") in ("true", "vacuous"):
            got = "a claim that is not expected to be false"
            self.add(f"Reading 'fault': expected it beside expect = \"false\", got {got}. Remove one of the two.", ("fault",), key=True)
        self.definitions(table)
        given = table.get("given")
        count = len(given) if isinstance(given, list) else 0
        seen: set[int] = set()
        for position, index in enumerate(table["drop"] if isinstance(table.get("drop"), list) else []):
            if type(index) is int and (not 0 <= index < count or index in seen):
                form = f"different indices from 0 to {count - 1} into `given`" if count else "no index, as `given` is empty"
                self.add(f"Reading 'drop': expected {form}, got {str(index)[:20]}. Correct it.", ("drop", position))
            seen |= {index} if isinstance(index, int) else set()

    def experiment(self, table: Mapping[str, Any]) -> None:
        """Require a name, and nothing that only a statement can rest on: a hypothesis would be passed over in silence."""
        if isinstance(table["experiment"], str) and not table["experiment"].strip():
            self.add("Reading 'experiment': expected the name of a registered experiment, got an empty text. Write one.", ("experiment",))
        for key in ("let", "define", "given", "try", "drop"):
            if key in table:
                got = "an experiment, which takes no parameters and rests on no hypotheses"
                self.add(f"Reading {key!r}: expected it beside a statement, got {got}. Remove it.", (key,), key=True)

    def definitions(self, table: Mapping[str, Any]) -> None:
        """Require that a claim declares each name once."""
        let = table.get("let")
        taken = dict.fromkeys(let, "`let`") if isinstance(let, dict) else {}
        for position, text in enumerate(table["define"] if isinstance(table.get("define"), list) else []):
            try:
                name = split_definition(text)[0] if isinstance(text, str) else ""
            except TextProblem:
                continue  # recorded where the string was checked
            if name in taken:
                message = (
                    f"Reading a definition: expected a name that is new in the claim, got {name!r}, which is in {taken[name]}. Rename it."
                )
                self.add(message, ("define", position), text.index(name))
            taken |= {name: "`define`"} if name else {}


def number_text(value: Any) -> Any:
    """A number of the document as the text of an expression; anything else as it is."""
    if isinstance(value, DecimalText) and not value.lower().endswith(("inf", "nan")):
        return str.replace(value, "_", "").removeprefix("+")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 64 else value
