"""Snapshot folders: one JSON file a family."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from verify.engine.files import write_atomically
from verify.snapshots.forms import SnapshotError
from verify.snapshots.record import checked

DATA = Path(__file__).parent / "data"
LARGEST = 1 << 24  # bytes of a file


def read_folder(folder: Path) -> dict[str, dict[str, Any]]:
    """The families of a folder by name; an empty or absent folder has none.

    Raises:
        SnapshotError: a file is damaged; the message says where.
    """
    found = {}
    for path in sorted(folder.glob("*.json")):
        data = _read(path)
        if data["family"] != path.stem:
            message = f"Reading {path}: expected the family {path.stem!r}, got {data['family']!r}. Give the file its family's name."
            raise SnapshotError(message)
        found[path.stem] = data
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            message = f"Reading {path}: expected at most {LARGEST} bytes, got {path.stat().st_size}. Restore the file."
            raise SnapshotError(message)
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        message = f"Reading {path}: expected a JSON file of a snapshot, got {error}. Restore the file, or write it with `snapshot update`."
        raise SnapshotError(message) from error
    return checked(data, str(path))


def write_family(folder: Path, data: dict[str, Any]) -> bool:
    """Write the file of a family if it says something new; returns whether it did.

    Raises:
        SnapshotError: the file cannot be written.
    """
    path = folder / f"{data['family']}.json"
    text = json.dumps(data, indent=1, sort_keys=True, allow_nan=False) + "\n"
    try:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return False
        write_atomically(path, text)
    except (OSError, UnicodeDecodeError) as fault:
        error = getattr(fault, "strerror", None) or fault
        message = f"Writing {path}: expected a folder that can be written, got {folder} ({error}). Choose another with --data."
        raise SnapshotError(message) from fault
    return True
