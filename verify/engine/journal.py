"""The results of one run, appended line by line as they come: whatever kills the run, they are there for the next one."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from typing import TYPE_CHECKING, Any, Self

from verify.engine.fingerprint import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from verify.engine.results import Result


class Journal:
    """One file a run, named by the keys of its tasks; it is deleted when the run ends by itself, and read when it did not.

    ``earlier`` maps keys to records of a run over the same tasks that was interrupted or killed. Accidents are written but not read back:
    a time-out is tried again. A second process with the same tasks at the same time keeps no journal.
    """

    def __init__(self, directory: Path, keys: Iterable[str], *, fresh: bool = False) -> None:
        """Open, or go on with, the journal of the tasks with these keys; ``fresh`` forgets what it holds."""
        self.path = directory / f"{hashlib.sha256(canonical(list(keys)).encode()).hexdigest()[:16]}.jsonl"
        self.earlier: dict[str, dict[str, Any]] = {}
        self._file: int | None = None
        with contextlib.suppress(OSError):
            directory.mkdir(parents=True, exist_ok=True)
            self._file = _locked(self.path)
        if self._file is not None and fresh:
            os.ftruncate(self._file, 0)
        elif self._file is not None:
            self._read()

    def __enter__(self) -> Self:
        """Return the journal itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file and keep it."""
        self._close()

    def append(self, key: str, identifier: str, result: Result) -> None:
        """Write one result; a line goes out in one call, so only the last one can be torn."""
        if self._file is not None:
            line = {"key": key, "id": identifier, "accident": result.accident, "record": result.record}
            with contextlib.suppress(OSError):
                os.write(self._file, f"{canonical(line)}\n".encode())

    def finish(self) -> None:
        """Delete the file: the run is complete and there is nothing to resume."""
        if self._file is not None:
            self.path.unlink(missing_ok=True)
            self._close()

    def _read(self) -> None:
        """Collect the records that are no accidents, skip what is torn, and make the next line begin on a line of its own."""
        content = self.path.read_bytes()
        for line in content.split(b"\n"):
            with contextlib.suppress(ValueError, KeyError, TypeError):
                entry = json.loads(line)
                if not entry["accident"] and isinstance(entry["record"], dict):
                    self.earlier[entry["key"]] = entry["record"]
        if content and not content.endswith(b"\n") and self._file is not None:
            os.write(self._file, b"\n")

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _locked(path: Path) -> int | None:
    """Open a file for appending; ``None`` if another process has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
