"""How long a user waits for help and for the list of claims, the first time and later, and whether SymPy was loaded for it."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from benchmarks.measurement import Measurement, interleaved, python, shown

RUNS = 9
HELP, FIRST, AGAIN = "fisherproof --help", "fisherproof list, nothing remembered", "fisherproof list"
COMMANDS = {HELP: "--help", FIRST: "list", AGAIN: "list"}
PREDICTED = {HELP: "120 ms, no SymPy", FIRST: "250 ms, no SymPy", AGAIN: "250 ms, no SymPy"}
PROBE = """
import contextlib, io, sys
from verify.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main([{command!r}])
print("SymPy" if "sympy" in sys.modules else "no SymPy")
"""


def measure() -> list[Measurement]:
    """Start-up of a process in a new folder, or in one where another has read the ledgers, and what it imported."""
    with tempfile.TemporaryDirectory() as name:
        kept = Path(name)
        python("-m", "verify", "list", folder=kept)
        folders = {HELP: None, FIRST: None, AGAIN: kept}
        calls = {row: partial(python, "-m", "verify", COMMANDS[row], folder=folders[row]) for row in COMMANDS}
        times = interleaved(calls, RUNS)
        loaded = {row: python("-c", PROBE.format(command=COMMANDS[row]), folder=folders[row]).strip() for row in COMMANDS}
    remark = f"median of {RUNS} processes"
    return [Measurement(row, PREDICTED[row], f"{shown(times[row])}, {loaded[row]}", remark) for row in COMMANDS]
