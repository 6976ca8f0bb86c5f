"""``fisherproof kernel``: one expression of the claim language, written as a standalone kernel module."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from reports.wording import sentence
from verify.console import console_of, console_options, writable, write_whole
from verify.options import declared, of_options, timeout_option

TARGETS = ("numpy", "jax", "c")
DTYPES = ("float64", "float32")
LAYOUTS = ("full", "symmetric")


@click.command(short_help="Write a kernel that computes an expression for arrays.")
@click.argument("expression", metavar="EXPR")
@click.option(
    "--let", "lets", multiple=True, metavar="NAME=TYPE", callback=declared, help="Declare an argument; their order is that of the call."
)
@click.option("--name", default="kernel", show_default=True, metavar="NAME", help="Name of the generated function.")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE.py",
    help="Where to write it; standard output if left away, or -.",
)
@click.option(
    "--target",
    type=click.Choice(TARGETS),
    default="numpy",
    show_default=True,
    help="Language of the kernel. Of c, FILE.c is C99 alone, FILE.py a module that holds it and compiles it at the first call.",
)
@click.option("--dtype", type=click.Choice(DTYPES), default="float64", show_default=True, help="Dtype of a workspace made ahead.")
@click.option(
    "--layout", type=click.Choice(LAYOUTS), default="full", show_default=True, help="Whole matrices, or their upper triangles packed."
)
@timeout_option("Processor time in seconds.")
@console_options
def command(  # noqa: PLR0913 - one argument an option
    *,
    expression: str,
    lets: dict[str, str],
    name: str,
    output: Path | None,
    target: str,
    dtype: str,
    layout: str,
    timeout: float,
    quiet: bool,
    no_color: bool,
) -> int:
    """Write a kernel that computes an expression for arrays of arguments.

    \b
    Example: fisherproof kernel "kl(Gamma(a, b), Gamma(c, d))" \\
        --let a=positive --let b=positive --let c=positive --let d=positive \\
        --name kl_gamma -o kl_gamma.py
    """  # noqa: D301 - \b keeps click from wrapping a block
    console = console_of(quiet=quiet, no_color=no_color)
    output = None if output is None or str(output) == "-" else writable(output)
    suffix = "" if output is None else output.suffix
    options = {"name": name, "target": target, "dtype": dtype, "layout": layout, "suffix": suffix}
    result = _written({"expression": expression, "lets": lets, "options": options}, timeout)
    if "verdict" in result:  # the worker came to harm
        console.error(sentence(f"Error: Generating a kernel for {expression!r}: {result['reason']}"))
        return 1
    if "fault" in result:
        console.error(f"Error: {of_options(result['message'])}")
        return 1 if result["fault"] == "derivation" else 2
    if output is None:
        console.result(result["source"].rstrip("\n"))
        return 0
    write_whole(output, result["source"], "a kernel")
    console.result(str(output))
    return 0


def _written(payload: dict[str, Any], timeout: float) -> dict[str, Any]:
    """Generate in a worker, since no one knows beforehand what an expression costs."""
    from verify.engine import Limits, Task, run
    from verify.runs.work import KERNEL

    done = run([Task("kernel", "", payload)], KERNEL, jobs=1, limits=Limits(timeout))
    if done.interrupted:
        raise KeyboardInterrupt
    return done.results[0].record
