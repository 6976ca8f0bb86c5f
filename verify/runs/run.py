"""Checking documents from end to end: read, decide in workers, and put the records together."""

from __future__ import annotations

import contextlib
import math
import re
import shlex
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.record import DocumentRecord, HeadingRecord, ProseRecord, RemarkRecord, Report
from verify import engine
from verify.documents import Heading, Prose, Remark
from verify.engine.cache import Cache, key_of
from verify.engine.files import write_atomically
from verify.engine.fingerprint import own_version, versions
from verify.engine.journal import Journal
from verify.engine.limits import Limits, processors
from verify.records.presentation import joined
from verify.runs import reading
from verify.runs.work import DECIDE, EXPERIMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.record import Entry
    from verify.claim import Claim
    from verify.documents import DocumentProblem
    from verify.engine import Result, Run
    from verify.runs.reading import Reading


@dataclass(frozen=True)
class Settings:
    """How to check.

    ``require="proved"`` makes ``supported`` unexpected; ``only`` is a glob on ids; ``fresh`` forgets earlier runs; ``build`` is the folder
    of cache, journal and logs; ``keep_going`` checks the well-formed claims of a document that has faults.
    """

    jobs: int = field(default_factory=processors)
    limits: Limits = field(default_factory=Limits)
    require: str = ""
    only: str = "*"
    keep_going: bool = False
    fresh: bool = False
    cluster: str | None = None
    build: Path = Path("build")

    def cache(self) -> Cache:
        """The cache of this run."""
        return Cache(self.build / "cache", fresh=self.fresh)


@dataclass(frozen=True)
class Checked:
    """What came of a run: the report the faults of the documents, where details of accidents are."""

    report: Report
    problems: tuple[DocumentProblem, ...] = ()
    interrupted: bool = False
    logs: tuple[Path, ...] = ()
    certificates: tuple[dict[str, Any], ...] = ()  # one a proof graded replayed, see docs/certificates.md

    @property
    def exit_code(self) -> int:
        """2 if a document has faults, 1 if a claim is not as expected, else 0."""
        return _status(self.problems, self.report)


def _status(problems: Sequence[DocumentProblem], report: Report) -> int:
    return 2 if problems else 1 if report.summary["unexpected"] else 0


def read(paths: Sequence[Path], settings: Settings) -> list[Reading]:
    """Read documents with their faults; only the claims that the settings name are kept."""
    readings = reading.read(paths, jobs=settings.jobs, cache=settings.cache())
    return [reading.only(one, lambda claim: fnmatchcase(claim.id, settings.only)) for one in readings]


def check(readings: Sequence[Reading], settings: Settings, on_result: Callable[[], None] | None = None) -> Checked:
    """Decide every claim of the documents, in workers, and report on them in the order of the documents."""
    claims = [claim for one in readings for claim in one.claims]
    tasks = [_task(claim, settings) for claim in claims]
    done = _decide(tasks, settings, on_result)
    rows = iter(done.results)
    documents = tuple(_document(one, {claim.id: next(rows).record for claim in one.claims}, settings) for one in readings)
    problems = tuple(problem for one in readings for problem in one.problems)
    tool = _tool(settings) | {"exit status": _status(problems, Report(documents=documents)), "command": _command(readings, settings)}
    report = Report(tool, documents)
    certificates = tuple(_certificate(claim, result.record) for claim, result in zip(claims, done.results, strict=True))
    return Checked(
        report,
        problems,
        done.interrupted,
        _write_logs(claims, done.results, settings.build / "logs"),
        tuple(one for one in certificates if one is not None),
    )


def _certificate(claim: Claim, record: dict[str, Any]) -> dict[str, Any] | None:
    """What lets a proof graded ``replayed`` be decided again; ``None`` for every other verdict."""
    if (record["verdict"], record["grade"]) != ("proved", "replayed"):
        return None
    engines = next((one["engine"] for one in record["evidence"] if one["verdict"] == "proved"), "")
    return {"id": claim.id, "statement": claim.statement, "engines": engines, "certificates": record.get("certificates", [])}


def _decide(tasks: list[engine.Task], settings: Settings, on_result: Callable[[], None] | None) -> Run:
    with Journal(settings.build / "journal", [task.key for task in tasks], fresh=settings.fresh) as journal:
        return engine.run(
            tasks,
            DECIDE,
            jobs=settings.jobs,
            limits=settings.limits,
            cache=settings.cache(),
            journal=journal,
            cluster=settings.cluster,
            on_result=None if on_result is None else lambda _index, _result: on_result(),
        )


def _task(claim: Claim, settings: Settings) -> engine.Task:
    payload = claim.payload()
    limits = {"timeout": settings.limits.timeout, "memory": settings.limits.memory}
    modules = (EXPERIMENTS,) if claim.experiment else ()
    return engine.Task(claim.id, key_of(payload, DECIDE), {"claim": payload, "settings": limits}, _weight(claim), modules)


def _weight(claim: Claim) -> float:
    """How long a claim may take, as a guess: an experiment longest, a claim that gets mutants four times as long as one that does not."""
    text = len(claim.statement) + sum(map(len, claim.define))
    return math.inf if claim.experiment else float(text if claim.expect == "false" else 4 * text)


def _document(one: Reading, decided: dict[str, dict[str, Any]], settings: Settings) -> DocumentRecord:
    """A document of the report: its claims, and the headings, prose and remarks among them by line."""
    where = "" if one.built_in else f" --document {shlex.quote(one.document.path)}"
    entries: list[Entry] = [
        joined(claim, decided[claim.id], command=f"fisherproof show {claim.id}{where}", require=settings.require) for claim in one.claims
    ]
    for entry in one.document.entries:
        if isinstance(entry, Heading):
            entries.append(HeadingRecord(entry.level, entry.text, entry.line))
        elif isinstance(entry, Prose):
            entries.append(ProseRecord(entry.text, entry.line))
        elif isinstance(entry, Remark):
            entries.append(RemarkRecord(entry.id, entry.line, entry.section, entry.source, entry.quote, entry.note))
    return DocumentRecord(one.document.path, one.document.title, tuple(sorted(entries, key=lambda entry: entry.line)))


def _tool(settings: Settings) -> dict[str, Any]:
    """What the results rest on. Seeds are derived from each claim's id and statement, so a run repeats itself."""
    limits = {"timeout": settings.limits.timeout, "memory": settings.limits.memory, "require": settings.require or "supported"}
    return {"name": "fisherproof", "version": own_version(), **versions(), "seed": "sha256 of id and statement", **limits}


def _command(readings: Sequence[Reading], settings: Settings) -> str:
    """The call that makes the same report again: documents, and the options that decide what it says."""
    usual = Settings()
    paths = [] if all(one.built_in for one in readings) else [one.document.path for one in readings]
    words = ["fisherproof", "check", *paths] if paths else ["fisherproof", "report"]
    words += ["--only", settings.only] if settings.only != usual.only else []
    words += ["--timeout", f"{settings.limits.timeout:g}"] if settings.limits.timeout != usual.limits.timeout else []
    words += ["--require", settings.require] if settings.require else []
    words += ["--keep-going"] if settings.keep_going else []
    return shlex.join(words)


def _write_logs(claims: Sequence[Claim], results: Sequence[Result], folder: Path) -> tuple[Path, ...]:
    """Write what workers said before they came to harm; one file a claim."""
    written = []
    for claim, result in zip(claims, results, strict=True):
        if result.details.strip():
            path = folder / f"{re.sub(r'[^A-Za-z0-9._-]', '_', claim.id)}.txt"
            with contextlib.suppress(OSError):
                write_atomically(path, f"{result.record['reason']}\n\n{result.details}")
                written.append(path)
    return tuple(written)
