"""How much memory a worker needs at most: loaded, and after the claims of the ledgers that need most time."""

from __future__ import annotations

from benchmarks.measurement import Measurement, python

PREDICTED = {"loaded": "110 MB", "H6.10": "120 MB", "M8.19b-singular": "150 MB", "both ledgers": "250 MB"}
PROBE = """
from pathlib import Path
import verify.runs.warm
from verify.claim import Claim
from verify.documents import read_document
from verify.built_in import ledgers
from verify.decide import decide
wanted = {wanted!r}
claims = [claim for path in ledgers() for claim in read_document(path).entries if isinstance(claim, Claim)]
chosen = [claim for claim in claims if wanted in (claim.id, "both ledgers")]
for claim in chosen:
    decide(claim.payload())
status = Path("/proc/self/status").read_text().splitlines()
peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))  # in KiB; ru_maxrss counts what the parent held, too
print(len(chosen), peak)
"""


def measure() -> list[Measurement]:
    """The largest resident set of a process that does a worker's work, one process a row."""
    rows = []
    for wanted, predicted in PREDICTED.items():
        count, peak = map(int, python("-c", PROBE.format(wanted=wanted)).split())
        name = "worker, loaded" if wanted == "loaded" else f"worker, {wanted}"
        rows.append(Measurement(name, predicted, f"{peak / 1000:.0f} MB", f"peak resident set, {count} claims one after the other"))
    return rows
