"""``python -m verify.figures [FOLDER]`` writes ``figures.md`` and ``figures/*.svg``, the essay's figures, into the folder (``docs``)."""

from __future__ import annotations

from pathlib import Path

import click

from verify.figures.page import files


@click.command
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("docs"))
def main(folder: Path) -> None:
    """Write figures.md and figures/*.svg, the essay's figures, into a folder, docs if none is given."""
    for name, text in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
