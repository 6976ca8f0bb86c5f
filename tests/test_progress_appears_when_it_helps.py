"""The progress bar appears on a terminal only, after two seconds only, and never when it is unwanted."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest
from calling import surroundings

PROGRAM = """
import sys, time
from verify.console import Console
from verify.runs.progress import ProgressBar
with ProgressBar(4, Console(quiet=sys.argv[1] == "quiet", color=sys.argv[2] == "color")) as bar:
    bar.advance()
    time.sleep(float(sys.argv[3]))
    bar.advance()
"""


def shown(*arguments: str) -> bytes:
    """What the program writes to a terminal that is its standard error."""
    reader, writer = pty.openpty()
    command = [sys.executable, "-c", PROGRAM, *arguments]
    subprocess.run(command, env=surroundings(TERM="xterm-256color"), stderr=writer, check=True)  # noqa: S603 - our own interpreter
    os.close(writer)
    os.set_blocking(reader, False)
    output = b""
    try:
        while piece := os.read(reader, 65536):
            output += piece
    except OSError:  # the end of a terminal
        pass
    os.close(reader)
    return output


def test_a_long_run_shows_a_bar_with_an_estimate() -> None:
    """After two seconds the bar shows how many tasks are done; it is coloured."""
    output = shown("loud", "color", "2.5")
    assert b"checking" in output
    assert b"1/4" in output
    assert b"left" in output
    assert b"\x1b[3" in output


def test_a_bar_without_colours_is_without_colours() -> None:
    """Where colours are unwanted the bar has none."""
    output = shown("loud", "plain", "2.5")
    assert b"checking" in output
    assert b"\x1b[3" not in output


@pytest.mark.parametrize("arguments", [("quiet", "color", "2.5"), ("loud", "color", "0.2")])
def test_no_bar_where_it_is_unwanted_or_too_early(arguments: tuple[str, ...]) -> None:
    """A quiet or a short run shows nothing."""
    assert shown(*arguments) == b""
