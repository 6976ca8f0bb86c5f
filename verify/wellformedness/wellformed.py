"""Well-formedness: names, arity, shapes and sizes of every expression of a document, all faults together with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language.kind_check import KindChecker
from verify.wellformedness.claim_scope import claim_scope, offset_of, tree_of
from verify.wellformedness.family_check import family_problems
from verify.wellformedness.suggestions import suggestion_faults
from verify.wellformedness.user_families import in_sight_of, used

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.language.kind_scope import KindScope
    from verify.claim import Claim
    from verify.documents import Document, DocumentProblem
    from verify.wellformedness.claim_scope import ClaimScope, Fault


def kind_scope(claim: Claim) -> KindScope:
    """The kinds of a claim's names, definitions included."""
    return claim_scope(claim).scope


def claim_faults(claim: Claim) -> list[Fault]:
    """All faults of one claim as (key, index, offset, message), in sight of the families above it.

    What does not even parse is passed over: reading the document has told of it.
    """
    with in_sight_of(claim):
        found = claim_scope(claim)
        return [
            *_hidden_families(claim),
            *found.faults,
            *_statement_faults(claim, found),
            *suggestion_faults(claim, found),
            *_experiment_faults(claim),
        ]


def _statement_faults(claim: Claim, found: ClaimScope) -> Iterator[Fault]:
    """What is wrong with the hypotheses and with the statement."""
    statements: list[tuple[str, int | None, str]] = [("given", index, text) for index, text in enumerate(claim.given)]
    for key, index, text in [*statements, ("claim", None, claim.statement)]:
        if (tree := tree_of(text)) is None:
            continue
        checker = KindChecker(found.scope)
        checker.statement(tree)
        yield from ((key, index, offset_of(fault.node), str(fault)) for fault in checker.faults)
        yield from found.misused(key, index, tree)
        yield from found.oversized(key, index, tree)


def _hidden_families(claim: Claim) -> list[Fault]:
    """Declarations with the name of a family, which they would hide."""
    names = {family.name for family in claim.families}
    lets: list[tuple[str, int | str | None, str]] = [("let", name, name) for name in claim.let]
    heads = [line.partition("=")[0].strip() for line in claim.define]
    defined: list[tuple[str, int | str | None, str]] = [("define", index, name) for index, name in enumerate(heads)]
    above: list[tuple[str, int | str | None, str]] = [("claim", None, name) for name in claim.context if name not in claim.let]
    message = "expected a name that is no family, got that of the family {!r}. Rename one of the two"
    return [(key, index, 0, message.format(name)) for key, index, name in (*lets, *defined, *above) if name in names]


def _experiment_faults(claim: Claim) -> list[Fault]:
    """An experiment that nothing registered."""
    if not claim.experiment:
        return []
    from derivations.language.text_problem import did_you_mean
    from verify.experiments import experiments

    if claim.experiment in experiments():
        return []
    advice = did_you_mean(claim.experiment, experiments()) or " Install the plug-in that registers it."
    return [("experiment", None, 0, f"expected the name of a registered experiment, got {claim.experiment[:60]!r}.{advice}")]


def problems(document: Document) -> list[DocumentProblem]:
    """The faults of the families and of all claims of a document; those of a claim that reading has refused come with the others."""
    from verify.documents import DocumentProblem

    found, faulty = family_problems(document)
    for claim in (*document.claims, *document.refused):
        if names := used(claim, faulty & {family.name for family in claim.families}):
            message = f"expected a family without faults, got {names[0]!r}. Mend the family first"
            found.append(DocumentProblem(*claim.locate("claim"), message, claim.id, document.path))
            continue
        for key, index, offset, message in claim_faults(claim):
            line, column = claim.locate(key, index, offset)
            found.append(DocumentProblem(line, column, message, claim.id, document.path))
    return found
