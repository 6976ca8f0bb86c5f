"""Claims as tests state them: only what matters is written, the rest is as a document without it would have it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from verify.claim import Claim
from verify.decide import decide
from verify.markup.block import Block
from verify.search import Search
from verify.statement import Statement
from verify.wellformedness.claim_scope import claim_scope

if TYPE_CHECKING:
    from derivations.language.kind_scope import KindScope


def stated(statement: str, let: dict[str, str] | None = None, **fields: Any) -> Claim:
    """A claim with a statement, its declarations, and whatever else is named."""
    return Claim(line=1, block=Block("", 1), id="planted", statement=statement, let=let or {}, **fields)


def decided(statement: str, let: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    """The record of a claim, decided in this process."""
    return decide(stated(statement, let, **fields).payload())


def searched(claim: Claim, generator: random.Random) -> tuple[Statement, KindScope, Search]:
    """The statement of a claim with its kinds and the search for witnesses against it."""
    statement = Statement.of(claim)
    return statement, claim_scope(claim).scope, Search(statement, generator)


def seeded(seed: int = 1) -> random.Random:
    """A generator that gives the same numbers every time."""
    return random.Random(seed)  # noqa: S311 - witnesses must be reproducible, not secret
