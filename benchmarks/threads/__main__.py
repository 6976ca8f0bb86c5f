"""``python -m benchmarks.threads [--write] [PROBLEM ...]``: the table on the terminal; with ``--write`` in docs/threads.md as well."""

from __future__ import annotations

import os

from benchmarks.__main__ import machine
from benchmarks.measurement import ROOT, asked, markdown, revision
from benchmarks.threads import measure
from numeric.batches import LEAST

INTRODUCTION = """# Threads

What `python -m benchmarks.threads --write` measured of commit {revision} on this machine: {machine}; no pinned instruction set.

`Problem(..., threads=N)` cuts every batch into up to N parts, one a thread; results do not depend on which thread is first. A number is
how many times as fast a product with curvature, a gradient, the Kronecker factors of drawn targets or the exact solve in sample space
is as with one thread, in wall time, and beside it how many times as fast with one thread of ours and as many of BLAS, which share every
product of matrices. Of the exact solve, whose Gram matrix is cut by rows, one thread computes the Cholesky factor. Threads of BLAS wait
for each other in a loop: where another process takes one of their processors they may need a hundred times as long. *deep* is the
autoencoder with 4096 samples. A part has {double:g} multiply-adds of a product at least (float32: {single:g}), as before that was so small
problems took up to four times as long with four threads; 1.00x means that one part is left. Times are the least of many turns: other work
on the machine only lengthens them. {before} Predictions were written down before the first run.

{table}
"""


def before() -> str:
    """Whether other work could take the processors."""
    if os.sched_getscheduler(0) == os.SCHED_OTHER:
        return "Other work on the machine had the same right to the processors."
    return "The processes came before all others on the machine (as with `chrt -f 1`), which did other work."


def main() -> None:
    """Measure, print, and write if asked to."""
    options = asked("benchmarks.threads", "Measure products and gradients with several threads, for some minutes.", names="PROBLEM")
    rows = measure(options.names)
    for row in rows:
        print(f"{row.name:48s} predicted {row.predicted:>6s}   measured {row.measured}")
    if options.write:
        table = markdown(("what", "predicted", "measured"), ((row.name, row.predicted, row.measured) for row in rows))
        facts = {"revision": revision(), "machine": machine(), "before": before(), "double": LEAST["d"], "single": LEAST["f"]}
        page = INTRODUCTION.format(table=table, **facts)
        (ROOT / "docs" / "threads.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
