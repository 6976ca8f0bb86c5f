"""The part of a claim's record that comes from its document: joined to what was decided, whether just now or long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import FisherproofError
from derivations.language.latex import statement_latex
from derivations.language.syntax import parse
from derivations.language.types import parse_type
from reports.errors import ReportError
from reports.record import ClaimRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from verify.claim import Claim

ACCEPTED = {"true": ("proved", "supported"), "false": ("refuted",), "vacuous": ("vacuous",)}
NO_TEETH = {"killed": 0, "generated": 0, "equivalent": 0}


def joined(claim: Claim, decided: Mapping[str, Any], *, command: str, require: str = "") -> ClaimRecord:
    """Return the whole record of a claim: defaults, what was decided, and what the document says now.

    ``command`` replays it; ``require="proved"`` makes a claim that is expected true and only ``supported`` unexpected.
    """
    told = {name: value for name, value in decided.items() if name != "certificates"}  # they stand in a file of their own
    record = {**undecided(claim), **told, **stated(claim), "command": command}
    if "latex" not in decided:  # only what befell a worker leaves it out
        types = {**claim.context, **claim.let}
        record["latex"] = latex_of(claim.statement, types)
        record["hypotheses"] = [{"text": text, "latex": latex_of(text, types), "matters": None} for text in claim.given]
    accepted = ACCEPTED[claim.expect]
    record["as_expected"] = record["verdict"] in accepted and not (require == "proved" and record["verdict"] == "supported")
    try:
        return ClaimRecord.from_dict(record, claim.id)
    except ReportError as error:  # a prover that writes what the schema does not know must not take the other claims along
        blank = {**undecided(claim), **stated(claim), "command": command, "as_expected": False, "reason": f"tool error: {error}"}
        return ClaimRecord.from_dict(blank)


def stated(claim: Claim) -> dict[str, Any]:
    """What stands in the document: the record's fields that no decision changes."""
    return {
        "id": claim.id,
        "line": claim.line,
        "section": claim.section,
        "source": claim.source,
        "quote": claim.quote,
        "note": claim.note,
        "fault": claim.fault,
        "corrects": claim.corrects,
        "tags": list(claim.tags),
        "definitions": [{"text": line, "latex": _definition(line, claim)} for line in claim.define],
        "statement": claim.statement or f"experiment {claim.experiment}",
        "expect": claim.expect,
        "toml": claim.toml,
    }


def _definition(line: str, claim: Claim) -> str:
    """A definition as LaTeX: its name equals its expression."""
    name, _, expression = line.partition("=")
    return latex_of(f"{name.strip()} == ({expression.strip()})", {**claim.context, **claim.let})


def undecided(claim: Claim) -> dict[str, Any]:
    """A record of which nothing is known yet."""
    return {
        "latex": "",
        "verdict": "inconclusive",
        "grade": "",
        "scope": "",
        "reason": "",
        "evidence": [],
        "side_conditions": [],
        "witness": None,
        "teeth": {"expression": dict(NO_TEETH), "definition": dict(NO_TEETH)},
        "mutants": [],
        "steps": [],
        "hypotheses": [{"text": text, "latex": "", "matters": None} for text in claim.given],
        "seconds": 0.0,
    }


def latex_of(text: str, types: Mapping[str, str]) -> str:
    """The statement as LaTeX; nothing where its types cannot be read, so that the report shows the text."""
    try:
        return statement_latex(parse(text), {name: parse_type(spec) for name, spec in types.items()}) if text else ""
    except FisherproofError:
        return ""
