"""How long a user waits for help and for the list of claims, in a folder where nothing is remembered, and whether SymPy was loaded."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from benchmarks.measurement import Measurement, interleaved, python, shown

RUNS = 9
COMMANDS = {"fisherproof --help": "--help", "fisherproof list": "list"}
PREDICTED = {"fisherproof --help": "120 ms, no SymPy", "fisherproof list": "250 ms, no SymPy"}
PROBE = """
import contextlib, io, sys
from verify.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main([{command!r}])
print("SymPy" if "sympy" in sys.modules else "no SymPy")
"""


def measure() -> list[Measurement]:
    """Start-up of a process in an empty folder, and what it imported."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        calls = {row: partial(python, "-m", "verify", command, folder=folder) for row, command in COMMANDS.items()}
        times = interleaved(calls, RUNS)
        loaded = {row: python("-c", PROBE.format(command=command), folder=folder).strip() for row, command in COMMANDS.items()}
    remark = f"median of {RUNS} processes"
    return [Measurement(row, PREDICTED[row], f"{shown(times[row])}, {loaded[row]}", remark) for row in COMMANDS]
