"""Documents that define families of their own, for the tests about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language.vocabulary import reserved_names
from verify.decide import decide
from verify.documents import read_bytes
from verify.wellformedness.wellformed import problems

if TYPE_CHECKING:
    from verify.documents import Document

LOMAX = """```family
name = "Lomax"
variable = "y"
support = "positive"
parameters = { shape = "positive", scale = "positive" }
log_density = "log(shape) - log(scale) - (shape + 1)*log(1 + y/scale)"
```
"""
LINDLEY = """```family
name = "Lindley"
variable = "y"
support = "positive"
parameters = { t = "positive" }
log_density = "2*log(t) - log(1 + t) + log(1 + y) - t*y"
```
"""
THROWS = """```family
name = "Throws"
variable = "n"
support = "natural"
parameters = { p = "unit" }
log_density = "n*log(1 - p) + log(p)"
```
"""
SPREAD = """```family
name = "Spread"
variable = "y"
support = "interval(0, theta)"
parameters = { theta = "positive" }
log_density = "-log(theta)"
```
"""


def document(text: str) -> Document:
    """A Markdown document."""
    return read_bytes(text.encode(), "notes.md", reserved_names())


def messages(text: str) -> list[str]:
    """All faults of a document, as lines."""
    read = document(text)
    return [str(problem) for problem in [*read.problems, *problems(read)]]


def claim(statement: str, extra: str = "") -> str:
    """A claim about k, s > 0 and p in (0, 1)."""
    return f'\n```claim\nid = "it"\nlet = {{ k = "positive", s = "positive", p = "unit" }}\nclaim = "{statement}"\n{extra}\n```\n'


def verdict(text: str) -> dict[str, object]:
    """The record of the only claim of a document without faults."""
    assert messages(text) == []
    return decide(document(text).claims[0].payload())
