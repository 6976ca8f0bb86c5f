"""JUnit XML: a claim is a test case, for the displays of continuous integration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from reports.formats import Format
from reports.wording import headline, refutation, tool_failed, trouble

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reports.record import ClaimRecord, DocumentRecord, Report

_NO_XML_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Return a suite a document: not as expected is a failure, a limit or crash of the tool an error."""
    root = ET.Element("testsuites", _counts(report.claims) | {"name": "fisherproof"})
    for document in report.documents:
        _suite(root, document, report.tool)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, document: DocumentRecord, tool: Mapping[str, object]) -> None:
    suite = ET.SubElement(root, "testsuite", _counts(document.claims) | {"name": _clean(document.path)})
    if tool:
        properties = ET.SubElement(suite, "properties")
        for name, value in tool.items():
            ET.SubElement(properties, "property", name=_clean(str(name)), value=_clean(str(value)))
    for claim in document.claims:
        _case(suite, claim, document)


def _case(suite: ET.Element, claim: ClaimRecord, document: DocumentRecord) -> None:
    group = f"{document.path}: {claim.section}" if claim.section else document.path
    place = {"file": _clean(document.path), "line": str(claim.line)}
    case = ET.SubElement(suite, "testcase", {"name": _clean(claim.id), "classname": _clean(group), "time": f"{claim.seconds:.3f}", **place})
    if not claim.as_expected:
        kind = "error" if tool_failed(claim) else "failure"
        problem = ET.SubElement(case, kind, type=claim.verdict, message=_clean(trouble(claim)))
        problem.text = _clean(_details(claim))
    ET.SubElement(case, "system-out").text = _clean(f"{claim.verdict} {claim.grade}".strip() + f": {headline(claim)}")


def _details(claim: ClaimRecord) -> str:
    lines = [claim.statement]
    if claim.witness:
        lines += [refutation(claim), f"difference {claim.witness.enclosure}"]
    lines += [f"{one.engine}: {one.verdict} {one.grade}: {one.detail}" for one in claim.evidence]
    return "\n".join([*lines, claim.command] if claim.command else lines)


def _counts(claims: Sequence[ClaimRecord]) -> dict[str, str]:
    errors = sum(not claim.as_expected and tool_failed(claim) for claim in claims)
    failures = sum(not claim.as_expected for claim in claims) - errors
    seconds = sum(claim.seconds for claim in claims)
    return {"tests": str(len(claims)), "failures": str(failures), "errors": str(errors), "time": f"{seconds:.3f}"}


def _clean(text: str) -> str:
    """Return the text without the characters that XML forbids even when escaped."""
    return _NO_XML_CHARACTER.sub("\ufffd", text)


FORMAT = Format("junit", ".xml", "a claim as a test case, for continuous integration", render)
