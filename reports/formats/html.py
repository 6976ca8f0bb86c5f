"""HTML: one offline file, complete without its script; formulas are native MathML. All text of the documents is escaped."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.faults import missing
from reports.formats import Format
from reports.lede import lede
from reports.page.digits import sides
from reports.page.outline import outline, page_title
from reports.page.prose import display, formula, inline, plain_display
from reports.record import VERDICTS
from reports.teeth import explained, percentage
from reports.wording import FAULTS, MEANINGS, counted, duration, headline, point_line, teeth_line, trouble

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reports.record import ClaimRecord, MutantRecord, Report

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
LARGEST = 1_450_000  # bytes; a larger page leaves out what can be read in the JSON file, folds first
_CHUNK = 64  # pieces of the template between two looks at the size
LONGEST_GROUND = 160  # characters of what one engine says on a terse page
# all; killed mutants without their statements; also steps as LaTeX; neither steps nor mutants; evidence and errata as text, no TOML
DETAILS = ("full", "brief", "lean", "spare", "terse")


def render(report: Report) -> str:
    """Return the page, in as much detail as stays below the size that opens at once everywhere."""
    values = _values(report)
    least = _page(values, DETAILS[0], LARGEST)
    if least is not None:
        return least
    for detail in reversed(DETAILS[1:-1]):  # a report that is too long is mostly far too long: few pages are tried from the short end
        text = _page(values, detail, LARGEST)
        if text is None:
            break
        least = text
    return least or str(_page(values, DETAILS[-1]))


def page(report: Report, detail: str) -> str:
    """Return the page in one level of detail (see ``DETAILS``)."""
    return str(_page(_values(report), detail))


def _values(report: Report) -> dict[str, Any]:
    """What the template shows, in whatever detail."""
    script = Markup((TEMPLATES / "script.js").read_text(encoding="utf-8"))  # noqa: S704 - a file of this package
    return {
        "command": str(report.tool.get("command", "")),
        "lede": lede(report),
        "outline": outline(report),
        "policy": policy(script),
        "script": script,
        "summary": report.summary,
        "title": page_title(report),
    }


def _page(values: Mapping[str, Any], detail: str, largest: int | None = None) -> str | None:
    """The page, or nothing as soon as it is clear that it has more bytes than ``largest``."""
    stream = _environment().get_template("report.html.j2").stream(values, detail=detail)
    stream.enable_buffering(_CHUNK)
    chunks, least = [], 0
    for chunk in stream:
        chunks.append(chunk)
        least += len("".join(chunk.split()).encode())  # only blanks are dropped below
        if largest is not None and least > largest:
            return None
    text = _without_blank_lines("".join(chunks)) + "\n"
    return None if largest is not None and len(text.encode()) > largest else text


def policy(script: str) -> str:
    """Return the content security policy: nothing is loaded, and no script runs but the one of the page, known by its hash."""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _without_blank_lines(text: str) -> str:
    """Drop the empty lines that the template leaves, except where text is set as it stands."""
    parts = re.split(r"(<pre.*?</pre>|<script>.*?</script>)", text, flags=re.DOTALL)
    return "".join(part if index % 2 else re.sub(r"\n\s*\n+", "\n", part) for index, part in enumerate(parts))


def breakable(text: str) -> Markup:
    """Let a browser break a path after a slash, before it breaks a word.

    >>> print(breakable("a/<b>"))
    a/<wbr>&lt;b&gt;
    """
    return Markup("/<wbr>").join(text.split("/"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"inline": inline, "duration": duration, "breakable": breakable}
    helpers = (
        missing,
        counted,
        display,
        engines,
        explained,
        formula,
        grounds,
        grounds_of,
        marks,
        named,
        needs,
        outcomes,
        percentage,
        plain_display,
        point_line,
        sides,
        teeth_line,
        telling,
        trouble,
    )
    environment.globals |= {helper.__name__: helper for helper in helpers}
    environment.globals |= {"faults": FAULTS, "meanings": MEANINGS, "verdicts": VERDICTS}
    return environment


def named(claim: ClaimRecord) -> Markup:
    """Return the line by which lists name a claim: its title or quotation as prose, a bare statement as code."""
    line = headline(claim)
    return Markup("<code>{}</code>").format(line) if line == claim.statement else inline(line)


def needs(claim: ClaimRecord) -> str:
    """Return what a verdict rests on: hypotheses and side conditions, one short condition in full."""
    if len(claim.side_conditions) == 1 and not claim.hypotheses:
        return claim.side_conditions[0]
    hypotheses = counted(len(claim.hypotheses), "hypothesis", "hypotheses") if claim.hypotheses else ""
    conditions = counted(len(claim.side_conditions), "side condition") if claim.side_conditions else ""
    return ", ".join(part for part in (hypotheses, conditions) if part)


def engines(claim: ClaimRecord) -> str:
    """Return the engines that share the verdict, each once."""
    return "; ".join(dict.fromkeys(one.engine for one in claim.evidence if one.verdict == claim.verdict and one.engine))


def outcomes(mutants: Iterable[MutantRecord]) -> str:
    """Return the outcomes counted: ``14 killed, 1 equivalent``."""
    counts = Counter[str](one.outcome for one in mutants)
    words = (("killed", "killed"), ("equivalent", "equivalent"), ("survives", "not refuted"))
    return ", ".join(f"{counts[outcome]} {word}" for outcome, word in words if counts[outcome])


def marks(mutants: Iterable[MutantRecord]) -> str:
    """Return one mark a mutant: a cross for a killed one, three bars for an equivalent one, a circle for one that was not refuted."""
    return "".join({"killed": "×", "equivalent": "≡", "survives": "○"}[one.outcome] for one in mutants)


def grounds(claim: ClaimRecord) -> str:
    """Return how many steps and side conditions a derivation has, those that it has."""
    parts = ((len(claim.steps), "step"), (len(claim.side_conditions), "side condition"))
    return ", ".join(counted(count, noun) for count, noun in parts if count)


def grounds_of(claim: ClaimRecord) -> list[str]:
    """Return what each engine says, each ground once and none too long, for a page that has no room for tables."""
    said = (one.detail if one.verdict == claim.verdict else f"{one.verdict}: {one.detail}" for one in claim.evidence)
    return [line if len(line) <= LONGEST_GROUND else f"{line[:LONGEST_GROUND]}…" for line in dict.fromkeys(said)]


def telling(claim: ClaimRecord) -> list[MutantRecord]:
    """Return the mutants worth a row: those of definitions, and those of the expression that were not killed."""
    return [one for one in claim.mutants if one.level == "definition" or one.outcome != "killed"]


FORMAT = Format("html", ".html", "one offline page", render)
