"""The families of a document: faults of their texts, and densities that do not integrate to one, each with its place."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from derivations.errors import ClaimError
from derivations.families import with_families
from derivations.language.text_problem import in_full
from verify.documents import read_document
from verify.markup.document_problem import DocumentProblem
from verify.wellformedness.mass import fault_of_form, fault_of_mass
from verify.wellformedness.user_families import declared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from derivations.user_family import Declared, FamilyFault
    from verify.claim import FamilyBlock
    from verify.documents import Document


def family_problems(document: Document) -> tuple[list[DocumentProblem], frozenset[str]]:
    """All faults of the families of a document, and the names of the families that have some."""
    found: list[DocumentProblem] = []
    names: set[str] = set()
    everything = declared(document.families)
    for place, block in enumerate(document.families):
        faults = [_located(block, fault, document.path) for fault in everything.faults.get(place, ())]
        faults = faults or _of_density(block, everything, document.path)
        found += faults
        names |= {block.name} if faults else set()
    return found, frozenset(names)


@contextmanager
def families_of(path: Path | None) -> Iterator[None]:
    """Let the families that a document declares be known inside the block; without a document, none beside the installed ones.

    Raises:
        ClaimError: the document cannot be read, or a family of it has a fault; the message lists all.
    """
    if path is None:
        yield
        return
    document = read_document(path)
    problems = [str(problem) for problem in (*document.problems, *family_problems(document)[0])]
    if problems:
        raise ClaimError("\n".join(problems))
    with with_families(declared(document.families).families):
        yield


def _located(block: FamilyBlock, fault: FamilyFault, path: str) -> DocumentProblem:
    line, column = block.locate(fault.key, fault.index, fault.offset) if fault.key else (block.line, 1)
    return DocumentProblem(line, column, f"family {block.name!r}: {in_full(str(fault), 'Declaring a family')}", "", path)


def _of_density(block: FamilyBlock, everything: Declared, path: str) -> list[DocumentProblem]:
    """The fault of the density at the block, or else the fault of a stated exponential-family form at its key."""
    family, template = everything.families[block.name], everything.templates[block.name]
    if message := fault_of_mass(family, template):
        return [DocumentProblem(block.line, 1, f"family {block.name!r}: {in_full(message, 'Reading its density')}", "", path)]
    if message := fault_of_form(template):
        return [DocumentProblem(*block.locate("natural"), f"family {block.name!r}: {in_full(message, 'Reading its density')}", "", path)]
    return []
