"""The wheel installs the four packages with their data, and nothing else at top level."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_spec = importlib.util.spec_from_file_location("wheel_names", ROOT / ".ci" / "wheel_names.py")
assert _spec is not None
assert _spec.loader is not None
wheel_names = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(wheel_names)

GOOD = [
    "derivations/py.typed", "numeric/py.typed", "reports/py.typed", "verify/py.typed", "verify/ledger/a.md", "reports/templates/a.html",
    "fisherproof-0.1.0.dist-info/METADATA",
]  # fmt: skip


def test_the_wheel_is_complete(tmp_path: Path) -> None:
    """A wheel built from this tree has the four top-level names, the type markers, the ledgers and the templates."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own command
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert wheel_names.faults(archive.namelist()) == []


@pytest.mark.parametrize("missing", GOOD[:-1])
def test_a_missing_file_is_seen(missing: str) -> None:
    """The check of a wheel names what is not there."""
    assert wheel_names.faults(GOOD) == []
    assert any(missing.partition(".")[0].rstrip("a") in fault for fault in wheel_names.faults([name for name in GOOD if name != missing]))


def test_a_stray_package_is_seen() -> None:
    """A fifth top-level name is reported."""
    assert wheel_names.faults([*GOOD, "tests/conftest.py"]) != []
