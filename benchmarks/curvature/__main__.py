"""``python -m benchmarks.curvature [PROBLEM ...]``: the whole table on the terminal."""

from __future__ import annotations

import sys

from benchmarks.curvature import measure

for row in measure(tuple(sys.argv[1:])):
    print(f"{row.name:58s} predicted {row.predicted:>22s}   measured {row.measured:>24s}   {row.remark}")
