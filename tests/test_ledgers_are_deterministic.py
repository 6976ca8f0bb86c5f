"""Both ledgers come out the same to the letter under every hash seed, on one worker and on two, in any order of the claims."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from calling import begin

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow  # both ledgers, ten times
FIRST, *OTHERS = range(10)
TIMES = "seconds"

# Every seed has its own order: which claim comes when, and beside which one, is all that weights decide.
PROGRAM = """
import json, random, sys
from pathlib import Path
from verify.runs import run
from verify.built_in import ledgers

if __name__ == "__main__":
    seed = int(sys.argv[1])
    generator = random.Random(seed)
    run._weight = lambda claim: generator.random()
    settings = run.Settings(jobs=2 - seed % 2, fresh=True, build=Path("build"))
    report = run.check(run.read(ledgers(), settings), settings).report
    Path("report.json").write_text(json.dumps(report.to_dict()), encoding="utf-8")
"""


def claims_under(seed: int, folder: Path) -> dict[str, dict[str, Any]]:
    """Every claim of a run with this hash seed in a process of its own, nothing remembered: all that its record holds but the time."""
    running = begin("-c", PROGRAM, str(seed), folder=folder, PYTHONHASHSEED=str(seed))
    _, messages = running.communicate(timeout=3600)
    assert running.returncode == 0, messages
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    claims = [claim for document in report["documents"] for claim in document["claims"]]
    return {claim["id"]: {name: value for name, value in claim.items() if name != TIMES} for claim in claims}


def differences(one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """The claims whose records differ, each with the fields that do."""
    assert sorted(one) == sorted(other)
    pairs = {name: [field for field in claim if claim[field] != other[name].get(field)] for name, claim in one.items()}
    return {name: fields for name, fields in pairs.items() if fields}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The claims under the first seed."""
    return claims_under(FIRST, tmp_path_factory.mktemp("first"))


@pytest.mark.parametrize("seed", OTHERS)
def test_every_record_is_the_same(seed: int, first: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    """Verdict, grade, reason, witness, evidence, mutants, teeth and derivation are those under the first seed."""
    assert differences(first, claims_under(seed, tmp_path)) == {}


def test_a_difference_would_be_seen(first: dict[str, dict[str, Any]]) -> None:
    """One mutant more, or another point of a witness, is a difference."""
    name = next(name for name, claim in first.items() if claim["mutants"])
    changed = {**first, name: {**first[name], "mutants": first[name]["mutants"][1:], "grade": "?"}}
    assert differences(first, changed) == {name: ["grade", "mutants"]}
