"""Well-formedness: names, arity and shapes of every expression of a document, all faults together with their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from derivations.language.kind_check import KindChecker
from derivations.language.kind_scope import KindScope, kind_of_type
from derivations.language.kinds import FunctionKind, KindError, LawKind
from derivations.language.syntax import parse
from derivations.language.types import parse_type
from verify.claim import Claim
from verify.family_check import family_problems
from verify.user_families import in_sight_of, used

if TYPE_CHECKING:
    import ast

    from verify.documents import Document, DocumentProblem


@dataclass
class ClaimScope:
    """The kinds of a claim's names, with the faults found while its definitions were read: (key, index, fault)."""

    scope: KindScope
    faults: list[tuple[str, int | None, KindError]] = field(default_factory=list)


def kind_scope(claim: Claim) -> ClaimScope:
    """Read the types and definitions of a claim."""
    result = ClaimScope(KindScope())
    types = {name: parse_type(text) for name, text in {**claim.context, **claim.let}.items()}
    for name, spec in types.items():
        try:
            kind = kind_of_type(spec, types)
        except KindError as fault:
            result.faults.append(("let", None, fault))
            continue
        result.scope.kinds[name] = kind
        result.scope.dimensions |= set(spec.dimensions)
        if not isinstance(kind, LawKind | FunctionKind):
            result.scope.variables.add(name)
    for index, line in enumerate(claim.define):
        name, _, text = line.partition("=")
        checker = KindChecker(result.scope)
        kind = checker.value(parse(text))
        result.faults += [("define", index, fault) for fault in _shifted(checker.faults, len(name) + 1)]
        result.scope = KindScope({**result.scope.kinds, name.strip(): kind}, result.scope.variables, result.scope.dimensions)
    return result


def _shifted(faults: list[KindError], offset: int) -> list[KindError]:
    for fault in faults:
        fault.offset = _offset(fault.node) + offset  # type: ignore[attr-defined]  # place inside the whole string
    return faults


def _offset(node: ast.AST | None) -> int:
    return getattr(node, "col_offset", 0) if node is not None else 0


def claim_faults(claim: Claim) -> list[tuple[str, int | str | None, int, str]]:
    """All faults of one claim as (key, index, offset, message), in sight of the families above it."""
    with in_sight_of(claim):
        return _claim_faults(claim)


def _claim_faults(claim: Claim) -> list[tuple[str, int | str | None, int, str]]:
    found = kind_scope(claim)
    faults: list[tuple[str, int | str | None, KindError]] = [*_hidden_families(claim), *found.faults]
    for key, index, text in _statements(claim):
        checker = KindChecker(found.scope)
        checker.statement(parse(text))
        faults += [(key, index, fault) for fault in checker.faults]
    for position, attempt in enumerate(claim.attempts):
        for name in attempt:
            if name not in found.scope.kinds or name in [line.partition("=")[0].strip() for line in claim.define]:
                faults.append(("try", position, KindError(f"expected a declared variable in `try`, got {name!r}")))
    return [(key, index, getattr(fault, "offset", _offset(fault.node)), str(fault)) for key, index, fault in faults]


def _hidden_families(claim: Claim) -> list[tuple[str, int | str | None, KindError]]:
    """Declarations with the name of a family, which they would hide."""
    names = {family.name for family in claim.families}
    lets: list[tuple[str, int | str | None, str]] = [("let", name, name) for name in claim.let]
    defines = enumerate(claim.define)
    defined: list[tuple[str, int | str | None, str]] = [("define", i, line.partition("=")[0].strip()) for i, line in defines]
    above: list[tuple[str, int | str | None, str]] = [("claim", None, name) for name in claim.context if name not in claim.let]
    message = "expected a name that is no family, got that of the family {!r}. Rename one of the two"
    return [(key, index, KindError(message.format(name))) for key, index, name in (*lets, *defined, *above) if name in names]


def _statements(claim: Claim) -> list[tuple[str, int | None, str]]:
    statements: list[tuple[str, int | None, str]] = [("given", index, text) for index, text in enumerate(claim.given)]
    return [*statements, ("claim", None, claim.statement)] if claim.statement else statements


def problems(document: Document) -> list[DocumentProblem]:
    """The faults of the families and of all claims of a document, in the order of the document."""
    from verify.documents import DocumentProblem

    found, faulty = family_problems(document)
    for claim in document.entries:
        if isinstance(claim, Claim):
            if names := used(claim, faulty & {family.name for family in claim.families}):
                message = f"expected a family without faults, got {names[0]!r}. Mend the family first"
                found.append(DocumentProblem(*claim.locate("claim"), message, claim.id))
                continue
            for key, index, offset, message in claim_faults(claim):
                line, column = claim.locate(key, index, offset)
                found.append(DocumentProblem(line, column, message, claim.id))
    return found
