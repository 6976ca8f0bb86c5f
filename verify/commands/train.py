"""``fisherproof train``: train with the numeric core; curves of all methods on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from verify.console import console_of, console_options
from verify.options import finite

_FOLDER = click.Path(file_okay=False, path_type=Path)
_LAYOUT = click.Choice(["last", "first", "tuned"])
_POSITIVE = click.FloatRange(min=0, min_open=True)


@click.command
@click.argument("problem")
@click.option("--optimizer", "names", multiple=True, metavar="NAME", help="A method; repeatable. [default: hessian-free]")
@click.option("--all", "everything", is_flag=True, help="Every method that fits the problem's size.")
@click.option("--data", metavar="NAME", help="The data set of the problem autoencoder. [default: digits]")
@click.option("--epochs", type=_POSITIVE, callback=finite, metavar="N", help="Gradient equivalents a method may use.")
@click.option("--seconds", type=_POSITIVE, callback=finite, metavar="S", help="Seconds a method may use.")
@click.option("--samples", type=click.IntRange(min=1), metavar="N", help="Samples of the data set.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N", help="Of data, start and batches.")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="Threads that share the samples.")
@click.option("--layout", type=_LAYOUT, default="last", show_default=True, help="Of samples in memory; tuned: what is faster.")
@click.option("--out", type=_FOLDER, default=Path("build/train"), show_default=True, metavar="DIR", help="Where the page goes.")
@click.option("--resume", is_flag=True, help="Go on from the states saved in DIR.")
@console_options
def command(*, quiet: bool, no_color: bool, out: Path, **options: Any) -> int:
    """Train PROBLEM with the methods of the numeric core.

    PROBLEM is curves, digits, breast-cancer, diabetes, wine or autoencoder. The page index.html, the three figures and curves.json go to
    DIR; progress goes to standard error.

    \b
    Example: fisherproof train curves --all --epochs 200
    """  # noqa: D301 - \b keeps click from wrapping a block
    from derivations.errors import FisherproofError
    from numeric.errors import NumericError
    from verify.training.session import Choice, run_training
    from verify.training.writing import summary, write

    console = console_of(quiet=quiet, no_color=no_color)
    try:
        (out / "states").mkdir(parents=True, exist_ok=True)
        record, complete = run_training(Choice(folder=out, **options), console)
    except NumericError as error:
        raise FisherproofError(str(error)) from error
    except OSError as error:
        message = f"Preparing output: expected a folder that can be written, got {out} ({error.strerror}). Choose another place."
        raise FisherproofError(message) from error
    console.result(summary(record))
    try:
        paths = write(record, out)
    except OSError as error:
        got = f"{error.filename or out} ({error.strerror})"
        message = f"Writing the page: expected a folder that can be written, got {got}. Make room there and call again with --resume."
        raise FisherproofError(message) from error
    console.message("Wrote " + ", ".join(str(path) for path in paths) + ".")
    return 0 if complete else 1
