"""Write the catalogue of losses to standard output: ``python -m derivations.losses > docs/losses.md``."""

from __future__ import annotations

import click

from derivations.losses.table import page


@click.command
def main() -> None:
    """Write the catalogue of losses to standard output."""
    click.echo(page(), nl=False)


if __name__ == "__main__":
    main()
