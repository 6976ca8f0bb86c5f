"""Reading documents: their entries, and all their faults, without importing SymPy here when the answer is already known."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.built_in import BUILT_IN, shown
from verify.documents import Document, DocumentProblem, read_bytes, read_document
from verify.engine import Task, run
from verify.engine.cache import key_of
from verify.runs.work import EXPERIMENTS, WELL_FORMED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from verify.claim import Claim
    from verify.engine import Result
    from verify.engine.cache import Cache


@dataclass(frozen=True)
class Reading:
    """A document with all its faults, and the claims that have none; ``reason`` tells why faults could not be looked for, if so."""

    document: Document
    problems: tuple[DocumentProblem, ...]
    claims: tuple[Claim, ...]
    reason: str = ""

    @property
    def built_in(self) -> bool:
        """Whether this is a ledger that comes with the tool."""
        return self.document.path.startswith(BUILT_IN)


def read(paths: Sequence[Path], *, jobs: int, cache: Cache | None) -> list[Reading]:
    """Read documents and find all their faults in workers; what was found for the same bytes is remembered.

    The limits are those of the engine: how long a claim may take says nothing about how long a document is.
    """
    contents: dict[int, bytes] = {}
    documents = []
    for index, path in enumerate(paths):
        try:
            contents[index] = path.read_bytes()
        except OSError:
            documents.append(read_document(path))  # a document whose only problem is that it cannot be read
            continue
        documents.append(read_bytes(contents[index], shown(path)))
    tasks = {index: _task(documents[index], content) for index, content in contents.items()}
    done = run(list(tasks.values()), WELL_FORMED, jobs=jobs, cache=cache)
    if done.interrupted:
        raise KeyboardInterrupt
    found = dict(zip(tasks, done.results, strict=True))
    return [_reading(document, found.get(index)) for index, document in enumerate(documents)]


def only(one: Reading, wanted: Callable[[Claim], bool]) -> Reading:
    """Keep the claims that are wanted."""
    return replace(one, claims=tuple(claim for claim in one.claims if wanted(claim)))


def _task(document: Document, content: bytes) -> Task:
    """The search for faults as a task; its key holds the bytes and the suffix, which tells TOML from Markdown."""
    path = document.path
    modules = (EXPERIMENTS,) if any(claim.experiment for claim in document.claims) else ()
    key = key_of({"digest": hashlib.sha256(content).hexdigest(), "suffix": Path(path).suffix.lower()}, WELL_FORMED)
    return Task(path, key, {"path": path, "bytes": base64.b64encode(content).decode()}, modules=modules)


def _reading(document: Document, result: Result | None) -> Reading:
    """Join a document with what the worker found; a worker that came to harm leaves the faults that reading alone shows."""
    if result is None:
        return Reading(document, document.problems, document.claims)
    if result.accident:
        return Reading(document, document.problems, document.claims, result.record["reason"])
    problems = tuple(_problem(one, document.path) for one in result.record["problems"])
    sound = set(result.record["sound"])
    return Reading(document, problems, tuple(claim for claim in document.claims if claim.line in sound))


def _problem(fields: dict[str, Any], path: str) -> DocumentProblem:
    return DocumentProblem(fields["line"], fields["column"], fields["message"], fields["claim_id"], path)
