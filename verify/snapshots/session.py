"""The three jobs: check against a folder, bring a folder up to date, compare two folders. All work happens in the engine's workers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from derivations.errors import FisherproofError
from verify.engine import Limits, Task, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Progress = Callable[[int], Any]

STATES = ("same", "moved", "changed", "new", "gone", "undecided", "damaged")
FAILING = frozenset({"changed", "gone", "undecided", "damaged"})
NAMES, HEADER, DERIVED, BATCHED, COMPARED = (
    f"verify.snapshots.work:{name}" for name in ("names", "header", "derived", "batched", "compared")
)
BATCH = 8  # objects that share a worker, and with it what they have in common


@dataclass(frozen=True)
class Setup:
    """How workers run, and which objects (``Family.object`` matched by a glob) are looked at."""

    jobs: int = 1
    limits: Limits = field(default_factory=Limits)
    only: str = "*"


@dataclass(frozen=True)
class Line:
    """What became of one object; ``record`` is what there is now, ``kept`` what there was, if anything."""

    family: str
    name: str
    state: str
    detail: str = ""
    record: Any = None
    kept: Any = None


@dataclass(frozen=True)
class Outcome:
    """All lines in order, and the families' data as they are now (headers with the objects derived)."""

    lines: tuple[Line, ...]
    families: dict[str, dict[str, Any]]

    def counts(self) -> dict[str, int]:
        """How many objects are in each state."""
        return {state: sum(line.state == state for line in self.lines) for state in STATES}

    def failed(self) -> bool:
        """Whether an object changed, got lost, or could not be told."""
        return any(line.state in FAILING for line in self.lines)


def check(kept: Mapping[str, dict[str, Any]], setup: Setup, bar: Callable[[int], Any]) -> Outcome:
    """Derive every object anew at the points that were kept, and compare.

    Args:
        kept: the families of a folder.
        setup: workers, limits and glob.
        bar: makes a progress bar for so many tasks, a context manager with ``advance``.
    """
    known = _results([{}], NAMES, setup)[0]
    if "subjects" not in known:
        message = f"Preparing snapshots: expected the families to load, got {known['reason']}. Mend what the message names."
        raise FisherproofError(message)
    subjects = known["subjects"]
    headers = _headers(list(subjects), kept, setup)
    tasks = [
        {"family": family, "object": name, "header": head, "old": kept.get(family, {}).get("objects", {}).get(name)}
        for family, head in headers.items()
        for name in subjects[family]
        if fnmatchcase(f"{family}.{name}", setup.only)
    ]
    results = _derived(tasks, setup, bar)
    lines = [_line(task, result) for task, result in zip(tasks, results, strict=True)]
    lines += _lost(kept, subjects, setup.only)
    return Outcome(tuple(line for line in lines if line.state != "none"), headers)


def compare(old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]], setup: Setup, bar: Callable[[int], Any]) -> Outcome:
    """Compare two folders without deriving anything."""
    both, lines = [], []
    for family, name in sorted({(family, name) for side in (old, new) for family, data in side.items() for name in data["objects"]}):
        if not fnmatchcase(f"{family}.{name}", setup.only):
            continue
        records = [side.get(family, {}).get("objects", {}).get(name) for side in (old, new)]
        if None in records:
            lines.append(Line(family, name, "new" if records[0] is None else "gone", "", records[1], records[0]))
        elif old[family]["points"] != new[family]["points"]:
            lines.append(Line(family, name, "undecided", "the two snapshots were taken at different points"))
        else:
            both.append({"family": family, "object": name, "old": records[0], "new": records[1], "header": {**old[family], "objects": {}}})
    with bar(len(both)) as progress:
        results = _results(both, COMPARED, setup, progress.advance)
    lines += [_line(task, result) for task, result in zip(both, results, strict=True)]
    return Outcome(tuple(sorted(lines, key=lambda line: (line.family, line.name))), dict(new))


def updated(kept: Mapping[str, dict[str, Any]], outcome: Outcome) -> Iterator[dict[str, Any]]:
    """The families as they are to be written: what was derived replaces what was kept; what could not be derived in time stays."""
    for family, head in outcome.families.items():
        objects = dict(kept.get(family, {}).get("objects", {}))
        for line in outcome.lines:
            if line.family == family and line.state == "gone":
                objects.pop(line.name, None)
            elif line.family == family and line.record is not None:
                objects[line.name] = line.record
        yield {**head, "objects": objects}


def _headers(families: list[str], kept: Mapping[str, dict[str, Any]], setup: Setup) -> dict[str, dict[str, Any]]:
    """The header of every family: the kept one, whose points the values belong to, or a new one."""
    wanted = [family for family in families if fnmatchcase(family, setup.only.partition(".")[0])]
    missing = [family for family in wanted if family not in kept]
    found = dict(zip(missing, _results([{"family": family} for family in missing], HEADER, setup), strict=True))
    for family, head in found.items():
        if "points" not in head:
            message = f"Taking points of {family}: expected three examples in its domain, got {head['reason']}. Mend the family's file."
            raise FisherproofError(message)
    return {family: {**kept.get(family, found.get(family, {})), "objects": {}} for family in wanted}


def _derived(tasks: list[dict[str, Any]], setup: Setup, bar: Callable[[int], Any]) -> list[dict[str, Any]]:
    """The results of all tasks: neighbours of one family share a worker, and are done one by one if that one comes to harm."""
    alike = [list(group) for _, group in itertools.groupby(tasks, key=lambda task: task["family"])]
    batches = [group[start : start + BATCH] for group in alike for start in range(0, len(group), BATCH)]
    with bar(len(batches)) as progress:
        whole = _results([{"tasks": batch} for batch in batches], BATCHED, setup, progress.advance)
    results: list[dict[str, Any]] = []
    for batch, found in zip(batches, whole, strict=True):
        results += found["results"] if "results" in found else _results(batch, DERIVED, setup)
    return results


def _results(payloads: list[dict[str, Any]], work: str, setup: Setup, advance: Callable[[], None] | None = None) -> list[dict[str, Any]]:
    tasks = [Task(str(number), "", payload) for number, payload in enumerate(payloads)]
    done = run(tasks, work, jobs=setup.jobs, limits=setup.limits, on_result=lambda *_: advance() if advance else None)
    if done.interrupted:
        raise KeyboardInterrupt
    return [result.record for result in done.results]


def _line(task: dict[str, Any], result: dict[str, Any]) -> Line:
    """A worker that came to harm tells nothing about its object."""
    if "state" not in result:
        return Line(task["family"], task["object"], "undecided", result["reason"], kept=task["old"])
    return Line(task["family"], task["object"], result["state"], result["detail"], result.get("record", task.get("new")), task["old"])


def _lost(kept: Mapping[str, dict[str, Any]], subjects: Mapping[str, list[str]], only: str) -> list[Line]:
    """What is kept of families, and under names, that are there no more."""
    pairs = [(family, name) for family, data in kept.items() for name in data["objects"] if name not in subjects.get(family, ())]
    return [Line(*pair, "gone", "no such family or object") for pair in pairs if fnmatchcase(".".join(pair), only)]
