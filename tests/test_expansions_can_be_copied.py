"""The text of multi-word functions stands alone: a generated module holds what it needs and nothing else."""

from __future__ import annotations

import ast
import importlib.util
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from derivations.codegen.expansions import definitions, operations, standalone
from derivations.codegen.expansions.conversion import wide
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from pathlib import Path

PREAMBLE = "from __future__ import annotations\n\nimport math\n\nimport numpy as np\nfrom numpy.typing import NDArray\n\n"
LONGEST = 350


def module_of(text: str, folder: Path) -> Any:
    """Import a text as a module of its own."""
    path = folder / "copied.py"
    path.write_text(PREAMBLE + text, encoding="utf-8")
    found = importlib.util.spec_from_file_location("copied", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_copies_compute_the_same_bits(tmp_path: Path) -> None:
    """All functions, copied into one file, give what they give here, word by word."""
    module = module_of(standalone(operations()), tmp_path)
    x = wide(np.array([0.3, 0.7, 1e-9]))
    with np.errstate(all="ignore"):
        for name in ("wide_log", "wide_loggamma", "wide_digamma", "wide_erfc", "wide_atan", "wide_zeta"):
            assert np.array_equal(getattr(module, name)(x), operations()[name].implementation(x), equal_nan=True)


@pytest.mark.parametrize("name", sorted(operations()))
def test_a_copy_defines_every_name_before_it_is_used(name: str) -> None:
    """The text of one function and of what it uses reads no name that it does not define."""
    tree = ast.parse(standalone([name]))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    defined |= {target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert {each for each in read if each.lower().startswith("wide") or each in definitions()} <= defined


def test_a_copy_is_short() -> None:
    """Logarithm, log-gamma and digamma with conversions fit into 350 lines."""
    text = standalone(["wide", "wide_to_float", "wide_log", "wide_loggamma", "wide_digamma", "wide_divide", "wide_subtract"])
    assert len(text.splitlines()) <= LONGEST


def test_a_copy_holds_only_what_is_used() -> None:
    """The text of the sum holds neither a product nor a table."""
    text = standalone(["wide_add"])
    assert "wide_add" in text
    assert "wide_product" not in text
    assert "WIDE_" not in text


def test_an_unknown_name_is_reported() -> None:
    """A name that no file defines is answered with those that are there."""
    with pytest.raises(DerivationError) as raised:
        standalone(["wide_airy"])
    names = ", ".join(operations())
    assert str(raised.value) == f"Copying multi-word arithmetic: expected one of {names}, got 'wide_airy'. Choose one of them."
