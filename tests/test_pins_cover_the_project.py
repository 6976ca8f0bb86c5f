"""requirements.txt pins everything that go.py installs, with digests and without the address of an index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TEXT = (ROOT / "requirements.txt").read_text(encoding="utf-8")
EXTRAS = dict(PROJECT["project"]["optional-dependencies"])
del EXTRAS["mutation"]  # for a campaign only: go.py does not install it
ASKED = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *(entry for extra in EXTRAS.values() for entry in extra if not entry.startswith("fisherproof")),
]


PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; [^\n]*?)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def pins(text: str) -> dict[str, list[str]]:
    """The versions of each package that the file pins with digests."""
    found: dict[str, list[str]] = {}
    for name, version, _ in PIN.findall(text):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize("entry", sorted(set(ASKED)))
def test_a_dependency_is_pinned_within_its_range(entry: str) -> None:
    """Every pin of a dependency has digests and satisfies the range of pyproject.toml."""
    asked = Requirement(entry)
    assert [version for version in pins(TEXT)[canonicalize_name(asked.name)] if version not in asked.specifier] == []


def test_every_line_is_a_pin_a_digest_or_a_comment() -> None:
    """No option, and no address, stands in the file; no pin lacks its digest."""
    kinds = re.compile(r"#.*|    --hash=sha256:[0-9a-f]{64}( \\)?|[A-Za-z0-9._-]+==[^ ]+( ; .*)? \\")
    assert [line for line in TEXT.splitlines() if not kinds.fullmatch(line)] == []
    assert sum(map(len, pins(TEXT).values())) == len(re.findall(r"^[A-Za-z0-9._-]+==", TEXT, re.MULTILINE))
