"""The families that a document declares: visible to the claims below them, and nowhere else."""

from __future__ import annotations

import ast
from contextlib import contextmanager
from typing import TYPE_CHECKING

from derivations.families import with_families
from derivations.user_family import FamilyTexts, declare_families
from verify.wellformedness.claim_scope import tree_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from derivations.user_family import Declared
    from verify.claim import Claim, FamilyBlock


def declared(blocks: Sequence[FamilyBlock]) -> Declared:
    """What family blocks declare, in their order."""
    return declare_families(tuple(_texts(block) for block in blocks))


@contextmanager
def in_sight_of(claim: Claim) -> Iterator[None]:
    """Let the names of the families above a claim be known inside the block."""
    with with_families(declared(claim.families).families):
        yield


def used(claim: Claim, names: Collection[str]) -> list[str]:
    """Those of the names that the claim calls or mentions, in alphabetical order."""
    texts = [claim.statement, *claim.given, *(line.partition("=")[2] for line in claim.define)]
    texts += [text for attempt in claim.attempts for text in attempt.values()]
    nodes = [node for text in texts if (tree := tree_of(text)) is not None for node in ast.walk(tree)]
    return sorted({node.id for node in nodes if isinstance(node, ast.Name)} & set(names))


def _texts(block: FamilyBlock) -> FamilyTexts:
    return FamilyTexts(
        block.name,
        block.variable,
        block.support,
        tuple(block.parameters.items()),
        block.log_density,
        tuple(block.given),
        tuple(block.sufficient),
        tuple(block.natural),
    )
