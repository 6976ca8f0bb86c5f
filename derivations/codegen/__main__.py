"""Write the catalogue of kernels: ``python -m derivations.codegen [NAME ...]`` writes numeric/kernels/ and docs/kernels.md anew."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import click

from derivations.codegen.activations import activation_source
from derivations.codegen.catalogue import ACTIVATIONS, catalogue
from derivations.codegen.listing import page, written
from derivations.codegen.losses import loss_source
from derivations.losses import by_file

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "numeric" / "kernels"


@click.command
@click.argument("names", metavar="[NAME]...", nargs=-1)
def main(names: tuple[str, ...]) -> None:
    """Write the named kernels of the catalogue into numeric/kernels, or all of them and docs/kernels.md.

    Files of kernels that are no longer in the catalogue are removed.
    """
    wanted = list(names) or list(catalogue())
    with ProcessPoolExecutor(2) as pool:
        results = dict(zip(wanted, pool.map(written, wanted, chunksize=8), strict=True))
    for name, result in results.items():
        path = FOLDER / f"{name}.py"
        if result.source:
            path.write_text(result.source, encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
    if not names:
        for path in FOLDER.glob("*.py"):
            if path.stem not in {"__init__", *results}:
                path.unlink()
        write_activations()
        write_losses()
        (ROOT / "docs" / "kernels.md").write_text(page(results), encoding="utf-8")


def write_activations() -> None:
    """Write the functions of one array that the layers of a network call, and remove those that are no longer in the catalogue."""
    folder = FOLDER / "activations"
    for path in folder.glob("*.py"):
        if path.stem not in {"__init__", *ACTIVATIONS}:
            path.unlink()
    for name, text in ACTIVATIONS.items():
        (folder / f"{name}.py").write_text(activation_source(text), encoding="utf-8")


def write_losses() -> None:
    """Write the functions of outputs and targets that training calls, and remove those of losses that are no longer in the registry."""
    folder = FOLDER / "losses"
    for path in folder.glob("*.py"):
        if path.stem not in {"__init__", *by_file()}:
            path.unlink()
    with ProcessPoolExecutor(2) as pool:
        for name, text in zip(by_file(), pool.map(loss_source, by_file()), strict=True):
            (folder / f"{name}.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
