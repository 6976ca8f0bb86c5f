"""True statements that use every word of the claim language are proved, or supported where no proof is known to the engine."""

from __future__ import annotations

import pytest
from claim_table import Row, read_table

from derivations.language.vocabulary import vocabulary
from verify.decide import decide

ROWS = read_table("true_claims.txt")
STRENGTH = ("supported", "proved")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_true_claim_comes_out(row: Row) -> None:
    """The verdict is at least the one that the table names; a proof has killed a mutant."""
    record = decide(row.claim().payload())
    assert record["verdict"] in STRENGTH[STRENGTH.index(row.verdict) :], record["reason"]
    if record["verdict"] == "proved":
        assert sum(record["teeth"][level]["killed"] for level in ("expression", "definition")) > 0


def test_every_word_occurs() -> None:
    """The table leaves out no word of these themes; the words of information geometry have tables of their own."""
    text = "\n".join(str(row) for row in ROWS)
    own = ("calculus", "elementary", "learning", "linear_algebra", "predicates", "probability")
    words = [name for name, word in sorted(vocabulary().items()) if word.evaluate.__module__.rpartition(".")[2] in own]
    assert len(words) > 60
    assert [name for name in words if f"{name}(" not in text] == []
