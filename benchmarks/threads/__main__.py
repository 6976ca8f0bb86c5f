"""``python -m benchmarks.threads [--write] [PROBLEM ...]``: the table on the terminal; with ``--write`` in docs/threads.md as well."""

from __future__ import annotations

from benchmarks.__main__ import machine
from benchmarks.measurement import ROOT, asked, markdown, revision
from benchmarks.threads import measure

INTRODUCTION = """# Threads

What `python -m benchmarks.threads --write` measured of commit {revision} on this machine: {machine}; no pinned instruction set.

`Problem(..., threads=N)` cuts every batch into N parts, one a thread; results do not depend on which thread is first. A number is how many
times as fast a product with curvature or a gradient is as with one thread, in wall time, and beside it how many times as fast with one
thread of ours and as many of BLAS, which share every product of matrices. Times are the least of many turns: other work on the
machine only lengthens them, but where it was there all along, less is reached than could be. Predictions were written down before the
first run.

{table}
"""


def main() -> None:
    """Measure, print, and write if asked to."""
    options = asked("benchmarks.threads", "Measure products and gradients with several threads, for some minutes.", names="PROBLEM")
    rows = measure(options.names)
    for row in rows:
        print(f"{row.name:48s} predicted {row.predicted:>6s}   measured {row.measured}")
    if options.write:
        table = markdown(("what", "predicted", "measured"), ((row.name, row.predicted, row.measured) for row in rows))
        page = INTRODUCTION.format(revision=revision(), machine=machine(), table=table)
        (ROOT / "docs" / "threads.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
