"""How long a user waits for help and for the list of claims, and whether SymPy was loaded for it."""

from __future__ import annotations

from benchmarks.measurement import Measurement, interleaved, python, shown

RUNS = 9
PREDICTED = {"--help": "120 ms, no SymPy", "list": "250 ms, no SymPy"}
PROBE = """
import contextlib, io, sys
from verify.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main([{command!r}])
print("SymPy" if "sympy" in sys.modules else "no SymPy")
"""


def measure() -> list[Measurement]:
    """Start-up of a fresh process, and what it imported."""
    times = interleaved({name: lambda name=name: python("-m", "verify", name) for name in PREDICTED}, RUNS)
    loaded = {name: python("-c", PROBE.format(command=name)).strip() for name in PREDICTED}
    remark = f"median of {RUNS} processes"
    return [Measurement(f"fisherproof {name}", PREDICTED[name], f"{shown(times[name])}, {loaded[name]}", remark) for name in PREDICTED]
