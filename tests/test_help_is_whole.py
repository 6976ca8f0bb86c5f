"""The list of commands says in one line what each is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from calling import call

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", [(), ("snapshot",)], ids=["fisherproof", "snapshot"])
def test_no_line_of_the_list_is_cut(tmp_path: Path, name: tuple[str, ...]) -> None:
    """In 80 columns the line of a command ends with its full stop."""
    lines = call(*name, "--help", folder=tmp_path).stdout.partition("Commands:\n")[2].splitlines()
    assert lines
    assert [line for line in lines if not line.endswith(".") or line.endswith("...")] == []
