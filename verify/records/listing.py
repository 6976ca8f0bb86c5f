"""What `fisherproof list` says of a document; of the built-in ledgers it is shipped beside them, as ``ledger/listed.json``.

Reading a ledger and checking its texts is most of what the command would cost. What is shipped names the digest of the bytes that were
read: an edited ledger is read anew, and so is every other document. ``python -m verify.records.listing`` writes the file after a ledger or
the code that reads it has changed; a test compares it with what is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from verify.built_in import LEDGERS, ledgers

if TYPE_CHECKING:
    from pathlib import Path

    from verify.claim import Claim

SHIPPED = LEDGERS / "listed.json"


class Row(NamedTuple):
    """A claim: its id, its line, the verdict it expects, and what it states, on one line."""

    id: str
    line: int
    expect: str
    text: str


class Listing(NamedTuple):
    """The title and the claims of a document, and its faults as text."""

    title: str
    rows: tuple[Row, ...]
    problems: tuple[str, ...] = ()


def listing(path: Path) -> Listing:
    """The claims of a document: what is shipped of a built-in ledger that nobody has edited, else what is read."""
    if path.parent == LEDGERS:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            known = json.loads(SHIPPED.read_text(encoding="utf-8"))[path.name]
            if known["sha256"] == _digest(path):
                return Listing(known["title"], tuple(Row(*row) for row in known["rows"]))
    return read(path)


def read(path: Path) -> Listing:
    """The claims of a document as they are read now."""
    from verify.documents import read_document

    document = read_document(path)
    rows = tuple(Row(claim.id, claim.line, claim.expect, _text(claim)) for claim in document.claims)
    return Listing(document.title, rows, tuple(map(str, document.problems)))


def shipped() -> str:
    """The text of the shipped file, one claim a line.

    Raises:
        ValueError: A ledger has faults.
    """
    return "{\n" + ",\n".join(f"{json.dumps(path.name)}: {_entry(path)}" for path in ledgers()) + "\n}\n"


def _entry(path: Path) -> str:
    found = read(path)
    if found.problems:
        message = f"listing a ledger: expected no faults, got {found.problems[0]}. Mend the ledger first."
        raise ValueError(message)
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in found.rows)
    return f'{{"sha256": "{_digest(path)}", "title": {json.dumps(found.title, ensure_ascii=False)}, "rows": [\n{rows}\n]}}'


def _text(claim: Claim) -> str:
    return " ".join((claim.statement or f"experiment {claim.experiment}").split())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    import argparse  # here, since `list` is to start fast

    argparse.ArgumentParser(
        prog="python -m verify.records.listing", description="Write what `list` says of the built-in ledgers."
    ).parse_args()
    SHIPPED.write_text(shipped(), encoding="utf-8")
