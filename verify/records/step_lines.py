"""The steps of a derivation laid out for a reader: plain text in 80 columns, or LaTeX with a sentence and a display each."""

from __future__ import annotations

import html
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH, MARGIN = 80, 3
BREAKS = (" + ", " - ", ", ", "*")


def wrapped(text: str, indent: int, first: int | None = None) -> list[str]:
    """A formula broken before operators of the least depth, each line at most 80 columns wide where that is possible.

    ``first`` is the room that is taken on the first line already.
    """
    lines: list[str] = []
    room = WIDTH - (indent if first is None else first)
    while len(text) > room and (cut := _cut(text, room)) > 0:
        lines.append(text[:cut].rstrip())
        text, room = text[cut:].lstrip(), WIDTH - indent
    return [*lines, text]


def _cut(text: str, room: int) -> int:
    """The place to break: where few brackets are open and the line is well filled; before a sign, after a comma or a star. 0 if none."""
    places: list[tuple[float, int]] = []
    depth = 0
    for position, letter in enumerate(text[: room + 1]):
        depth += (letter in "([") - (letter in ")]")
        for mark in BREAKS:
            if not position or not text.startswith(mark, position) or "**" in text[position - 1 : position + 2]:
                continue
            cut = position + (len(mark) if mark in {", ", "*"} else 0)
            if cut <= room:
                places.append((depth + (mark == "*") + 1 - cut / room, cut))
    return min(places)[1] if places else 0


def text_lines(steps: Sequence[dict[str, Any]]) -> list[str]:
    """The steps as plain text in 80 columns."""
    lines: list[str] = []
    under = ""
    for number, step in enumerate(steps, 1):
        head = f"{number}. "
        lines += [*_sentence_lines(step["rule"], head), *_chain(step["chain"]["text"], len(head))]
        for line in step["lines"]:
            if line["head"] == "under":
                if line["text"][0] != under:
                    lines += _prefixed("where ", line["text"], len(head))
                under = line["text"][0]
            else:
                lines += _prefixed(
                    {"with": "with ", "law": "and  ", "mean": "and  ", "term": "at   "}[line["head"]], line["text"], len(head) + 2
                )
        for condition in step["conditions"]:
            lines += _sentence_lines(f"provided that {condition}", " " * len(head))
        lines.append("")
    return lines


def _sentence_lines(sentence: str, head: str) -> list[str]:
    return textwrap.wrap(sentence, WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_long_words=False)


def _prefixed(prefix: str, chain: Sequence[str], indent: int) -> list[str]:
    first, *rest = wrapped(prefix + " = ".join(chain), indent + len(prefix), indent)
    return [" " * indent + first, *(" " * (indent + len(prefix)) + line for line in rest)]


def _chain(chain: Sequence[str], indent: int) -> list[str]:
    """``left = a`` with each further member on a line of its own under the first equals sign."""
    left, *rest = chain
    if not rest:
        return [" " * indent + line for line in wrapped(left, indent)]
    under = indent + (len(left) if len(left) <= WIDTH // 4 else 1)
    lines = [" " * indent + line for line in wrapped(left, indent)]
    for position, member in enumerate(rest):
        first, *more = wrapped(member, under + 3)
        lead = f"{lines.pop()} = " if position == 0 and len(lines[-1]) <= under else " " * under + " = "
        lines += [lead + first, *(" " * (under + 3) + line for line in more)]
    return lines


def latex_lines(steps: Sequence[dict[str, Any]]) -> list[str]:
    """The steps as LaTeX: a sentence and a displayed chain each."""
    lines: list[str] = []
    for number, step in enumerate(steps, 1):
        lines += [rf"\paragraph{{{number}.}} {_sentence(step['rule'])}", *_aligned(step["chain"]["latex"])]
        if step["lines"]:
            lines.append("Here " + ", ".join(f"${' = '.join(line['latex'])}$" for line in step["lines"]) + ".")
        lines += [f"Provided that ${condition}$." for condition in step["conditions"] if condition]
    return lines


def _sentence(rule: str) -> str:
    return "".join("\\" + letter if letter in "#$%&_{}" else letter for letter in rule[:1].upper() + rule[1:]) + "."


def _aligned(chain: Sequence[str]) -> list[str]:
    if len(chain) == 1:
        return [rf"\[ {chain[0]} \]"]
    first, *rest = chain
    rows = [f"{first} &= {rest[0]}", *(f"&= {member}" for member in rest[1:])]
    return [r"\begin{align*}", *(row + r" \\" for row in rows[:-1]), rows[-1], r"\end{align*}"]


def text_result(text: str, conditions: Sequence[str]) -> list[str]:
    """The result with the conditions under which it is valid, row by row if it is a matrix that does not fit on a line."""
    rows = [text]
    if len(text) > WIDTH - MARGIN and text.startswith("[["):
        *upper, last = text.split("], ")
        rows = [*(row + "]," for row in upper), last]
    found = []
    for number, row in enumerate(rows):
        first, *more = wrapped(row, MARGIN + 2, MARGIN + (number > 0))
        found += [" " * (number > 0) + first, *("  " + line for line in more)]
    return ["Result", *(" " * MARGIN + line for line in found), *(f"   valid where {condition}" for condition in conditions)]


def html_step(number: int, step: dict[str, Any], mathml: Callable[[str], str]) -> str:
    """A step as HTML: a paragraph with the rule and its conditions, then the chain and what it rests on as MathML."""
    given = "".join(f"; provided that {html.escape(condition)}" for condition in step["conditions"])
    formulas = [_one_formula(step["chain"]["latex"]), *(" = ".join(line["latex"]) for line in step["lines"])]
    return "\n".join([f"<p>{number}. {html.escape(step['rule'])}{given}</p>", *map(mathml, formulas)])


def _one_formula(chain: Sequence[str]) -> str:
    first, *rest = chain
    if not rest:
        return first
    rows = [f"{first} &= {rest[0]}", *(f"&= {member}" for member in rest[1:])]
    return r"\begin{matrix} " + r" \\ ".join(rows) + r" \end{matrix}"  # what latex2mathml aligns
