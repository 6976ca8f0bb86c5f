"""The result of a run in one or two sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.arrangement import known_errors
from reports.wording import spelled

if TYPE_CHECKING:
    from reports.record import Report


def lede(report: Report) -> str:
    """Return the result of the run as prose: how many claims, how many as expected, how many errors and how they are corrected.

    >>> from reports.record import Report
    >>> lede(Report())
    'No claim was checked.'
    """
    claims = report.claims
    if not claims:
        return "No claim was checked."
    return " ".join(part for part in (_outcome(len(claims), report.summary["unexpected"]), _errors(report)) if part)


def _outcome(total: int, wrong: int) -> str:
    if not wrong:
        return "The one claim checked came out as expected." if total == 1 else f"All {total} claims came out as expected."
    if wrong == total:
        return "The one claim checked did not come out as expected." if total == 1 else f"None of the {total} claims came out as expected."
    return f"Of {total} claims checked, {total - wrong} came out as expected and {wrong} did not."


def _errors(report: Report) -> str:
    """Tell the errors: each refutation is certified, so only corrections differ from one to the next."""
    errors = known_errors(report)
    if not errors:
        return ""
    mine = {id(claim) for claim in errors}
    repairs = [document.corrections.get(claim.id) for document in report.documents for claim in document.claims if id(claim) in mine]
    proved = sum(repair is not None and repair.verdict == "proved" for repair in repairs)
    first = spelled(len(errors)).capitalize()
    statements = "statement is" if len(errors) == 1 else "statements are"
    has = "it has" if len(errors) == 1 else "each has"
    if proved == len(errors):
        return f"{first} {statements} wrong as printed; {has} a certified counterexample and a proved correction."
    tail = f", and {spelled(proved)} a proved correction" if proved else ""
    return f"{first} {statements} wrong as printed; {has} a certified counterexample{tail}."
