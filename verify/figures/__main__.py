"""``python -m verify.figures [FOLDER]`` writes ``figures.md`` and ``figures/*.svg``, the essay's figures, into the folder (``docs``)."""

from __future__ import annotations

import sys
from pathlib import Path

from verify.figures.page import files


def main(arguments: list[str]) -> None:
    """Write all files."""
    folder = Path(arguments[0] if arguments else "docs")
    for name, text in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
