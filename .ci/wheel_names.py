"""Check that a wheel installs exactly the four packages at top level, with their data."""

from __future__ import annotations

import sys
import zipfile

PACKAGES = {"derivations", "numeric", "reports", "verify"}
SUFFIX = ".dist-info"


def faults(names: list[str]) -> list[str]:
    """What is wrong with the list of files of a wheel."""
    top = {name.partition("/")[0] for name in names} - {name.partition("/")[0] for name in names if SUFFIX in name}
    missing = [f"{package}/py.typed" for package in sorted(PACKAGES) if f"{package}/py.typed" not in names]
    found = [f"expected the top-level names {sorted(PACKAGES)}, got {sorted(top)}"] if top != PACKAGES else []
    found += [f"expected {name} in the wheel, got nothing" for name in missing]
    if not any(name.startswith("verify/ledger/") and name.endswith(".md") for name in names):
        found.append("expected the ledgers verify/ledger/*.md in the wheel, got nothing")
    if not any(name.startswith("reports/templates/") for name in names):
        found.append("expected the templates reports/templates/* in the wheel, got nothing")
    return found


if __name__ == "__main__":
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        wrong = faults(wheel.namelist())
    for fault in wrong:
        sys.stderr.write(f"Reading {sys.argv[1]}: {fault}.\n")
    sys.exit(1 if wrong else 0)
