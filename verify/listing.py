"""What `fisherproof list` says of a document, remembered: reading the document and checking its texts is most of what the command costs.

An entry is addressed by the bytes of the document and names the source files that read it, each with its digest: other bytes, other code
or a damaged entry, and the document is read again. A document with faults is never remembered.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from verify.claim import Claim

KEPT = 32  # documents
_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("derivations", "numeric", "reports", "verify")
_SCHEMA = 1
_MOST_BYTES = 1 << 24  # more than a document may have


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


def listing(path: Path, memory: Path) -> Listing:
    """The claims of a document, from the folder ``memory`` where an earlier run has read the same.

    A folder that cannot be written remembers nothing and disturbs nobody.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES)
    except OSError:
        return _read(path, None)
    key = hashlib.sha256(json.dumps([_SCHEMA, sys.version, path.name]).encode() + content)
    entry = memory / f"{key.hexdigest()}.json"
    found = _recalled(entry)
    if found is None:
        found = _read(path, content)
        if not found.problems:
            _remember(entry, found)
    return found


def _read(path: Path, content: bytes | None) -> Listing:
    """The claims as they are read now; without ``content``, the fault that the file cannot be read."""
    from verify.documents import read_bytes, read_document

    document = read_document(path) if content is None else read_bytes(content, str(path))
    rows = tuple(Row(claim.id, claim.line, claim.expect, _text(claim)) for claim in document.claims)
    return Listing(document.title, rows, tuple(map(str, document.problems)))


def _text(claim: Claim) -> str:
    return " ".join((claim.statement or f"experiment {claim.experiment}").split())


def _recalled(entry: Path) -> Listing | None:
    """What an entry holds; ``None`` if there is none, it is damaged, or other code has written it."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        digest, _, text = entry.read_text(encoding="utf-8").partition("\n")
        if digest == hashlib.sha256(text.encode()).hexdigest():
            content = json.loads(text)
            if all(_digest(_ROOT / name) == known for name, known in content["code"].items()):
                return Listing(content["title"], tuple(Row(*row) for row in content["rows"]))
    return None


def _remember(entry: Path, found: Listing) -> None:
    """Write an entry, and let go of the oldest ones."""
    from verify.engine.files import write_atomically

    with contextlib.suppress(OSError):
        text = json.dumps({"code": _code(), "title": found.title, "rows": found.rows})
        write_atomically(entry, f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}")
        oldest_first = sorted(entry.parent.glob("*.json"), key=lambda path: path.stat().st_mtime)
        for path in oldest_first[:-KEPT]:
            path.unlink(missing_ok=True)


def _code() -> dict[str, str]:
    """The digests of the source files of the project that are loaded: what has read the document is among them."""
    loaded = [module for name, module in sys.modules.items() if name.partition(".")[0] in _PACKAGES]
    files = sorted(Path(file).resolve() for module in loaded if (file := getattr(module, "__file__", None)))
    return {str(path.relative_to(_ROOT)): _digest(path) for path in files if path.is_relative_to(_ROOT)}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
