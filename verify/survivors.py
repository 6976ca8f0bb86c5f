"""Why a mutant survives: what in its form keeps it from being refuted at a point and from being proved."""

from __future__ import annotations

import re

_BOUND_BY_HYPOTHESES = "under its hypotheses no sampled point violates it, and no prover shows it"
_FORMS = (  # the first that fits
    (re.compile(r"\blimit\("), "a limit is derived or not: at a point nothing encloses it, and for the changed one no rule finds a value"),
    (re.compile(r"\b(?:geodesic|fisher_rao)\("), "a geodesic or a distance in closed form, which has no enclosure at the sampled points"),
    (re.compile(r"!="), "a changed != fails only where both sides meet, if they do: at no rational point or square root that was tried"),
    (re.compile(r"<|>|\b(?:psd|pd|convex)\("), "a changed bound that no sampled point violates: it may hold, and no prover shows it"),
    (re.compile(r"\bE\("), "an expectation that has no closed form, or does not exist, for the changed integrand or law"),
    (re.compile(r" @ |\binv\("), _BOUND_BY_HYPOTHESES),
    (re.compile(""), "no sampled point violates it, and no prover shows it"),
)


def why_it_survives(statement: str, *, has_hypotheses: bool) -> str:
    """Return the reason for a mutant that was neither refuted nor proved, by the form of its statement.

    A mutant is refuted at a point by enclosing both sides there, and proved as the claim is; each form stands in the way of both.
    """
    return next(reason for form, reason in _FORMS if form.search(statement) and (has_hypotheses or reason != _BOUND_BY_HYPOTHESES))
