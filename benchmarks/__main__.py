"""Run every benchmark and print one table; with ``--write`` it goes to docs/measurements.md as well."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from benchmarks.measurement import ROOT, Measurement, asked, markdown

if TYPE_CHECKING:
    from types import ModuleType

HEADINGS = ("what", "predicted", "measured", "over")
PACKAGES = ("sympy", "python-flint", "mpmath", "numpy", "scipy")


def measuring() -> list[ModuleType]:
    """The files of this folder that measure rows, in the order of their names; its folders write pages of their own."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.ispkg)
    modules = [importlib.import_module(f"benchmarks.{name}") for name in names if name != "__main__"]
    return [module for module in modules if hasattr(module, "measure")]


def collected() -> list[Measurement]:
    """All rows."""
    return [row for module in measuring() for row in module.measure()]


def machine() -> str:
    """What the numbers were measured on, without names or paths."""
    model = next((line.partition(":")[2].strip() for line in _processor_lines() if line.startswith("model name")), platform.machine())
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{model}, {os.cpu_count()} processors, {platform.system()}; {python}; {packages}"


def _processor_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def fields(row: Measurement) -> tuple[str, str, str, str]:
    """A row as the table shows it."""
    return row.name, row.predicted, row.measured, row.remark


def as_markdown(rows: list[Measurement]) -> str:
    """The table as a page of the documentation."""
    return INTRODUCTION.format(machine=machine(), table=as_table(rows))


def as_table(rows: list[Measurement]) -> str:
    """The rows in Markdown."""
    return markdown(HEADINGS, map(fields, rows))


INTRODUCTION = """# Measurements

What `python -m benchmarks --write` measured on this machine: {machine}.

Times are wall-clock times on a machine that did other work too; they are medians, with the smallest and the largest in parentheses.
The predictions were written down before the first measurement and are left as they were; that of the report with nothing remembered
and that of the processor time were not made blindly. No test asserts a time.

{table}
"""


def main() -> None:
    """Measure, print, and write if asked to."""
    options = asked("benchmarks", "Run every benchmark, for some minutes, and print one table.")
    rows = collected()
    table = Table(*HEADINGS, title="fisherproof benchmarks", caption=machine())
    for row in rows:
        table.add_row(*fields(row))
    Console().print(table)
    if options.write:
        page = ROOT / "docs" / "measurements.md"
        _, mark, sections = page.read_text(encoding="utf-8").partition("\n## ") if page.exists() else ("", "", "")
        page.write_text(as_markdown(rows) + mark + sections, encoding="utf-8")


if __name__ == "__main__":
    main()
