"""The ledgers that come with the tool, and the name by which reports call a document."""

from __future__ import annotations

from pathlib import Path

LEDGERS = Path(__file__).resolve().parent / "ledger"
BUILT_IN = "verify/ledger/"


def ledgers() -> list[Path]:
    """The built-in ledgers, in the order of their names."""
    return sorted(LEDGERS.glob("*.md"))


def shown(path: Path) -> str:
    """The path as reports name it; a built-in ledger is called the same on every machine."""
    return f"{BUILT_IN}{path.name}" if path.parent == LEDGERS else str(path)
