"""``fisherproof derive``: one expression of the claim language, derived and printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from derivations.errors import FisherproofError
from reports.wording import sentence
from verify.console import console_of, console_options
from verify.options import declared, of_options, timeout_option

if TYPE_CHECKING:
    from collections.abc import Mapping

_DOCUMENT = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
FORMATS = ("text", "latex", "json", "python", "mathml")


@click.command
@click.argument("expression", metavar="EXPR")
@click.option("--let", "lets", multiple=True, metavar="NAME=TYPE", callback=declared, help="Declare a symbol; may be given several times.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Notation of the result.")
@click.option("--steps", is_flag=True, help="Print the steps of the derivation as well.")
@click.option("--families", metavar="FILE", type=_DOCUMENT, help="A claim document whose family blocks the expression may name.")
@timeout_option("Processor time in seconds.")
@console_options
def command(  # noqa: PLR0913 - one argument an option
    *, expression: str, lets: dict[str, str], form: str, steps: bool, families: Path | None, timeout: float, quiet: bool, no_color: bool
) -> int:
    """Derive an expression of the claim language.

    \b
    Example: fisherproof derive "fisher(Gamma(k, b), [k, b])" \\
        --let k=positive --let b=positive
    """  # noqa: D301 - \b keeps click from wrapping a block
    console = console_of(quiet=quiet, no_color=no_color)
    result = _derived(expression, lets, families, timeout)
    if "verdict" in result:  # the worker came to harm
        console.error(sentence(f"Error: Deriving {expression!r}: {result['reason']}"))
        return 1
    if "fault" in result:
        console.error(f"Error: {of_options(result['message'])}")
        return 1 if result["fault"] == "derivation" else 2
    console.result(_written(result, form, steps=steps))
    return 0


def _derived(expression: str, lets: dict[str, str], families: Path | None, timeout: float) -> dict[str, Any]:
    """Derive in a worker, since no one knows beforehand what an expression costs."""
    from verify.engine import Limits, Task, run
    from verify.runs.work import DERIVE

    payload = {"expression": expression, "lets": lets, "families": None if families is None else str(families)}
    done = run([Task("derive", "", payload)], DERIVE, jobs=1, limits=Limits(timeout))
    if done.interrupted:
        raise KeyboardInterrupt
    return done.results[0].record


def _written(result: Mapping[str, Any], form: str, *, steps: bool) -> str:
    """The value in the notation asked for; steps stand above it, JSON holds them anyway."""
    if form == "json":
        return str(result["json"])
    if not steps:
        return _mathml(result["latex"]) if form == "mathml" else str(result[form])
    from verify.records import step_lines

    found, where = result["steps"], result["conditions"]
    if form == "mathml":
        return "\n".join([*(step_lines.html_step(n, step, _mathml) for n, step in enumerate(found, 1)), _mathml(result["latex"])])
    if form == "latex":
        return "\n".join([*step_lines.latex_lines(found), r"\paragraph{Result.}", rf"\[ {result['latex']} \]"])
    lines = [*step_lines.text_lines(found), *step_lines.text_result(result["text"], where)]
    return "\n".join([*(f"# {line}".rstrip() for line in lines), str(result["python"])] if form == "python" else lines)


def _mathml(latex: str) -> str:
    try:
        from latex2mathml.converter import convert

        return str(convert(latex, display="block"))
    except Exception as error:
        message = f"Writing MathML: expected LaTeX that latex2mathml can read, got {latex[:80]!r} ({error}). Use --format latex."
        raise FisherproofError(message) from error
