"""go.py makes what is missing once, passes status on, and tells a wrong call apart from a failed set-up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project of three files, in a path with a space, that needs no package: `verify report` prints, and exits with, its argument."""
    root = tmp_path / "a project"
    (root / "verify").mkdir(parents=True)
    (root / "go.py").write_bytes((ROOT / "go.py").read_bytes())
    (root / "requirements.txt").write_text("")
    (root / "verify" / "__main__.py").write_text("import sys; print(*sys.argv[1:]); sys.exit(int(sys.argv[2]))")
    (root / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    return root


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call go.py from another directory; a search path of the caller's would lead to the packages of this tree."""
    call, env = [sys.executable, str(root / "go.py"), *arguments], {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(call, cwd="/", env=env, capture_output=True, text=True, check=False)  # noqa: S603 - our own program


def pretend_installed(root: Path) -> None:
    """Put the interpreter of this test where the environment's would be, and the stamp that go.py would leave."""
    program = "import sys; sys.path.insert(0, sys.argv[1]); import go; go.STAMP.write_text(go.fingerprint())"
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    subprocess.run([sys.executable, "-c", program, str(root)], check=True)  # noqa: S603 - our own program


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_a_result(clone: Path, option: str) -> None:
    """Help goes to standard output, says what every command does with an example, sets nothing up, and the status is 0."""
    done = run(clone, option)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f"\n  {name} " in done.stdout for name in ("report", "test", "campaign"))
    assert "Example: python3 go.py report" in done.stdout
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("arguments", [(), ("deploy",), ("--helpp",)])
def test_a_wrong_call_prints_the_usage(clone: Path, arguments: tuple[str, ...]) -> None:
    """Without a command of the table nothing is set up, and the status is 2."""
    done = run(clone, *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("usage: python3 go.py {report,test,campaign} [arguments]")
    assert not (clone / ".venv").exists()


def test_status_and_arguments_pass_through(clone: Path) -> None:
    """Once set up, go.py is the command: from any directory, in a path with a space, with its own status."""
    pretend_installed(clone)
    done = run(clone, "report", "7", "two words")
    assert (done.returncode, done.stdout, done.stderr) == (7, "report 7 two words\n", "")


def test_changed_pins_are_installed_anew(clone: Path) -> None:
    """A change of the requirements makes the stamp void; a set-up that fails is status 3 and leaves no stamp."""
    pretend_installed(clone)
    (clone / "requirements.txt").write_text("no-such-file.whl --hash=sha256:0\n")
    done = run(clone, "report", "7")
    assert done.returncode == 3
    assert "Setting up: expected every step to succeed, got status" in done.stderr
    assert not (clone / ".venv" / "installed").exists()
