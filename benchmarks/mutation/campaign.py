"""Cosmic Ray draws mutants, plants each alone in a copy of the project, and asks the tests that run the changed statement."""

from __future__ import annotations

import multiprocessing.util
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from cosmic_ray.commands import init
from cosmic_ray.config import ConfigDict, load_config
from cosmic_ray.modules import filter_paths, find_modules
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkItem, WorkResult

import benchmarks.mutation.provider  # noqa: F401 - its operators are known to the library from now on
from benchmarks.measurement import ROOT
from benchmarks.mutation.outcomes import Outcome, changed
from benchmarks.mutation.reach import Reach, judges, load

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
SESSION, COVERAGE, TIMES = "session.sqlite", "coverage.sqlite", "times.xml"
COPIED, LINKED = ("numeric", "tests"), ("benchmarks", "derivations", "reports", "verify", "docs")
SETTINGS = {"FISHERPROOF_PROFILE": "ci", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
CONTROLS = 20  # choices of tests that are run without a mutant first
PATIENCE = 60.0  # seconds that the tests of one mutant may have taken without it: others are not asked


def configuration() -> ConfigDict:
    """What the file beside this one says."""
    return load_config(str(HERE / "cosmic-ray.toml"))


def test_files() -> list[str]:
    """The tests of the numeric core: those that import it, and the examples of its docstrings."""
    paths = sorted((ROOT / "tests").glob("test_*.py"))
    found = [path for path in paths if re.search(r"^ *(from|import) numeric", path.read_text(encoding="utf-8"), re.MULTILINE)]
    return [path.relative_to(ROOT).as_posix() for path in [*found, ROOT / "tests" / "test_docstring_examples_run.py"]]


def enter_copy() -> None:
    """Make a copy of the project, what is mutated and its tests as files, the rest as links, and work there from now on."""
    folder = Path(tempfile.mkdtemp(prefix="mutation-"))
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    os.chdir(folder)
    os.environ.update(SETTINGS, PYTHONPATH=str(folder), PATH=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))


def leave_copy() -> None:
    """Delete it."""
    folder = Path.cwd()
    os.chdir(ROOT)
    shutil.rmtree(folder)


def work_in_copy() -> None:
    """The same for a worker, which deletes it when it ends."""
    enter_copy()
    multiprocessing.util.Finalize(None, leave_copy, exitpriority=0)


def record(folder: Path) -> None:
    """Run the tests without a mistake, and write down which lines each of them runs and how long it takes.

    Raises:
        CalledProcessError: they fail.
    """
    options = ["--cov=numeric", "--cov-context=test", "--cov-report=", f"--junitxml={folder / TIMES}", "-o", "junit_duration_report=total"]
    enter_copy()
    try:
        environment = {**os.environ, "COVERAGE_FILE": str(folder / COVERAGE)}
        subprocess.run([*shlex.split(configuration().test_command), *options, *test_files()], check=True, env=environment)  # noqa: S603
    finally:
        leave_copy()


def draw(db: WorkDB, size: int, seed: int) -> None:
    """Fill the session with so many mutants of the library's operators, and as many of the domain's, drawn without replacement."""
    config = configuration()
    os.chdir(ROOT)
    init(sorted(filter_paths(find_modules([Path(config["module-path"])]), config["excluded-modules"])), db, config.operators_config)
    excluded = re.compile("|".join(config.sub("filters", "operators-filter")["exclude-operators"]))
    groups: dict[str, list[WorkItem]] = defaultdict(list)
    for item in db.work_items:
        name = item.mutations[0].operator_name
        if not excluded.match(name):
            groups[name.partition("/")[0]].append(item)
    db.clear()
    for provider, items in sorted(groups.items()):
        items.sort(key=lambda item: (str(item.mutations[0].module_path), item.mutations[0].operator_name, item.mutations[0].occurrence))
        generator = random.Random(seed)  # noqa: S311 - a sample, no secret
        for place, item in enumerate(generator.sample(items, min(size, len(items)))):
            db.add_work_item(WorkItem(f"{provider} {place:05d} of {len(items)}", item.mutations))


def judged(item: WorkItem, tests: list[str], seconds: float) -> tuple[str, WorkResult]:
    """In a process that works in a copy: the library plants the mutant and asks these tests; where there are none it survives.

    Raises:
        RuntimeError: the library could not do it.
    """
    config = configuration()
    command = f"{config.test_command} {shlex.join(tests)}" if tests else "true"
    result = mutate_and_test(item.mutations, command, config.timeout + 3 * seconds)
    if result.worker_outcome != WorkerOutcome.NORMAL or result.test_outcome == TestOutcome.INCOMPETENT:
        message = f"planting {item}: expected a verdict of the tests, got {result.worker_outcome}. {result.output}"
        raise RuntimeError(message)
    return item.job_id, result


def plant(db: WorkDB, reach: Reach, workers: int) -> Iterator[Outcome]:
    """Plant what has no result yet, in the order in which it was drawn, in so many processes at a time.

    Raises:
        RuntimeError: tests that were chosen for one of the first mutants fail without it.
    """
    pending = sorted(db.pending_work_items, key=lambda item: (item.job_id.split()[1], item.job_id))
    tests = [_tests(item, reach) for item in pending]
    seconds = [sum(reach.seconds[test] for test in asked) for asked in tests]
    controls = [WorkItem("control", ()) for _ in pending[:CONTROLS]]
    with ProcessPoolExecutor(workers, initializer=work_in_copy) as pool:
        for _, result in pool.map(judged, controls, tests, seconds):
            if result.test_outcome != TestOutcome.SURVIVED:
                message = f"planting mutants: expected tests that pass without one in any order, got a failure. {result.output}"
                raise RuntimeError(message)
        for item, (job, result) in zip(pending, pool.map(judged, pending, tests, seconds), strict=True):
            db.set_result(job, result)
            yield outcome(item, result)


def _tests(item: WorkItem, reach: Reach) -> list[str]:
    mutation = item.mutations[0]
    source = (ROOT / mutation.module_path).read_text(encoding="utf-8")
    return judges(reach, str(mutation.module_path), source, mutation.start_pos[0], PATIENCE)


def outcome(item: WorkItem, result: WorkResult) -> Outcome:
    """The library's records as one of ours."""
    mutation = item.mutations[0]
    fate = "survived" if result.test_outcome == TestOutcome.SURVIVED else "timed out" if result.output == "timeout" else "killed"
    return Outcome(str(mutation.module_path), mutation.start_pos[0], mutation.operator_name, *changed(result.diff or ""), fate)


def run(folder: Path, size: int, seed: int, workers: int) -> Iterator[Outcome]:
    """Begin a campaign in this folder, or go on with the one that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / TIMES).exists():
        record(folder)
    reach = load(folder / COVERAGE, folder / TIMES)
    with use_db(str(folder / SESSION)) as db:
        if not db.num_work_items:
            draw(db, size, seed)
        yield from plant(db, reach, workers)


def found(folder: Path) -> tuple[dict[str, int], list[Outcome]]:
    """How many mutants there are by provider, and what became of those that were planted."""
    with use_db(str(folder / SESSION)) as db:
        totals = {item.job_id.split()[0]: int(item.job_id.split()[-1]) for item in db.work_items}
        return totals, [outcome(item, result) for item, result in sorted(db.completed_work_items, key=lambda each: each[0].job_id)]
