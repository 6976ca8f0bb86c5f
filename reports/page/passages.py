"""The prose of one document, passage by passage, as far as a page of bearable size can hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from reports.page.markdown import passage, references
from reports.record import ProseRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reports.record import DocumentRecord

LONGEST = 150_000  # characters of prose of one document; what comes after stays in the document
LEFT_OUT = Markup('<p class="note">The prose that stands here in the document is left out to keep the page small.</p>')


class Passages:
    """Sets passages; the links among them are resolved over the whole document."""

    def __init__(self, document: DocumentRecord, names: Mapping[int, str]) -> None:
        """Read the link definitions; ``names`` are the anchors of the claims by ``id()``."""
        prose = [entry for entry in document.entries if isinstance(entry, ProseRecord)]
        self._anchors = {claim.id: names[id(claim)] for claim in document.claims}
        self._shown: set[int] = set()
        length = 0
        for entry in prose:
            length += len(entry.text)
            if length <= LONGEST:
                self._shown.add(id(entry))
        self._environment = references("\n\n".join(entry.text for entry in prose if id(entry) in self._shown))

    def html(self, prose: Iterable[ProseRecord]) -> Markup:
        """Return some passages as HTML; empty where nothing is left to show, as of a comment."""
        parts = [passage(entry.text, self._anchors, self._environment) if id(entry) in self._shown else LEFT_OUT for entry in prose]
        return Markup("\n").join(part for part in parts if part)
