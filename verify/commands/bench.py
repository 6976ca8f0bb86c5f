"""``fisherproof bench``: the interleaved ratios of the folder ``benchmarks``, run from a source tree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from verify.console import console_of, console_options

FOLDER = "benchmarks"


@click.command
@click.argument("name", required=False)
@console_options
def command(*, name: str | None, quiet: bool, no_color: bool) -> int:
    """Run one benchmark, or list them.

    \b
    Example: fisherproof bench curvature
    """  # noqa: D301 - \b keeps click from wrapping a block
    console = console_of(quiet=quiet, no_color=no_color)
    root = source_tree()
    if root is None:
        fault = f"expected a source tree with a folder {FOLDER!r}, got an installed package"
        console.error(f"Error: Running benchmarks: {fault}. Clone the repository and run it there.")
        return 2
    found = programs(root)
    if name is None:
        console.result("\n".join(["all", *found]))
        return 0
    if name != "all" and name not in found:
        console.error(f"Error: Running benchmarks: expected one of all, {', '.join(found)}, got {name!r}. Choose one of them.")
        return 2
    module = FOLDER if name == "all" else f"{FOLDER}.{name}"
    return subprocess.run([sys.executable, "-m", module], cwd=root, check=False).returncode  # noqa: S603 - our own interpreter and module


def source_tree() -> Path | None:
    """The root of the source tree that this file belongs to or that the command was started in."""
    for place in (Path(__file__).resolve().parents[2], Path.cwd()):
        if (place / FOLDER / "__main__.py").is_file() and (place / "pyproject.toml").is_file():
            return place
    return None


def programs(root: Path) -> list[str]:
    """The benchmarks that can be run by themselves: packages, and modules that say what they do when run."""
    folder = root / FOLDER
    packages = [path.parent.name for path in folder.glob("*/__main__.py")]
    modules = [path.stem for path in folder.glob("*.py") if path.stem != "__main__" and '__name__ == "__main__"' in path.read_text("utf-8")]
    return sorted([*packages, *modules])
