"""``python -m benchmarks.layout [--write] [PROBLEM ...]``: the table on the terminal; with ``--write`` in docs/layout.md as well."""

from __future__ import annotations

from benchmarks.__main__ import as_table, machine
from benchmarks.layout import measure
from benchmarks.measurement import ROOT, asked, revision

INTRODUCTION = """# What tuning the layout could win

What `python -m benchmarks.layout --write` measured of commit {revision} on this machine: {machine}; one thread, no pinned instruction set.

The core keeps samples last, and takes a fixed way to every kind of product (`numeric/layers/gemm.py`). A number is the time with
something else over that of the core as it is, processor's time, medians of turns; above one means slower. *Bare products, samples
first* are the matrix products of a product with curvature and nothing else, with samples as rows, over the same with samples as
columns; *flat* are a whole gradient and a whole product through the network so, over the same with samples as columns, both as a list
of calls of NumPy with all memory made beforehand (`benchmarks/layout/flat.py`). *Tuned* is a whole product with curvature or a whole
gradient in which every product of matrices goes the way that was fastest for its shape, of those in `benchmarks/layout/routes.py`,
where that alone saved 3 % or more: NumPy's or SciPy's routine, the transposed product turned, 512 samples at a time, sums apart or in
the routine. *Idle* is the same with a table in which nothing is changed: what looking up costs. Predictions were written down before
the first run of this program; those of *tuned* after a trial had shown 1.00x to 1.05x, where 0.97x had been expected.

{table}
"""


def main() -> None:
    """Measure, print, and write if asked to."""
    options = asked("benchmarks.layout", "Measure what other layouts and tuned products would win, for some minutes.", names="PROBLEM")
    rows = measure(options.names)
    for row in rows:
        print(f"{row.name:64s} predicted {row.predicted:>14s}   measured {row.measured:>20s}   {row.remark}")
    if options.write:
        page = INTRODUCTION.format(revision=revision(), machine=machine(), table=as_table(rows))
        (ROOT / "docs" / "layout.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
