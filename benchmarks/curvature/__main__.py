"""``python -m benchmarks.curvature [--write] [PROBLEM ...]``: the table on the terminal; with ``--write`` in docs/curvature.md as well."""

from __future__ import annotations

from benchmarks.__main__ import machine
from benchmarks.curvature import conditions, environment, measure, pinned
from benchmarks.curvature.asked import verdict
from benchmarks.measurement import ROOT, Measurement, asked, markdown

INTRODUCTION = """# Curvature products

What `python -m benchmarks.curvature --write` measured on this machine: {machine}; {threads} thread(s).

A number says how many times as long the other takes as we do, beside our own time. The bare matrix products are those of a product by the
network, without sums, activations or copies, and *bare gradient* has those of a gradient, by NumPy or in one compiled function of JAX;
their number is their time over ours, so 100 % is a product that costs nothing beyond them, and more is a structured product that leaves
some out. *prepared gradient* makes our calls of NumPy one after the other with all memory made beforehand: what it takes less than ours
is the interpreter's time between calls, and a gradient that JAX computes faster is to be judged by it. Every library, and what is written
by hand in NumPy, runs in a process of its own, on one core and in random order in every round. Times are medians over rounds of the
processor's time (with threads: of the smallest wall time of a round); the machine did other work. Libraries that were not there are named
in the first table. All results agree with the hand-written product to 1e-12 (float64) and 1e-4 (float32), or the run fails. Predictions
were written down before the first run. The first table has the kernels of NumPy's BLAS, the speed of one large product, called the peak,
what part of it our product by the network reaches, and how many multiply-adds that product and a gradient take.{pinned} *kept* means that
JAX or torch.func was given its linearisation, as our products always are; *coefficients* that the vector is given in sample space, as in
a Krylov method that starts at the gradient; and *root* that the root of the curvature is, as in ours with one output.
Our problems have `layout="tuned"`: each takes the order of its arrays that is faster there, as it measures before the first turn
(docs/layout.md). JAX's products by coefficients and by the root are our algorithms written in JAX by hand. The conjugate gradients take
fifty steps; the exact solve reaches a true residual below 1e-12 in float64.

{verdict}

{conditions}

{table}
"""


def main() -> None:
    """Measure, print, and write if asked to."""
    options = asked("benchmarks.curvature", "Measure products with curvature against other tools, for some minutes.", names="PROBLEM")
    rows = measure(options.names)
    for row in rows:
        print(f"{row.name:64s} predicted {row.predicted:>8s}   measured {row.measured:>20s}")
    for problem, remark in conditions(rows).items():
        print(f"{problem}: {remark}")
    print(verdict(rows))
    if options.write:
        write(rows)


def write(rows: list[Measurement]) -> None:
    """The page of the documentation."""
    page = INTRODUCTION.format(
        machine=machine(),
        threads=environment()["OPENBLAS_NUM_THREADS"],
        pinned=pinned(),
        verdict=verdict(rows),
        conditions=markdown(("problem", "over"), conditions(rows).items()),
        table=markdown(("what", "predicted", "measured"), ((row.name, row.predicted, row.measured) for row in rows)),
    )
    path = ROOT / "docs" / "curvature.md"
    _, heading, sections = path.read_text(encoding="utf-8").partition("\n## ")  # others write those
    path.write_text(page + heading + sections, encoding="utf-8")


if __name__ == "__main__":
    main()
