"""All certificates of a run, decided again and counted."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verify.replay.checker import Answer, replay_all

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """One claim with what came of its certificates; ``engines`` had proved it."""

    id: str
    engines: str
    answer: Answer


def book(certificates: Sequence[dict[str, Any]]) -> str:
    """The file of certificates: one claim a line, in the order of the documents."""
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in certificates]
    return f'{{"format":{FORMAT},"claims":[\n' + ",\n".join(lines) + "\n]}\n"


def replay_book(text: str) -> list[Entry]:
    """Decide every certificate of such a file again.

    Raises:
        ValueError: it is no JSON, or of another format.
    """
    try:
        data = json.loads(text)
        if data["format"] == FORMAT:
            claims = [(_one_line(one["id"]), _one_line(one["engines"]), list(one["certificates"])) for one in data["claims"]]
            return [Entry(name, engines, replay_all(certificates)) for name, engines, certificates in claims]
    except (LookupError, TypeError, ValueError, RecursionError):
        pass
    raise ValueError(f"Replaying certificates: expected a file of format {FORMAT}, got another. Write it with `report --replay`.")


def _one_line(text: object) -> str:
    """A name that cannot pass for a line of the answer, nor break the terminal."""
    return str(text) if str(text).isprintable() else ascii(str(text))


def told(entries: Sequence[Entry]) -> list[str]:
    """How many agree of how many, every refusal, and what has no certificate."""
    agreeing = [entry for entry in entries if entry.answer.outcome == "agrees"]
    refused = [entry for entry in entries if entry.answer.outcome == "refused"]
    silent = [entry for entry in entries if entry.answer.outcome == "none"]
    lines = [f"Replay: {len(agreeing)} of {len(entries)} replayed proofs agree, decided again from their certificates alone."]
    ways = Counter(entry.answer.how for entry in agreeing)
    lines += [f"  {count} {how}" for how, count in sorted(ways.items())]
    lines += [f"  refused: {entry.id}: {entry.answer.how}" for entry in refused]
    for engines in sorted({_family(entry) for entry in silent}):
        names = [entry.id for entry in silent if _family(entry) == engines]
        lines.append(f"  {len(names)} without a certificate ({engines}): {', '.join(names)}")
    return lines


def _family(entry: Entry) -> str:
    """The engine that came first."""
    return entry.engines.partition(",")[0]
