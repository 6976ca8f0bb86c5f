"""Nothing that is read is written over, nothing is written twice, and links that lead nowhere are told as what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from calling import TRUE, call, document

if TYPE_CHECKING:
    from pathlib import Path

READ = "Error: Preparing output: expected a file other than those that are read, got {}. Choose another place.\n"


@pytest.mark.parametrize("option", ["--json", "--html", "--replay"])
def test_a_report_is_not_written_over_its_document(tmp_path: Path, option: str) -> None:
    """By no name: itself, another path, a link, a second name of the same file."""
    name = document(tmp_path, TRUE)
    before = (tmp_path / name).read_bytes()
    (tmp_path / "link.md").symlink_to(name)
    (tmp_path / "second.md").hardlink_to(tmp_path / name)
    for place in (name, f"../{tmp_path.name}/{name}", "link.md", "second.md"):
        done = call("check", name, option, place, folder=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", READ.format(place))
    assert (tmp_path / name).read_bytes() == before


def test_a_measurement_is_not_written_over_its_kernel(tmp_path: Path) -> None:
    """The kernel is still there, to be measured."""
    call("kernel", "2*x", "--let", "x=real", "-o", "twice.py", folder=tmp_path)
    before = (tmp_path / "twice.py").read_bytes()
    for option in ("--json", "--plot"):
        done = call("accuracy", "twice.py", option, "twice.py", folder=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", READ.format("twice.py"))
    assert (tmp_path / "twice.py").read_bytes() == before


def test_two_results_go_to_two_files(tmp_path: Path) -> None:
    """The second would replace the first; a device takes both."""
    name = document(tmp_path, TRUE)
    done = call("check", name, "--json", "out", "--html", "./out", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: Preparing output: expected a file for each result, got out twice. Choose another place for one of them.\n"
    assert call("check", name, "--json", "/dev/null", "--html", "/dev/null", folder=tmp_path).returncode == 0


@pytest.mark.parametrize("target", ["loop", "nothing"])
def test_a_link_that_leads_nowhere_is_told(tmp_path: Path, target: str) -> None:
    """It is there, so it is no file that does not exist."""
    (tmp_path / "loop").symlink_to(target)
    for arguments, words in ((("check", "loop"), "as FILE..."), (("list", "--document", "loop"), "as --document")):
        done = call(*arguments, folder=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"Error: Reading the call: expected a file {words}, got 'loop', a link that leads nowhere. See" in done.stderr


def test_an_output_link_that_leads_to_itself_is_a_wrong_call(tmp_path: Path) -> None:
    """It used to be told as a defect of the tool."""
    name = document(tmp_path, TRUE)
    (tmp_path / "loop").symlink_to("loop")
    for arguments in (("check", name, "--json", "loop"), ("kernel", "x", "--let", "x=real", "-o", "loop")):
        done = call(*arguments, folder=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        wanted = "expected a file that can be written, got loop, a link that leads nowhere. Choose another place."
        assert done.stderr == f"Error: Preparing output: {wanted}\n"


@pytest.mark.parametrize("command", ["derive", "kernel"])
def test_an_expression_that_is_wrong_is_an_error_by_name(tmp_path: Path, command: str) -> None:
    """As with every other command the line begins with the word that people look for."""
    done = call(command, "1 +", folder=tmp_path)
    wanted = "expected an operand, got the end of the text. Write what follows '+', or remove it."
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"Error: Reading an expression: {wanted}\n")
