"""``python -m verify.replay build/report/certificates.json``: the replay alone, with the standard library only."""

from __future__ import annotations

import sys
from pathlib import Path

from verify.replay.book import replay_book, told

USAGE = "Usage: python -m verify.replay FILE, with the certificates.json of `fisherproof report --replay`.\n"


def main(arguments: list[str]) -> int:
    """Print what came of every certificate; 1 if one is refused, 2 if the call is wrong."""
    asked = arguments in (["--help"], ["-h"])
    if asked or len(arguments) != 1:
        (sys.stdout if asked else sys.stderr).write(USAGE)
        return 0 if asked else 2
    try:
        entries = replay_book(Path(arguments[0]).read_bytes().decode(errors="replace"))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("\n".join(told(entries)) + "\n")
    return int(any(entry.answer.outcome == "refused" for entry in entries))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
