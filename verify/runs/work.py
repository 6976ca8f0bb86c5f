"""What worker processes do beside deciding claims: functions from plain JSON to plain JSON, named to the engine as text."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from derivations.errors import ClaimError, DerivationError, FisherproofError

DECIDE = "verify.decide:decide"
WELL_FORMED = "verify.runs.work:well_formed"
DERIVE = "verify.runs.work:derive"
KERNEL = "verify.runs.work:kernel"
EXPERIMENTS = "verify.runs.warm_experiments"  # what workers need that run an experiment


def well_formed(payload: dict[str, Any]) -> dict[str, Any]:
    """Find every fault of a document: ``{"path", "bytes"}`` (base64) to ``{"problems", "sound"}``.

    A problem is ``{"line", "column", "message", "claim_id"}``; ``sound`` lists the lines of the claims without one. Knowing the
    vocabulary takes SymPy, so this is no job for the process that reads the command line.
    """
    from derivations.language.vocabulary import reserved_names
    from verify.documents import read_bytes
    from verify.wellformedness.wellformed import problems

    document = read_bytes(base64.b64decode(payload["bytes"]), payload["path"], reserved_names())
    found = sorted([*document.problems, *problems(document)], key=lambda problem: (problem.line, problem.column))
    unsound = {problem.claim_id for problem in found}
    return {
        "problems": [{name: getattr(one, name) for name in ("line", "column", "message", "claim_id")} for one in found],
        "sound": [claim.line for claim in document.claims if claim.id not in unsound],
    }


def derive(payload: dict[str, Any]) -> dict[str, Any]:
    """Derive ``{"expression", "lets"}`` to the fields of the derived object, or to ``{"fault", "message"}``.

    ``"families"`` may name a document whose family blocks the expression uses.
    """
    from verify.derive import derive as derived

    try:
        value = derived(payload["expression"], payload["lets"], Path(payload["families"]) if payload.get("families") else None)
    except FisherproofError as error:
        return _fault(error)
    return {
        "shape": list(value.shape),
        "text": value.text,
        "latex": value.latex,
        "python": value.python,
        "steps": list(value.steps),
        "conditions": list(value.conditions),
        "json": value.json(),
    }


def kernel(payload: dict[str, Any]) -> dict[str, Any]:
    """Write the kernel of ``{"expression", "lets", "options"}``: ``{"source"}``, or ``{"fault", "message"}``."""
    from derivations.codegen import Options, kernel_source

    try:
        return {"source": kernel_source(payload["expression"], payload["lets"], Options(**payload["options"]))}
    except FisherproofError as error:
        return _fault(error)


def _fault(error: FisherproofError) -> dict[str, Any]:
    fault = "input" if isinstance(error, ClaimError) else "derivation" if isinstance(error, DerivationError) else "domain"
    return {"fault": fault, "message": str(error)}
