"""``fisherproof derive``: one expression of the claim language, derived and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from derivations.errors import FisherproofError
from verify.console import console_of, console_options
from verify.options import declared, timeout_option

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMATS = ("text", "latex", "json", "python", "mathml")


@click.command
@click.argument("expression", metavar="EXPR")
@click.option("--let", "lets", multiple=True, metavar="NAME=TYPE", callback=declared, help="Declare a symbol; may be given several times.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Notation of the result.")
@click.option("--steps", is_flag=True, help="Print the steps of the derivation as well.")
@timeout_option("Processor time in seconds.")
@console_options
def command(  # noqa: PLR0913 - one argument an option
    *, expression: str, lets: dict[str, str], form: str, steps: bool, timeout: float, quiet: bool, no_color: bool
) -> int:
    """Derive an expression of the claim language.

    \b
    Example: fisherproof derive "fisher(Gamma(k, b), [k, b])" --let k=positive --let b=positive
    """  # noqa: D301 - \b keeps click from wrapping a block
    console = console_of(quiet=quiet, no_color=no_color)
    result = _derived(expression, lets, timeout)
    if "verdict" in result:  # the worker came to harm
        console.error(f"Deriving {expression!r}: {result['reason']}.")
        return 1
    if "fault" in result:
        console.error(result["message"])
        return 1 if result["fault"] == "derivation" else 2
    console.result(_written(result, form, steps=steps))
    return 0


def _derived(expression: str, lets: dict[str, str], timeout: float) -> dict[str, Any]:
    """Derive in a worker, since no one knows beforehand what an expression costs."""
    from verify.engine import Limits, Task, run
    from verify.work import DERIVE

    done = run([Task("derive", "", {"expression": expression, "lets": lets})], DERIVE, jobs=1, limits=Limits(timeout))
    if done.interrupted:
        raise KeyboardInterrupt
    return done.results[0].record


def _written(result: Mapping[str, Any], form: str, *, steps: bool) -> str:
    """The value in the notation asked for; steps stand above it, JSON holds them anyway."""
    if form == "json":
        return str(result["json"])
    if form == "mathml":
        return "\n".join([*(_mathml(step["latex"]) for step in result["steps"] if steps), _mathml(result["latex"])])
    if not steps:
        return str(result[form])
    mark = {"latex": "%", "python": "#"}.get(form, "")
    lines = []
    for number, step in enumerate(result["steps"], 1):
        lines.append(f"{mark} {number}. {step['rule']}".strip())
        lines.append(f"{mark}    {step['latex' if form == 'latex' else 'text']}".rstrip())
        lines += [f"{mark}    provided that {condition}" for condition in step["conditions"]]
    return "\n".join([*lines, str(result[form])])


def _mathml(latex: str) -> str:
    try:
        from latex2mathml.converter import convert

        return str(convert(latex, display="block"))
    except Exception as error:
        message = f"Writing MathML: expected LaTeX that latex2mathml can read, got {latex[:80]!r} ({error}). Use --format latex."
        raise FisherproofError(message) from error
