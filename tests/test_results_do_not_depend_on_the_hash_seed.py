"""Python's hash seed, which orders sets, leaves no trace in a result."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from calling import begin, document

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = ("0", "1")
CLAIMS = (
    'claim = "(x + 1)**2 == x**2 + 2*x + 1"',
    'claim = "(x + 1)**2 == x**2 + 1"',
    'let = { a = "positive", b = "positive" }\nclaim = "log(a*b**2) == log(a) + 2*log(b)"',
    'let = { a = "positive", b = "positive" }\nclaim = "gamma(a + 2)*b == a*(a + 1)*gamma(a)*b"',
    'let = { mu = "real", s = "positive" }\nclaim = "fisher(Normal(mu, s), [mu, s]) == [[1/s**2, 0], [0, 2/s**2]]"',
    'let = { mu = "real", s = "positive" }\nclaim = "kl(Normal(mu, s), Normal(0, 1)) >= 0"',
    'let = { a = "positive", b = "positive" }\nclaim = "E(log(y), y, Gamma(a, rate=b)) == digamma(a) - log(b)"',
    'let = { t = "real[2]", p = "law(y; t)" }\nclaim = "fisher(p, t) == fisher_hessian(p, t)"',
    'let = { t = "real[2]", p = "law(y; t)" }\nclaim = "fisher(p, t)[0, 1] == 0"',
    'let = { A = "invertible[n]", U = "real[n,m]" }\nclaim = "inv(A) @ A @ U == U"',
    'let = { A = "real[n,n]", B = "real[n,n]" }\nclaim = "A @ B == B @ A"',
    'let = { h = "smooth(x) -> real" }\nclaim = "diff(h(x)**2, x) == 2*h(x)*diff(h(x), x)"',
    'let = { v = "real[2]", w = "real[2]" }\nclaim = "(v @ w)**2 <= (v @ v)*(w @ w)"',
    'let = { y = "real", z = "real" }\ngiven = ["x == y + 1", "y == z**2"]\nclaim = "x == z**2 + 1"\ndrop = [0]',
)


def without_times(value: Any) -> Any:
    """A report without the seconds, which no two runs share."""
    if isinstance(value, dict):
        return {key: without_times(inner) for key, inner in value.items() if key != "seconds"}
    return [without_times(inner) for inner in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The JSON reports of one document under two hash seeds, each from a process of its own with nothing remembered."""
    found = []
    for seed in SEEDS:
        folder: Path = tmp_path_factory.mktemp(f"seed{seed}")
        name = document(folder, *CLAIMS)
        running = begin("-m", "verify", "check", name, "--json", "report.json", "--jobs", "2", folder=folder, PYTHONHASHSEED=seed)
        _, messages = running.communicate(timeout=240)
        assert running.returncode in {0, 1}, messages
        found.append(json.loads((folder / "report.json").read_text(encoding="utf-8")))
    return found


def test_the_reports_are_equal(reports: list[dict[str, Any]]) -> None:
    """Verdicts, witnesses, mutants, steps and LaTeX are the same to the letter under both seeds."""
    first, second = (json.dumps(without_times(report), indent=1, sort_keys=True).splitlines() for report in reports)
    assert [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]] == []


def test_the_document_puts_something_to_the_test(reports: list[dict[str, Any]]) -> None:
    """The claims come to proofs and refutations over scalars, laws, functions and matrices; none is left undecided."""
    verdicts = [claim["verdict"] for claim in reports[0]["documents"][0]["claims"]]
    assert len(verdicts) == len(CLAIMS)
    assert set(verdicts) == {"proved", "refuted"}
    assert verdicts.count("refuted") >= 3
