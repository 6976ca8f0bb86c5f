"""The committed kernels are what the generator writes today, and the page lists every one of the catalogue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from kernel_sample import FOLDER, sample

from derivations.codegen.catalogue import ACTIVATIONS, catalogue
from derivations.codegen.kernel import load
from derivations.codegen.listing import written
from derivations.families import built_in
from derivations.losses import losses
from verify.accuracy.problem import problem_of
from verify.accuracy.provenance import read_provenance
from verify.accuracy.regimes.ordinary import ordinary

ROOT = Path(__file__).resolve().parent.parent
COMMITTED = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
SAMPLE = 12  # of the whole catalogue; the campaign takes all


@pytest.mark.parametrize("name", sample(catalogue(), SAMPLE))
def test_a_kernel_is_generated_byte_for_byte(name: str) -> None:
    """The file is the text of the generator; a kernel that cannot be generated has no file and stands on the page with its reason."""
    result = written(name)
    path = FOLDER / f"{name}.py"
    if result.source:
        assert path.read_text(encoding="utf-8") == result.source
    else:
        assert not path.exists()
        assert f"- `{name}`: {result.reason}" in (ROOT / "docs" / "kernels.md").read_text(encoding="utf-8")


def test_the_page_lists_the_catalogue() -> None:
    """Every entry is either a file with a row or has a reason, and no file is left over."""
    page = (ROOT / "docs" / "kernels.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    reasons = {line.split("`")[1] for line in page.splitlines() if line.startswith("- `")}
    assert rows == set(COMMITTED)
    assert rows | reasons == set(catalogue())
    assert not rows & reasons


def test_registries_bring_their_kernels() -> None:
    """Every family, loss and activation has its kernels in the catalogue."""
    groups = [entry.group for entry in catalogue().values()]
    assert groups.count("Kullback-Leibler divergences") == groups.count("Inverse Fisher matrices") == len(built_in())
    assert sum(name.startswith("loss_") and name.endswith("_value") for name in catalogue()) == len(losses())
    assert sum(name.startswith("activation_") for name in catalogue()) == len(ACTIVATIONS)


@pytest.mark.parametrize("name", COMMITTED)
def test_a_committed_kernel_runs(name: str) -> None:
    """Every kernel computes at ordinary arguments, alone as in company."""
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    problem = problem_of(read_provenance(text, name), "float64")
    arguments = list(problem.arguments(ordinary, np.random.default_rng(1), 3).values())
    function = getattr(load(text), name)
    together = function(*arguments)
    alone = function(*(argument[1] for argument in arguments))
    np.testing.assert_allclose(np.asarray(together)[1], alone, rtol=1e-13)  # blocks choose their series by what is in them
