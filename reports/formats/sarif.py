"""SARIF 2.1.0: errors of the documents at their lines, for editors and code hosts."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reports.formats import Format
from reports.wording import FAULTS, headline, refutation, trouble

if TYPE_CHECKING:
    from reports.record import ClaimRecord, DocumentRecord, Report

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"slip": "note", "hypothesis": "warning", "wrong": "warning", "overclaim": "warning", "": "note"}
_RULES = {
    "unexpected": "A claim did not come out as the document expects",
    "slip": "A statement of the document is refuted: a slip with a unique repair",
    "hypothesis": "A statement of the document is refuted: it lacks a hypothesis",
    "wrong": "A statement of the document is refuted: it is wrong",
    "overclaim": "A statement of the document is refuted: it claims more than holds",
    "false": "A statement of the document is refuted, as expected",
}


def render(report: Report) -> str:
    """Return one run: a claim that is not as expected is an error, a refuted statement a note or a warning, the rest is silent."""
    driver = {"name": "fisherproof", "rules": [_rule(name, text) for name, text in _RULES.items()]}
    if report.tool.get("fisherproof"):
        driver["version"] = str(report.tool["fisherproof"])
    results = [_result(claim, document) for document in report.documents for claim in document.claims if _speaks(claim)]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _rule(name: str, text: str) -> dict[str, Any]:
    level = "error" if name == "unexpected" else _LEVELS.get(name, "note")
    return {"id": name, "shortDescription": {"text": text}, "defaultConfiguration": {"level": level}}


def _speaks(claim: ClaimRecord) -> bool:
    return not claim.as_expected or claim.is_erratum


def _result(claim: ClaimRecord, document: DocumentRecord) -> dict[str, Any]:
    rule = (claim.fault or "false") if claim.as_expected else "unexpected"
    return {
        "ruleId": rule,
        "ruleIndex": list(_RULES).index(rule),
        "level": _LEVELS[claim.fault] if claim.as_expected else "error",
        "message": {"text": _message(claim, document)},
        "locations": [_location(claim, document)],
        "partialFingerprints": {"claim/v1": f"{document.path}:{claim.id}"},
        "properties": {"claim": claim.id, "verdict": claim.verdict, "grade": claim.grade},
    }


def _message(claim: ClaimRecord, document: DocumentRecord) -> str:
    parts = [f"{claim.id}: {headline(claim)}"]
    if not claim.as_expected:
        parts.append(trouble(claim).removesuffix("."))
    else:
        parts.append(FAULTS[claim.fault].capitalize())
        if claim.witness:
            parts.append(f"Witness: {refutation(claim)}")
    correction = document.corrections.get(claim.id)
    if correction:
        parts.append(f"Corrected by {correction.id} ({correction.verdict}): {correction.statement}")
    return ". ".join(part.removesuffix(".") for part in parts) + "."


def _location(claim: ClaimRecord, document: DocumentRecord) -> dict[str, Any]:
    uri = quote(PurePath(document.path).as_posix(), safe="/:")
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": max(1, claim.line)}}}


FORMAT = Format("sarif", ".sarif", "errors at their lines, for editors and code hosts", render)
