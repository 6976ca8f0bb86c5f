"""What a command was asked for goes to standard output, everything else to standard error or to files."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from calling import FALSE, TRUE, call, document, python, surroundings

if TYPE_CHECKING:
    from pathlib import Path


def test_json_on_standard_output_stands_alone(tmp_path: Path) -> None:
    """``--json -`` prints nothing but the contract's JSON to standard output; the summary goes to standard error."""
    done = call("check", document(tmp_path, TRUE, FALSE), "--json", "-", folder=tmp_path)
    report = json.loads(done.stdout)
    assert {"schema", "tool", "documents", "summary"} <= set(report)
    assert {name: count for name, count in report["summary"].items() if count} == {"proved": 1, "refuted": 1, "unexpected": 1}
    fields = {"id", "line", "source", "statement", "latex", "expect", "verdict", "grade", "scope", "as_expected"}
    fields |= {"evidence", "side_conditions", "witness", "teeth", "seconds", "reason"}
    assert all(fields <= set(claim) for claim in report["documents"][0]["claims"])
    assert done.stderr


def test_every_format_is_written_whole_and_no_other_file(tmp_path: Path) -> None:
    """The files asked for exist and are complete; nothing temporary is left behind."""
    options = ["--json", "o/a.json", "--html", "o/a.html", "--junit", "o/a.xml", "--md", "o/a.md", "--sarif", "o/a.sarif"]
    done = call("check", document(tmp_path, TRUE), *options, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == ["a.html", "a.json", "a.md", "a.sarif", "a.xml"]
    assert json.loads((tmp_path / "o" / "a.sarif").read_text(encoding="utf-8"))["runs"]
    assert (tmp_path / "o" / "a.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert all(path in done.stdout for path in ("o/a.json", "o/a.html"))


def test_a_fully_cached_check_imports_no_sympy(tmp_path: Path) -> None:
    """The second check of an unchanged document gives the same verdicts, starts no worker and never imports SymPy."""
    name = document(tmp_path, TRUE, FALSE)
    first = call("check", name, "--json", "-", folder=tmp_path)
    program = (
        "import sys\nfrom verify.cli import run\n"
        "if __name__ == '__main__':\n"
        f"    status = run(['check', '{name}', '--json', '-', '--html', 'a.html'])\n"
        "    print(status, sorted({'sympy', 'numpy', 'flint', 'pebble'} & set(sys.modules)), file=sys.stderr)\n"
    )
    second = python("-c", program, folder=tmp_path)
    assert second.stderr.splitlines()[-1] == "1 []"
    assert json.loads(second.stdout)["documents"] == json.loads(first.stdout)["documents"]


def test_show_tells_the_whole_story(tmp_path: Path) -> None:
    """``show`` prints id, statement, verdict and witness of a claim of a document."""
    name = document(tmp_path, TRUE, FALSE)
    done = call("show", "c1", "--document", name, folder=tmp_path)
    assert done.returncode == 1
    assert all(word in done.stdout for word in ("c1", "(x + 1)**2 == x**2 + 1", "refuted", "x = "))


def test_the_story_of_a_claim_fits_a_screen(tmp_path: Path) -> None:
    """Long lists are cut and say so, killed mutants are counted; nothing is wider than 80 columns."""
    statement = "hess(1/2*dot(h, inv(P) @ h) - 1/2*log(det(P)), [h[0], h[1]]) == inv(P)"
    lets = 'let = { h = "real[2]", q = "positive[3]" }\ndefine = ["P = [[q[0], 1/2*q[1]], [1/2*q[1], q[2]]]"]'
    name = document(tmp_path, f'claim = "{statement}"\n{lets}\ngiven = ["q[0]*q[2] > q[1]**2/4"]')
    lines = call("show", "c0", "--document", name, folder=tmp_path).stdout.splitlines()
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 80
    assert any(line.strip().startswith("killed: ") for line in lines)


@pytest.mark.parametrize(
    ("form", "words"),
    [("text", "1/b"), ("latex", r"\frac"), ("json", '"shape"'), ("python", "b"), ("mathml", "<math")],
)
def test_derive_prints_every_notation(tmp_path: Path, form: str, words: str) -> None:
    """``derive`` prints the value in the notation asked for, and steps only on demand."""
    arguments = ["derive", "fisher(Exponential(b), [b])", "--let", "b=positive", "--format", form]
    plain = call(*arguments, folder=tmp_path)
    with_steps = call(*arguments, "--steps", folder=tmp_path)
    assert (plain.returncode, plain.stderr) == (0, "")
    assert words in plain.stdout or form == "text"
    assert len(with_steps.stdout) >= len(plain.stdout)


def test_derive_stops_at_its_limit(tmp_path: Path) -> None:
    """A derivation over its processor time exits with 1 and says so."""
    done = call("derive", "fisher(Gamma(k, 1), [k])", "--let", "k=positive", "--timeout", "0.001", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "stopped after 0.001 s of processor time" in done.stderr


def test_quiet_leaves_standard_error_empty(tmp_path: Path) -> None:
    """``--quiet`` silences messages, not results."""
    done = call("check", document(tmp_path, TRUE, FALSE), "--quiet", "--json", "out.json", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout


@pytest.mark.parametrize(
    ("options", "environment", "colored"),
    [([], {}, True), (["--no-color"], {}, False), ([], {"NO_COLOR": "1"}, False), ([], {"NO_COLOR": ""}, True)],
)
def test_colours_appear_on_a_terminal_unless_unwanted(
    tmp_path: Path,
    options: list[str],
    environment: dict[str, str],
    colored: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Results are coloured on a terminal; --no-color and a non-empty NO_COLOR switch that off."""
    name = document(tmp_path, TRUE, FALSE)
    reader, writer = pty.openpty()
    variables = surroundings(TERM="xterm-256color", **environment)
    command = [sys.executable, "-m", "verify", "check", name, "--quiet", *options]
    subprocess.run(command, cwd=tmp_path, env=variables, stdout=writer, stderr=subprocess.DEVNULL, check=False)  # noqa: S603 - our own interpreter
    os.close(writer)
    output = b""
    while True:
        try:
            output += (piece := os.read(reader, 65536))
        except OSError:  # Linux answers so at the end of a terminal
            break
        if not piece:
            break
    os.close(reader)
    assert b"c1" in output
    assert (b"\x1b[" in output) is colored


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    """``fisherproof list | head -1`` ends without a message."""
    line = ["bash", "-c", f"{sys.executable} -m verify list | head -1"]
    done = subprocess.run(line, cwd=tmp_path, env=surroundings(), capture_output=True, text=True, check=True)  # noqa: S603 - a pipe is the point
    assert (done.stdout.count("\n"), done.stderr) == (1, "")
