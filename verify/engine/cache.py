"""Records of earlier runs, addressed by the content of the question.

A key digests everything the answer depends on: statement, declarations, definitions, hypotheses, instances, families, expectation, the
code that decides, and the versions of what it calls. It does not hold limits: a decision is the same under every time limit, and what
is not a decision (time-out, crash, memory, tool error) never enters.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

from verify.engine.files import write_atomically
from verify.engine.fingerprint import canonical, surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What a reader of the report sees but no decision depends on. Every other field, known or new, is part of the key.
PRESENTATION = frozenset({"block", "corrects", "fault", "line", "note", "path", "quote", "section", "settings", "source", "tags", "toml"})
_GENERATIONS = 8  # states of code and versions that are kept, so that switching branches does not forget
_SCHEMA = 1


def key_of(payload: Mapping[str, Any], work: str = "", around: str | None = None) -> str:
    """SHA-256 of what the answer depends on; ``around`` digests code and versions.

    The order inside tables counts: that of a family's parameters is the order of its constructor's arguments.
    """
    question = json.dumps([_SCHEMA, work, around or surroundings(), _question(payload)], separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(question.encode()).hexdigest()


def _question(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of a claim or a family without what is presentation; a variable may well be called `note`, so tables stay whole."""
    kept = {name: payload[name] for name in sorted(payload) if name not in PRESENTATION}
    return {**kept, "families": [_question(family) for family in kept["families"]]} if "families" in kept else kept


class Cache:
    """A folder with one JSON file a record, in a sub-folder for the state of code and versions.

    A folder that cannot be written remembers nothing and disturbs nobody.
    """

    def __init__(self, root: Path, around: str | None = None, *, fresh: bool = False) -> None:
        """Open the cache below ``root``; ``around`` digests code and versions; a ``fresh`` one remembers nothing from before."""
        self.root, self.around, self.fresh = root, around or surroundings(), fresh
        self.directory = root / self.around[:16]

    def get(self, key: str) -> dict[str, Any] | None:
        """Return the record of a key; ``None`` if there is none or its file is damaged."""
        if self.fresh:
            return None
        with contextlib.suppress(OSError, ValueError):
            entry = (self.directory / f"{key}.json").read_text(encoding="utf-8")
            text = entry[len(_entry(key, "")) - 1 : -1]
            if entry == _entry(key, text):
                record: dict[str, Any] = json.loads(text)
                return record
        return None

    def put(self, key: str, record: dict[str, Any]) -> None:
        """Remember the record of a key."""
        with contextlib.suppress(OSError):
            if not self.directory.exists():
                self._forget_old_generations()
            write_atomically(self.directory / f"{key}.json", _entry(key, canonical(record)))

    def _forget_old_generations(self) -> None:
        """Delete the folders of all but the youngest states of code and versions."""
        if self.root.is_dir():
            oldest_first = sorted((folder for folder in self.root.iterdir() if folder.is_dir()), key=lambda folder: folder.stat().st_mtime)
            for folder in oldest_first[: 1 - _GENERATIONS]:
                shutil.rmtree(folder, ignore_errors=True)


def _entry(key: str, record: str) -> str:
    """The file of a record, given as text: JSON as well, with the digest by which damage is noticed."""
    return f'{{"digest":"{hashlib.sha256(record.encode()).hexdigest()}","key":"{key}","record":{record}}}'
