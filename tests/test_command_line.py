"""The command line keeps its contract: exit codes, where words go, what is imported, and that no traceback reaches the user."""

from __future__ import annotations

import json
import re
import signal
import time
from typing import TYPE_CHECKING

import pytest
from calling import FALSE, ROOT, TRUE, begin, call, document, python

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = sorted(path.stem for path in (ROOT / "verify" / "commands").glob("[a-z]*.py"))


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_has_an_example_and_needs_no_sympy(tmp_path: Path, command: str) -> None:
    """``--help`` prints an example to standard output, exits with 0, and imports neither SymPy nor NumPy."""
    program = (
        "import sys\n"
        "from verify.cli import run\n"
        "status = run(sys.argv[1:])\n"
        "print(status, sorted({'sympy', 'numpy', 'flint', 'mpmath', 'pebble'} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = python("-c", program, *([command] if command else []), "--help", folder=tmp_path)
    assert done.stderr == "0 []\n"
    assert f"Example: fisherproof {command}" in done.stdout
    for option in ("--quiet", "--no-color") if command else ():
        assert option in done.stdout


def test_help_lists_exactly_the_files_of_the_commands_folder(tmp_path: Path) -> None:
    """Every command that is listed exists, and every file is listed."""
    listed = re.findall(r"^  (\w+)  +\S", call("--help", folder=tmp_path).stdout.partition("Commands:")[2], re.MULTILINE)
    assert listed == COMMANDS
    assert {"check", "derive", "list", "report", "show"} <= set(listed)


def test_list_imports_no_sympy_and_fits_eighty_columns(tmp_path: Path) -> None:
    """``list`` prints one line of at most 80 columns for each claim of the ledgers and leaves SymPy alone."""
    done = call("list", folder=tmp_path)
    rows = [line for line in done.stdout.splitlines() if re.search(r" (true|false|vacuous) ", line)]
    assert (done.returncode, done.stderr) == (0, "")
    assert len(rows) > 20
    assert max(len(row) for row in rows) <= 80
    traced = python("-X", "importtime", "-m", "verify", "list", folder=tmp_path)
    assert "verify.cli" in traced.stderr
    assert not re.search(r"\| +(sympy|numpy|flint|pebble)$", traced.stderr, re.MULTILINE)


def test_a_list_fits_a_narrow_terminal(tmp_path: Path) -> None:
    """At forty columns the statement stands below its claim."""
    running = begin("-m", "verify", "list", "M4.*", folder=tmp_path, COLUMNS="40")
    lines = running.communicate(timeout=60)[0].splitlines()
    assert max(map(len, lines)) <= 40
    place = next(index for index, line in enumerate(lines) if line.split()[:1] == ["M4.3-set"])
    assert lines[place].split()[2] == "false"
    assert lines[place + 1].startswith("  q**3*u[0] + ")


def test_list_selects_by_glob_and_reads_documents(tmp_path: Path) -> None:
    """A glob selects ids; --document lists another file; no match is said on standard error."""
    name = document(tmp_path, TRUE, FALSE)
    done = call("list", "*1", "--document", name, folder=tmp_path)
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == ["c1"]
    done = call("list", "nothing", "--document", name, folder=tmp_path)
    assert (done.returncode, done.stdout, "nothing" in done.stderr) == (0, "", True)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ((), 0),
        ((TRUE,), 0),
        ((TRUE, f'{FALSE}\nexpect = "false"'), 0),
        ((TRUE, FALSE), 1),
        ((f'{TRUE}\nexpect = "false"',), 1),
        ((TRUE, 'claim = "x +"'), 2),
        ((TRUE, 'claim = "undeclared == 1"'), 2),
        ((TRUE, "claim = 1"), 2),
    ],
)
def test_the_exit_code_of_check_tells_the_outcome(tmp_path: Path, claims: tuple[str, ...], code: int) -> None:
    """0: every claim as expected; 1: some claim is not; 2: the document is not well formed. Never a traceback."""
    done = call("check", document(tmp_path, *claims), folder=tmp_path)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "Error: Reading the call: expected FILE..., got none. See `fisherproof check --help`."),
        (["check", "missing.md"], "missing.md"),
        (["check", "."], "expected a file as FILE..., got '.', which is a folder."),
        (["check", "notes.md", "--jobs", "0"], "expected a number >=1 as --jobs, got 0."),
        (["check", "notes.md", "--jobs", "two"], "expected an integer as --jobs, got 'two'."),
        (["check", "notes.md", "--timeout", "0"], "above 0"),
        (["check", "notes.md", "--timeout", "-1"], "above 0"),
        (["check", "notes.md", "--timeout", "nan"], "above 0"),
        (["check", "notes.md", "--timeout", "soon"], "'soon'"),
        (["check", "notes.md", "--timeout", "inf"], "above 0"),
        (["check", "notes.md", "--json", "."], "folder"),
        (["check", "notes.md", "--json", "notes.md/out.json"], "notes.md"),
        (["check", "notes.md", "--json", "-", "--md", "-"], "standard output"),
        (["check", "notes.md", "--require", "luck"], "--require"),
        (["check", "latin.md"], "UTF-8"),
        (["check", "notes.md", "--cluster", "nowhere"], "scheduler"),
        (["report", "--out", "notes.md"], "notes.md"),
        (["report", "--only", "no-such-claim"], "no-such-claim"),
        (["show", "no-such-claim"], "no-such-claim"),
        (["derive", "x", "--let", "x"], "NAME=TYPE"),
        (["derive", "x", "--let", "x=real", "--let", "x=positive"], "again"),
        (["derive", "x +", "--let", "x=real"], "operand"),
        (["derive", "y", "--let", "x=real"], "y"),
        (["derive", "x", "--let", "x=imaginary"], "imaginary"),
        (["no-such-command"], "no-such-command"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_a_wrong_call_exits_with_2_and_says_why(tmp_path: Path, arguments: list[str], words: str) -> None:
    """A wrong option, file or expression is named on standard error; nothing is printed as a result."""
    document(tmp_path, TRUE)
    (tmp_path / "latin.md").write_bytes("# Müller".encode("latin-1"))
    done = call(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_all_faults_of_all_documents_are_told_together(tmp_path: Path) -> None:
    """Each fault stands on a line with file, line, column and claim id; nothing is checked."""
    first = document(tmp_path, 'claim = "x +"', TRUE, 'claim = "undeclared == 1"', name="a.md")
    second = document(tmp_path, 'claim = "log(x, x, x) == 1"', name="b.md")
    done = call("check", first, second, "--json", "out.json", folder=tmp_path)
    places = re.findall(r"^(\w+\.md):\d+:\d+: (c\d): ", done.stderr, re.MULTILINE)
    assert places == [("a.md", "c0"), ("a.md", "c2"), ("b.md", "c0")]
    assert (done.returncode, done.stdout, (tmp_path / "out.json").exists()) == (2, "", False)


def test_keep_going_checks_what_is_well_formed(tmp_path: Path) -> None:
    """With --keep-going the sound claims are decided, the faults are still told, and the exit code stays 2."""
    name = document(tmp_path, 'claim = "x +"', TRUE, FALSE)
    done = call("check", name, "--keep-going", "--json", "-", folder=tmp_path)
    claims = json.loads(done.stdout)["documents"][0]["claims"]
    assert [(claim["id"], claim["verdict"]) for claim in claims] == [("c1", "proved"), ("c2", "refuted")]
    assert (done.returncode, f"{name}:" in done.stderr) == (2, True)


def test_a_claim_that_hangs_is_inconclusive_within_its_limit(tmp_path: Path) -> None:
    """A claim over its processor time is inconclusive with the reason, and the report holds every claim."""
    name = document(tmp_path, 'claim = "E(y**2, y, Normal(0, 1)) == 1"', TRUE)
    done = call("check", name, "--timeout", "0.001", "--json", "-", folder=tmp_path)
    reasons = [claim["reason"] for claim in json.loads(done.stdout)["documents"][0]["claims"]]
    assert (done.returncode, len(reasons)) == (1, 2)
    assert reasons[0] == "stopped after 0.001 s of processor time"


def test_an_unexpected_error_is_3_with_details_in_a_file(tmp_path: Path) -> None:
    """A defect of the tool exits with 3, prints a short message, and writes the traceback to the file that it names."""
    program = (
        "import sys\nimport verify.documents\nfrom verify.cli import run\n"
        "def fail(*_):\n    raise ZeroDivisionError('planted')\n"
        "verify.documents.read_bytes = fail\n"
        "sys.exit(run(['list', '--document', 'notes.md']))\n"
    )
    (tmp_path / "notes.md").write_text("# Notes\n", encoding="utf-8")
    done = python("-c", program, folder=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "ZeroDivisionError: planted" in done.stderr
    assert "Traceback" not in done.stderr
    path = re.search(r"\S+\.txt", done.stderr)
    assert path is not None
    assert "Traceback" in (tmp_path / path.group()).read_text(encoding="utf-8")


def test_an_interrupted_check_writes_what_it_has(tmp_path: Path) -> None:
    """Ctrl-C ends `check` with 1 and a whole report whose unfinished claims say so; the same call then goes on from there."""
    name = document(tmp_path, *[f'claim = "(x + {number})**2 == x**2 + {2 * number}*x + {number**2}"' for number in range(1, 60)])
    running = begin("-m", "verify", "check", name, "--jobs", "1", "--json", "out.json", folder=tmp_path)
    while running.poll() is None and sum(path.read_bytes().count(b"\n") for path in tmp_path.glob("build/journal/*")) < 2:
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert (running.returncode, "Interrupted" in errors, "Traceback" in errors) == (1, True, False)
    reasons = [claim["reason"] for claim in json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["documents"][0]["claims"]]
    assert len(reasons) == 59
    assert 0 < reasons.count("not checked: interrupted") < 59
    assert call("check", name, folder=tmp_path).returncode == 0
