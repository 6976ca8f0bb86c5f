"""False statements, most of them true ones with one slip, are refuted by a witness; statements about nothing are vacuous."""

from __future__ import annotations

import pytest
from claim_table import Row, read_table

from verify.decide import decide


@pytest.mark.parametrize("row", read_table("false_claims.txt"), ids=str)
def test_false_claim_is_refuted(row: Row) -> None:
    """The verdict is the one of the table; a refutation shows its exact witness."""
    record = decide(row.claim().payload())
    assert record["verdict"] == row.verdict, record["reason"]
    if record["verdict"] == "refuted":
        assert record["grade"] == "certified"
        assert record["witness"] is not None
