"""Every statement of the ledgers that lacks a hypothesis names it."""

from __future__ import annotations

import pytest

from reports.faults import TAG
from verify.built_in import ledgers
from verify.claim import Claim
from verify.documents import read_document

CLAIMS = [claim for path in ledgers() for claim in read_document(path).entries if isinstance(claim, Claim)]
LACKING = [claim for claim in CLAIMS if claim.fault == "hypothesis"]


def test_there_are_some() -> None:
    """Both papers leave hypotheses out."""
    assert len(LACKING) >= 40


@pytest.mark.parametrize("claim", LACKING, ids=lambda claim: claim.id)
def test_the_hypothesis_is_named(claim: Claim) -> None:
    """The correction has a hypothesis that the claim has not, or a tag of the claim says what is missing in a few words."""
    added = {text for one in CLAIMS if one.corrects == claim.id for text in one.given} - set(claim.given)
    named = [tag.removeprefix(TAG) for tag in claim.tags if tag.startswith(TAG)]
    assert added or named
    assert all(2 <= len(name.split()) <= 15 for name in named)


def test_only_claims_that_lack_a_hypothesis_name_one() -> None:
    """A tag of that form stands nowhere else."""
    assert [claim.id for claim in CLAIMS if claim.fault != "hypothesis" and any(tag.startswith(TAG) for tag in claim.tags)] == []
