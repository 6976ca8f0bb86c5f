"""Write the catalogue of families to standard output: ``python -m verify.snapshots > docs/catalogue.md``."""

from __future__ import annotations

import click

from verify.snapshots.catalogue import page
from verify.snapshots.folder import DATA, read_folder


@click.command
def main() -> None:
    """Write the catalogue of families to standard output."""
    click.echo(page(read_folder(DATA)), nl=False)


if __name__ == "__main__":
    main()
