"""How long the report on both built-in ledgers takes: with nothing remembered, and again with everything remembered."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from benchmarks.measurement import Measurement, interleaved, python, seconds, shown

JOBS, COLD, WARM = 2, 2, 5
PREDICTED = {"cold": "25 s", "warm": "1 s", "work": "30 s"}


def measure() -> list[Measurement]:
    """Cold runs in folders of their own, then warm runs in one of them."""
    command = ("-m", "verify", "report", "--quiet", "--jobs", str(JOBS))
    with tempfile.TemporaryDirectory() as folder:
        cold = interleaved({"cold": lambda: python(*command)}, COLD - 1)["cold"]
        cold += interleaved({"cold": lambda: python(*command, folder=Path(folder))}, 1)["cold"]
        warm = interleaved({"warm": lambda: python(*command, folder=Path(folder))}, WARM)["warm"]
        decided = json.loads((Path(folder) / "build" / "report" / "report.json").read_text(encoding="utf-8"))
    work = sum(claim["seconds"] for document in decided["documents"] for claim in document["claims"])
    return [
        Measurement("processor time of all claims", PREDICTED["work"], seconds(work), "both ledgers, as the records state it"),
        Measurement("fisherproof report, nothing remembered", PREDICTED["cold"], shown(cold), f"both ledgers, {JOBS} jobs, {COLD} runs"),
        Measurement("fisherproof report, everything remembered", PREDICTED["warm"], shown(warm), f"both ledgers, {JOBS} jobs, {WARM} runs"),
    ]
