"""Set up what is missing, then run: ``python3 go.py report``, ``python3 go.py test`` or ``python3 go.py campaign``."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
PINS, PROJECT, STAMP = ROOT / "requirements.txt", ROOT / "pyproject.toml", ENVIRONMENT / "installed"
COMMANDS = {
    "report": ["-m", "verify", "report"],
    "test": ["-m", "pytest", "--numprocesses=auto", "-m", "not slow"],
    "campaign": ["-m", "pytest", "--numprocesses=2", "--timeout=7200"],
}
PROFILES = {"test": "ci", "campaign": "nightly"}
USAGE = f"usage: python3 go.py {{{','.join(COMMANDS)}}} [arguments]   (relative paths count from {ROOT})\n"
HELP = f"""{USAGE}
Sets up .venv if need be, then runs one of:
  report     check both built-in ledgers and write build/report/index.html; arguments are those of `fisherproof report`
  test       run the test suite; arguments are those of pytest
  campaign   run it with the slow tests and many more random examples

Example: python3 go.py report --only "H2.*"
"""


def fingerprint() -> str:
    """Digest of all that the environment is made of: the interpreter, the place, the pins and the project's own table."""
    parts = [sys.version.encode(), os.fsencode(ROOT), PINS.read_bytes(), PROJECT.read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install() -> None:
    """Make ``.venv`` anew with the pip that is already there: no ensurepip is needed, and the system's own packages stay untouched."""
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", ENVIRONMENT], check=True)
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", PYTHON, "install"]
    subprocess.run([*pip, "--require-hashes", "--requirement", PINS], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT], check=True)
    STAMP.write_text(fingerprint(), encoding="utf-8")


def become(name: str, *arguments: str) -> NoReturn:
    """Hand the process over to a command of the table, so that its exit status and its signals are its own."""
    os.chdir(ROOT)
    environment = {"FISHERPROOF_PROFILE": PROFILES.get(name, "dev"), **os.environ}
    os.execve(PYTHON, [str(PYTHON), *COMMANDS[name], *arguments], environment)  # noqa: S606 - no shell is wanted


def main(arguments: list[str]) -> int:
    """Check the call, set up what is missing, and become the command."""
    if arguments and arguments[0] in {"-h", "--help"}:
        sys.stdout.write(HELP)
        return 0
    if not arguments or arguments[0] not in COMMANDS:
        sys.stderr.write(USAGE)
        return 2
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells the user so
        sys.stderr.write(f"Setting up: expected Python >= 3.11, got {sys.version.split()[0]}. Call this file with a newer one.\n")
        return 2
    if not STAMP.exists() or STAMP.read_text(encoding="utf-8") != fingerprint():
        sys.stderr.write(f"Setting up {ENVIRONMENT} from {PINS.name} (once) ...\n")
        try:
            install()
        except subprocess.CalledProcessError as failure:
            sys.stderr.write(f"Setting up: expected every step to succeed, got status {failure.returncode}. Read the message above.\n")
            return 3
    become(*arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
