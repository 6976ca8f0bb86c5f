"""What became of a mutant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fate = Literal["killed", "survived", "timed out"]


@dataclass(frozen=True)
class Outcome:
    """A mutant and its fate.

    Args:
        module: the path of what was mutated.
        line: where the mistake is.
        operator: the library's name of the kind of mistake.
        before: the lines that were there, with single spaces.
        after: the lines that stood there instead.
        fate: what became of it.
    """

    module: str
    line: int
    operator: str
    before: str
    after: str
    fate: Fate


def changed(diff: str) -> tuple[str, str]:
    r"""What a unified difference takes away, and what it adds.

    >>> changed("--- a/m.py\n+++ b/m.py\n@@ -1 +1 @@\n-y =  a * b\n+y = a")
    ('y = a * b', 'y = a')
    """
    lines = [line for line in diff.split("\n") if not line.startswith(("---", "+++"))]
    before, after = (" ".join(" ".join(line[1:] for line in lines if line.startswith(sign)).split()) for sign in "-+")
    return before, after
