"""Tables of claims, one a line: the expected verdict, the statement, declarations beyond the common ones, further keys as TOML."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from verify.documents import read_bytes
from verify.wellformedness.wellformed import problems

if TYPE_CHECKING:
    from verify.claim import Claim

COMMON = {
    **dict.fromkeys(("x", "y", "z", "u", "t", "mu", "nu"), "real"),
    **dict.fromkeys(("a", "b", "c", "k", "s"), "positive"),
    **dict.fromkeys(("p", "q"), "unit"),
    **dict.fromkeys(("n", "m"), "natural"),
    **dict.fromkeys(("v", "w", "th"), "real[2]"),
    "N": "positive integer",
    "d": "real[3]",
    "S": "spd[2]",
    "A": "real[2,2]",
    "B": "symmetric[2]",
}


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    verdict: str
    statement: str
    let: str = ""
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The test's id."""
        return " | ".join((self.statement, *filter(None, (self.let, *self.keys))))

    def claim(self) -> Claim:
        """The claim, read from a document of its own as a user would write it."""
        let = dict(part.split(": ", 1) for part in self.let.split(" ; ") if part)
        names = [f"{name} = {json.dumps(kind)}" for name, kind in COMMON.items()]
        keys = ['id = "row"', f"claim = {json.dumps(self.statement)}", *self.keys]
        if let:
            keys.append("let = { " + ", ".join(f"{name} = {json.dumps(kind)}" for name, kind in let.items()) + " }")
        lines = ["# Row", "```context", *names, "```", "```claim", *keys, "```"]
        document = read_bytes("\n".join(lines).encode(), "row.md")
        faults = [*document.problems, *problems(document)]
        assert not faults, [str(fault) for fault in faults]
        return document.claims[0]


def read_table(name: str) -> list[Row]:
    """The rows of a table beside this file."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    fields = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return [Row(verdict, statement, rest[0] if rest else "", tuple(rest[1:])) for verdict, statement, *rest in fields]
