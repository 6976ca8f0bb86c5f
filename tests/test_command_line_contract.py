"""The command line from a script's point of view: exit codes, pipes, closed streams, places to write, and JSON that is always the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from calling import FALSE, TRUE, begin, call, document, surroundings

if TYPE_CHECKING:
    from pathlib import Path

CLAIM = {
    "id": str,
    "line": int,
    "source": str,
    "statement": str,
    "latex": str,
    "expect": str,
    "verdict": str,
    "grade": str,
    "scope": str,
    "as_expected": bool,
    "evidence": list,
    "side_conditions": list,
    "teeth": dict,
    "seconds": float,
    "reason": str,
}
SUPPORTED = 'claim = "sin(x) + x**2 >= -1/4"'
VERDICTS = ("proved", "refuted", "supported", "inconclusive", "vacuous", "disputed")


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `fisherproof` is the tool."""
    text = f'fisherproof() {{ "{sys.executable}" -m verify "$@"; }}\n{line}'
    return subprocess.run(["bash", "-c", text], cwd=folder, env=surroundings(), capture_output=True, text=True, timeout=120, check=False)  # noqa: S603, S607


def results(path: Path) -> dict[str, Any]:
    """The JSON of a run."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_the_json_has_the_keys_of_the_contract(tmp_path: Path) -> None:
    """Every claim has every key with its type, a witness only where it was refuted, and the summary counts every verdict."""
    name = document(
        tmp_path, TRUE, FALSE, 'claim = "x**2 >= 0"', f'{FALSE}\nexpect = "false"', 'claim = "x == 1"\ngiven = ["x > 1", "x < 0"]'
    )
    done = call("check", name, "--json", "out.json", folder=tmp_path)
    found = results(tmp_path / "out.json")
    assert (done.returncode, found["schema"], {"sympy", "python-flint", "seed"} <= set(found["tool"])) == (1, 1, True)
    (checked,) = found["documents"]
    assert (checked["path"], checked["title"]) == (name, "Notes")
    for one in checked["claims"]:
        assert {key: type(one[key]) for key in CLAIM} == CLAIM
        assert set(one["teeth"]) == {"expression", "definition"}
        assert all(set(level) == {"killed", "generated", "equivalent"} for level in one["teeth"].values())
        assert (one["witness"] is None) == (one["verdict"] != "refuted")
    refuted = checked["claims"][1]
    assert set(refuted["witness"]) == {"point", "lhs", "rhs", "enclosure"}
    assert all(isinstance(value, str) for value in refuted["witness"]["point"].values())
    assert [one["as_expected"] for one in checked["claims"]] == [True, False, True, True, False]
    counts = {verdict: sum(one["verdict"] == verdict for one in checked["claims"]) for verdict in VERDICTS}
    assert found["summary"] == {**counts, "unexpected": 2}
    assert found["summary"]["vacuous"] == 1


def test_json_is_the_same_under_every_hash_seed(tmp_path: Path) -> None:
    """Two runs from scratch with different hash seeds differ in nothing but seconds."""
    name = document(
        tmp_path,
        TRUE,
        FALSE,
        'claim = "fisher(Gamma(a, b), [a, b]) == [[polygamma(1, a), -1/b], [-1/b, a/b**2]]"\nlet = {a="positive", b="positive"}',
    )
    texts = []
    for seed in ("0", "1"):
        folder = tmp_path / seed
        folder.mkdir()
        (folder / name).write_bytes((tmp_path / name).read_bytes())
        done = begin("-m", "verify", "check", name, "--json", "out.json", folder=folder, PYTHONHASHSEED=seed)
        done.communicate(timeout=120)
        texts.append(re.sub(r'"seconds": [0-9.e-]+', "", (folder / "out.json").read_text(encoding="utf-8")))
    assert texts[0] == texts[1]


def test_a_faulty_context_does_not_stop_what_keeps_going(tmp_path: Path) -> None:
    """With --keep-going a context with a bad type costs the claims that use it, no others, and the exit code stays 2."""
    context = '```context\nx = "rael"\ny = "real"\n```\n'
    claims = '```claim\nid = "a"\nclaim = "x == 1"\n```\n```claim\nid = "b"\nclaim = "y - y == 0*y"\n```\n'
    (tmp_path / "notes.md").write_text(context + claims, encoding="utf-8")
    stopped = call("check", "notes.md", "--json", "out.json", folder=tmp_path)
    assert (stopped.returncode, (tmp_path / "out.json").exists()) == (2, False)
    done = call("check", "notes.md", "--keep-going", "--json", "out.json", folder=tmp_path)
    assert done.returncode == 2
    assert "notes.md:2:6: Reading the type 'rael'" in done.stderr
    (checked,) = results(tmp_path / "out.json")["documents"]
    assert [one["id"] for one in checked["claims"]] == ["b"]


def test_require_proved_is_about_true_claims_only(tmp_path: Path) -> None:
    """A supported claim passes, and does not with --require proved; a refuted one that was expected to be false passes both ways."""
    name = document(tmp_path, SUPPORTED, f'{FALSE}\nexpect = "false"')
    assert call("check", name, "--json", "out.json", folder=tmp_path).returncode == 0
    assert [one["verdict"] for one in results(tmp_path / "out.json")["documents"][0]["claims"]] == ["supported", "refuted"]
    assert call("check", name, "--require", "proved", "--json", "out.json", folder=tmp_path).returncode == 1
    assert results(tmp_path / "out.json")["summary"]["unexpected"] == 1


def test_the_same_file_twice_is_two_documents(tmp_path: Path) -> None:
    """Naming a file twice checks it once and reports it twice."""
    name = document(tmp_path, TRUE)
    assert call("check", name, f"./{name}", "--json", "out.json", folder=tmp_path).returncode == 0
    assert [len(one["claims"]) for one in results(tmp_path / "out.json")["documents"]] == [1, 1]


@pytest.mark.parametrize(("text", "code"), [(b"", 0), (b"# Prose\n", 0), (b"\xef\xbb\xbf", 0), (b"\x00\x01", 0), (b"\xff", 2)])
def test_a_document_without_claims_is_valid(tmp_path: Path, text: bytes, code: int) -> None:
    """Nothing to check is a success; bytes that are no text are not."""
    (tmp_path / "notes.md").write_bytes(text)
    done = call("check", "notes.md", "--json", "out.json", folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    if code == 0:
        assert results(tmp_path / "out.json")["documents"][0]["claims"] == []


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark_change_nothing(tmp_path: Path, ends: str) -> None:
    """A document is the same with every kind of line end, and its faults have the same places."""
    text = '# Notes\n\n```claim\nid = "c"\nclaim = """\n1 + 1\n == y2"""\n```\n'.replace("\n", ends)
    (tmp_path / "notes.md").write_bytes(b"\xef\xbb\xbf" + text.encode())
    told = call("check", "notes.md", folder=tmp_path).stderr
    assert told.startswith("notes.md:7:5: c: Reading an expression: expected a declared name, got the unknown name 'y2'")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("fisherproof list | head -n 1; exit ${PIPESTATUS[0]}", 0),
        ("fisherproof check notes.md | head -n 1; exit ${PIPESTATUS[0]}", 1),
        ("fisherproof check notes.md --json - 2>/dev/null | head -c 9; exit ${PIPESTATUS[0]}", 1),
        ("fisherproof check notes.md >&-", 1),
        ("fisherproof check notes.md >&- 2>&-", 1),
        ("fisherproof check notes.md <&-", 1),
        ("fisherproof check missing.md 2>&- ", 2),
        ("fisherproof check notes.md > /dev/full", 2),
        ("fisherproof --help > /dev/full", 2),
        ("fisherproof check --help > /dev/full", 2),
        ("fisherproof --version > /dev/full", 2),
    ],
)
def test_pipes_and_closed_streams_change_no_exit_code(tmp_path: Path, line: str, code: int) -> None:
    """A reader that has seen enough, a closed stream or a full device is no failure of the tool."""
    document(tmp_path, TRUE, FALSE)
    done = shell(line, tmp_path)
    assert (done.returncode, "Traceback" in done.stderr, "defect" in done.stderr) == (code, False, False), done.stderr


def test_a_misspelled_command_gets_a_suggestion(tmp_path: Path) -> None:
    """The nearest command is named, and none where none is near."""
    done = call("chekc", "notes.md", folder=tmp_path)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        "Error: Reading the call: expected a command, got 'chekc'. Did you mean 'check'?",
    )
    assert (
        call("zzz", folder=tmp_path).stderr.splitlines()[-1]
        == "Error: Reading the call: expected a command, got 'zzz'. See `fisherproof --help`."
    )


def test_devices_pipes_and_links_are_written_not_replaced(tmp_path: Path) -> None:
    """A report may go to a named pipe or through a link: the pipe stays a pipe, the link a link."""
    name = document(tmp_path, TRUE)
    (tmp_path / "link.json").symlink_to("target.json")
    assert call("check", name, "--json", "link.json", folder=tmp_path).returncode == 0
    assert (tmp_path / "link.json").is_symlink()
    assert results(tmp_path / "target.json")["schema"] == 1
    os.mkfifo(tmp_path / "pipe")
    done = shell(f"fisherproof check {name} --json pipe > /dev/null & cat pipe; wait", tmp_path)
    assert json.loads(done.stdout)["schema"] == 1
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("command", ["derive", "kernel"])
def test_an_undeclared_name_is_to_be_declared_by_an_option(tmp_path: Path, command: str) -> None:
    """The advice is one that can be followed on the command line."""
    done = call(command, "x + y", "--let", "x=real", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "Error: column 5: Reading an expression: expected a declared name, got the unknown name 'y'. Declare it with --let.\n"
    )


def test_a_kernel_goes_where_reports_go(tmp_path: Path) -> None:
    """The folder of the output is made, - is standard output, and a folder in its place is a wrong call."""
    call_kernel = ("kernel", "x + 1", "--let", "x=real", "-o")
    assert call(*call_kernel, "new/folder/k.py", folder=tmp_path).stdout.strip() == "new/folder/k.py"
    assert call(*call_kernel, "-", folder=tmp_path).stdout == (tmp_path / "new" / "folder" / "k.py").read_text(encoding="utf-8")
    assert call(*call_kernel, "new", folder=tmp_path).returncode == 2
    assert not (tmp_path / "-").exists()


def test_a_report_that_cannot_be_written_is_a_wrong_call_after_the_summary(tmp_path: Path) -> None:
    """What was decided is told, the other files are there, and the exit code is 2."""
    name = document(tmp_path, TRUE)
    done = call("check", name, "--json", "/dev/full", "--md", "out.md", folder=tmp_path)
    assert done.returncode == 2
    assert "proved" in done.stdout
    assert "expected a place that can be written, got /dev/full" in done.stderr
    assert (tmp_path / "out.md").exists()


def test_a_summary_fits_eighty_columns(tmp_path: Path) -> None:
    """Every line of the summary of long claims fits a terminal of 80 columns."""
    long = " + ".join(["x"] * 60)
    name = document(tmp_path, f'claim = "{long} == 60*x"', f'claim = "{long} == 61*x"')
    done = call("check", name, folder=tmp_path)
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


def test_a_group_without_a_command_tells_its_help(tmp_path: Path) -> None:
    """The help stands alone, on standard error, with the exit code of a wrong call, for both groups of commands."""
    for arguments in ((), ("snapshot",)):
        done = call(*arguments, folder=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("Usage: fisherproof")
        assert "Error" not in done.stderr


def test_every_help_fits_a_terminal(tmp_path: Path) -> None:
    """Nothing is wider than eighty columns, examples neither."""
    for name in ("", "accuracy", "check", "derive", "kernel", "snapshot", "train"):
        lines = call(*name.split(), "--help", folder=tmp_path).stdout.splitlines()
        assert [line for line in lines if len(line) > 80] == []
