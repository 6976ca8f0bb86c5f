"""Reading documents: work in proportion to their length, and no algebra system."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

from counted import calls

from verify.documents import read_bytes

NAME = "notes.md"


def many_claims(count: int) -> bytes:
    """A document of this many claims."""
    block = 'id = "c{0}"\nlet = {{ x = "real", y = "positive" }}\n'
    block += 'claim = "fisher(Gamma(x, y), [x, y]) == [[polygamma(1, x), -1/y], [-1/y, x/y**2]]"\n'
    return "".join(f"Prose.\n\n```claim\n{block.format(number)}```\n\n" for number in range(count)).encode()


def test_reading_takes_as_long_as_the_document_is() -> None:
    """Ten times as many claims are ten times the work, and a claim is read in a few hundred calls of functions."""
    read_bytes(many_claims(1), NAME)
    few, many = (calls(partial(read_bytes, many_claims(count), NAME)) for count in (25, 250))
    assert many < 11 * few
    assert many < 250 * 500


def test_reading_needs_no_algebra_system(tmp_path: Path) -> None:
    """250 claims are read, and SymPy and python-flint are never imported."""
    (tmp_path / "a.md").write_bytes(many_claims(250))
    program = (
        "import sys; from verify.documents import read_document; "
        "assert len(read_document(sys.argv[1]).claims) == 250; assert 'sympy' not in sys.modules and 'flint' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.md")], check=True, cwd=Path(__file__).parent.parent)  # noqa: S603 - our own
