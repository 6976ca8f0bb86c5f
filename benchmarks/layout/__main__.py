"""``python -m benchmarks.layout [--write] [PROBLEM ...]``: the table on the terminal; with ``--write`` in docs/layout.md as well."""

from __future__ import annotations

from benchmarks.__main__ import as_table, machine
from benchmarks.layout import measure
from benchmarks.measurement import ROOT, asked, revision

INTRODUCTION = """# What tuning the layout wins

What `python -m benchmarks.layout --write` measured of commit {revision} on this machine: {machine}; one thread, no pinned instruction set.

A number is the time with something else over that of the core by default, processor's time, medians of turns; above one means slower.
*Samples first* is a whole gradient or a whole product with curvature through the network with `Problem(..., layout="samples first")`
(`numeric/layers/samples_first.py`), *layout tuned* the same with `layout="tuned"`, and what that chose; *bare products, samples first* are
the matrix products of a product with curvature and nothing else, with samples as rows, over the same with samples as columns. With one
output a product goes by the root of the curvature unless it is told otherwise; it then has samples last in either layout.

*Other ways* is a whole gradient or product, samples last, in which every product of matrices goes the way that was fastest for its shape
where that alone saved 3 % or more, of those in `benchmarks/layout/routes.py`: NumPy's or SciPy's routine, the transposed product turned,
512 samples at a time, sums apart or in the routine; what `numeric/layers/gemm.py` does is fixed. *Idle* is the same with a table in which
nothing is changed: what looking up costs.

Predictions were written down before the first run of this program; those of *other ways* after a trial had shown 1.00x to 1.05x, where
0.97x had been expected, and those of whole passes with samples first, of which half of what flat lists of calls had won was expected
(0.90x to 0.95x in three problems, 1.00x to 1.16x in the others), after trials beside other work.

{table}
"""


def main() -> None:
    """Measure, print, and write if asked to."""
    options = asked("benchmarks.layout", "Measure what other layouts and other ways to products win, for some minutes.", names="PROBLEM")
    rows = measure(options.names)
    for row in rows:
        print(f"{row.name:64s} predicted {row.predicted:>14s}   measured {row.measured:>20s}   {row.remark}")
    if options.write:
        page = INTRODUCTION.format(revision=revision(), machine=machine(), table=as_table(rows))
        (ROOT / "docs" / "layout.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
