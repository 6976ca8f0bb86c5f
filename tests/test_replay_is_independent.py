"""The replay decides proofs again from their certificates alone, without any engine, and counts what agrees."""

from __future__ import annotations

import ast
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from replay_cases import TRUE, field
from stated import decided

from verify.replay import residues
from verify.replay.__main__ import main
from verify.replay.book import book, replay_book, told
from verify.replay.certificate import read
from verify.replay.checker import replay, replay_all

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "verify" / "replay"


@pytest.mark.parametrize("name", TRUE)
def test_true_certificates_agree(name: str) -> None:
    """What the engines proved, the checker proves from the certificate."""
    statement, let = TRUE[name]
    record = decided(statement, let)
    assert (record["verdict"], record["grade"]) == ("proved", "replayed")
    assert replay_all(json.loads(json.dumps(record["certificates"]))).outcome == "agrees"


def test_primes_are_prime() -> None:
    """The test of primality agrees with trial division, also on strong pseudoprimes and squares."""
    small = [n for n in range(2, 2000) if all(n % d for d in range(2, int(n**0.5) + 1))]
    assert [n for n in range(2, 2000) if residues.is_prime(n)] == small
    assert not any(map(residues.is_prime, (2047, 3215031751, 3825123056546413051, (2**31 - 1) ** 2)))
    assert residues.is_prime(residues.random_prime())


def test_large_programs_are_tested_modulo_primes() -> None:
    """What is too large to multiply out is decided with an error bound, and a false one is refused."""
    program: list[list[Any]] = [["atom", 0], ["atom", 1], ["sum", 0, 1], ["power", 2, 3000], ["rational", "-1"]]
    true = field(program=[*program, ["power", 2, 1500], ["power", 5, 2], ["product", 6, 4], ["sum", 3, 7]], zero=[8])
    answer = replay(true)
    assert answer.outcome == "agrees"
    assert "error below 2^-1" in answer.how
    false = field(program=[*program, ["power", 2, 1499], ["power", 5, 2], ["product", 6, 4], ["sum", 3, 7]], zero=[8])
    assert replay(false).outcome == "refused"
    assert residues.log_error(read(true)) < -40


X = ["atom", 0]


@pytest.mark.parametrize(
    ("program", "above", "below", "height"),
    [
        ([["rational", "7/3"]], 0, 0, 3),
        ([X, ["power", 0, 1000]], 1000, 0, 1000),
        ([X, ["product", *[0] * 1000]], 1000, 0, 1000 + math.log2(1000)),
        ([X, ["power", 0, -1000]], 0, 1000, 1000),
        ([X, ["power", 0, -1000], ["power", 1, -1]], 1000, 1000, 1000),
        ([X, ["power", 0, -1000], ["power", 1, 1]], 0, 2000, 1000),
        ([X, ["power", 0, 1000], ["power", 0, -1000], ["sum", 1, 2]], 2000, 2000, 2001),
        ([X, ["power", 0, 1000], ["power", 0, -1000], ["product", 1, 2]], 1000, 2000, 2001),
        ([X, ["power", 0, 1000], ["sum", 1, 1]], 1000, 0, 2001),
    ],
)
def test_error_bounds_follow_the_degrees(program: list[list[Any]], above: int, below: int, height: float) -> None:
    """What a trial may overlook: as many zeros as the numerator has, where no denominator vanishes, and primes that divide coefficients."""
    found = residues.log_error(read(field(program=program, zero=[len(program) - 1])))
    assert found == pytest.approx(math.log2((above + 1) / (2**60 - below) + height / 60 / 2**53), abs=1e-9)


def test_large_programs_with_relations_are_refused() -> None:
    """Modulo primes a root is one more unknown, and no error bound is given for what its relation would make zero."""
    atoms = {**field()["atoms"], "2": {"means": ["root", [[[], "2"]]], "root": 2}}
    program: list[list[Any]] = [["atom", 0], ["atom", 2], ["sum", 0, 1], ["power", 2, 3000], ["rational", "-1"], ["product", 3, 4]]
    whole = field(
        atoms=atoms, program=[*program, ["sum", 3, 5], ["rational", "2"]], zero=[6], relations=[{"atom": 2, "power": 2, "equals": 7}]
    )
    answer = replay(whole)
    assert (answer.outcome, "no error bound" in answer.how) == ("refused", True)


def test_the_book_counts_what_agrees() -> None:
    """Agreeing, refused and silent claims are told apart; one without a certificate never agrees."""
    good, bad = field(program=[["rational", "0"]], zero=[0]), field(program=[["atom", 0]], zero=[0])
    claims = [
        {"id": name, "statement": "", "engines": engines, "certificates": listed}
        for name, engines, listed in (
            ("good", "some engine, another", [good]),
            ("bad", "some engine, another", [good, bad]),
            ("none", "some engine, another", []),
            ("other", "another", []),
        )
    ]
    entries = replay_book(book(claims))
    assert [entry.answer.outcome for entry in entries] == ["agrees", "refused", "none", "none"]
    lines = "\n".join(told(entries))
    assert "1 of 4" in lines
    assert [line for line in lines.splitlines() if "refused" in line] == ["  refused: bad: operation 0 is not the zero element"]
    assert lines.endswith("  1 without a certificate (another): other\n  1 without a certificate (some engine): none")


def test_the_checker_imports_the_standard_library_only() -> None:
    """No module of the checker imports anything but the standard library and the checker itself."""
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith("verify.replay") or name.partition(".")[0] in sys.stdlib_module_names, (path.name, name)


def test_the_checker_runs_by_itself(tmp_path: Path) -> None:
    """A file of certificates is decided by a process that has loaded neither engine nor prover; a refusal is its exit code."""
    path = tmp_path / "certificates.json"
    good, bad = field(program=[["rational", "0"]], zero=[0]), field(program=[["atom", 0]], zero=[0])
    code = (
        "import sys; from verify.replay.__main__ import main; r = main(sys.argv[1:]); "
        "assert not {'sympy', 'flint', 'mpmath', 'numpy', 'derivations'} & set(sys.modules); raise SystemExit(r)"
    )
    for certificate, expected in ((good, 0), (bad, 1)):
        path.write_text(book([{"id": "a", "statement": "", "engines": "", "certificates": [certificate]}]), encoding="utf-8")
        done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - this interpreter
        assert done.returncode == expected, done.stderr


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 2, "claims": []}', '{"format": 1, "claims": [{}]}', '{"format": 1, "claims": 3}']
)
def test_a_file_of_another_form_is_a_wrong_call(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no file of certificates is said to be none, in one line, with the code of a wrong call."""
    (tmp_path / "certificates.json").write_text(text)
    assert main([str(tmp_path / "certificates.json")]) == 2
    expected = "Replaying certificates: expected a file of format 1, got another. Write it with `report --replay`.\n"
    assert capsys.readouterr().err == expected


def test_names_cannot_pass_for_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name in a file from others that holds a line of its own, or what no terminal can show, is written with escapes."""
    bad = field(program=[["atom", 0]], zero=[0])
    names = ["a\nReplay: 9 of 9 replayed proofs agree", "b\u001b[2J", "c\ud800"]
    text = book([{"id": name, "statement": "", "engines": name, "certificates": [bad]} for name in names]).encode(errors="surrogatepass")
    (tmp_path / "certificates.json").write_bytes(text.replace(b"\xed\xa0\x80", b"\\ud800"))
    assert main([str(tmp_path / "certificates.json")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(names)
    assert all(line.startswith("  refused: ") and line.isprintable() for line in lines[1:])


def test_coefficients_that_outgrow_the_memory_are_left_to_primes() -> None:
    """Sixty squarings of squares have 2^60 digits: they are not multiplied out, and no bound on their height suffices modulo primes."""
    squares: list[list[Any]] = [["rational", "3"], *(["product", place, place] for place in range(60))]
    difference = [*squares, ["rational", "-1"], ["product", 60, 61], ["sum", 60, 62]]
    answer = replay(field(program=difference, zero=[63]))
    assert (answer.outcome, answer.how) == ("refused", "no error bound was reached")
    powers = [["rational", "3"], ["power", 0, 10**6], ["power", 1, 10**6], ["rational", "-1"], ["product", 2, 3], ["sum", 2, 4]]
    answer = replay(field(program=powers, zero=[5]))
    assert (answer.outcome, answer.how.split(",")[0]) == ("agrees", "modulo random primes")
