"""Which kernels a run looks at: all of them in a campaign, otherwise a few that are others whenever a committed kernel changes."""

from __future__ import annotations

import os
import random
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).resolve().parent.parent / "numeric" / "kernels"


def sample(names: Iterable[str], size: int) -> list[str]:
    """Return `size` of the names, sorted; the same ones in every process that reads the same tree, at any hour."""
    everything = sorted(names)
    if os.environ.get("FISHERPROOF_PROFILE") == "nightly":
        return everything
    checksum = 0
    for path in sorted(FOLDER.glob("*.py")):
        checksum = zlib.crc32(path.read_bytes(), checksum)
    return sorted(random.Random(checksum).sample(everything, size))  # noqa: S311 - a sample, no secret
