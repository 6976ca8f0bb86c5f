"""Set up what is missing, then run: ``python3 go.py report``, ``python3 go.py test`` or ``python3 go.py campaign``."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"
PINS, PROJECT, STAMP = ROOT / "requirements.txt", ROOT / "pyproject.toml", ENVIRONMENT / "installed"
COMMANDS = {
    "report": ["-m", "verify", "report"],
    "test": ["-m", "pytest", "--numprocesses=2"],
    "campaign": ["-m", "pytest", "--numprocesses=2", "--timeout=7200"],
}
DEFAULT_PROFILES = {"test": "ci", "campaign": "nightly"}


def fingerprint() -> str:
    """Digest of all that the environment is made of: the interpreter, the place, the pins and the project's own table."""
    parts = [sys.version.encode(), os.fsencode(ROOT), PINS.read_bytes(), PROJECT.read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def install() -> None:
    """Make ``.venv`` anew. The pip that is already there installs into it: a system without ensurepip, or one that guards its own packages, will do."""
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", ENVIRONMENT], check=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", PYTHON, "install"]
    subprocess.run([*pip, "--require-hashes", "--requirement", PINS], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT], check=True)
    STAMP.write_text(fingerprint(), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run one command of the table in the environment; its exit status is passed on."""
    if not arguments or arguments[0] not in COMMANDS:
        sys.stderr.write(f"usage: python3 go.py {{{','.join(COMMANDS)}}} [arguments]\n")
        return 2
    if not STAMP.exists() or STAMP.read_text(encoding="utf-8") != fingerprint():
        sys.stderr.write(f"Setting up {ENVIRONMENT} from {PINS.name} (once) ...\n")
        try:
            install()
        except subprocess.CalledProcessError as failure:
            sys.stderr.write(f"Setting up: expected every step to succeed, got exit status {failure.returncode}. Read pip's message above.\n")
            return 3
    name, *rest = arguments
    environment = {"FISHERPROOF_PROFILE": DEFAULT_PROFILES.get(name, "ci"), **os.environ}
    return subprocess.run([PYTHON, *COMMANDS[name], *rest], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
