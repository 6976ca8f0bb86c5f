"""Data sets are finite, seeded and clear about what is missing."""

from __future__ import annotations

import gzip
import importlib.machinery
from typing import TYPE_CHECKING

import numpy as np
import pytest

from numeric.data import installed, load
from numeric.data.curves import images
from numeric.data.data_set import DataError, DataSet, standardised
from numeric.errors import DomainError
from numeric.initialisation import sparse
from numeric.network import Network

if TYPE_CHECKING:
    from pathlib import Path


def ship(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Pretend that the package is installed in a folder."""
    spec = importlib.machinery.ModuleSpec("sklearn", None, origin=str(folder / "__init__.py"))
    monkeypatch.setattr(installed.importlib.util, "find_spec", lambda _: spec)


def test_curves_are_drawn_by_the_seed() -> None:
    """The same seed draws the same images, another one others; ink lies in [0, 1], every image has a full stroke and mostly paper."""
    drawn = load("curves", 70, 5).inputs
    assert np.array_equal(drawn, load("curves", 70, 5).inputs)
    assert not np.array_equal(drawn, load("curves", 70, 6).inputs)
    assert drawn.shape == (70, 784)
    assert drawn.min() >= 0
    assert drawn.max() <= 1
    assert drawn.max(axis=1).min() > 0.9
    assert drawn.mean() < 0.15


def test_curves_pass_through_their_end_points() -> None:
    """The pixels nearest to the first and the last control point are inked."""
    generator = np.random.default_rng(3)
    controls = np.random.default_rng(3).uniform(4, 23, size=(9, 3, 2))
    pictures = images(9, generator).reshape(9, 28, 28)
    for picture, points in zip(pictures, controls, strict=True):
        for x, y in points[[0, 2]].round().astype(int):
            assert picture[y, x] > 0.55  # within half a pixel's diagonal of a pen of 0.7


def test_files_of_the_package_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain and compressed tables are read from where the package lies, scaled and split into inputs and targets."""
    data = tmp_path / "datasets" / "data"
    data.mkdir(parents=True)
    (data / "digits.csv.gz").write_bytes(gzip.compress(b"0,16,8,3\n4,0,2,9\n"))
    (data / "wine_data.csv").write_text("2,2,a,b\n1.0,5.0,0\n3.0,9.0,1\n")
    ship(monkeypatch, tmp_path)
    assert load("digits").inputs.tolist() == [[0, 1, 0.5], [0.25, 0, 0.125]]
    assert load("digits").targets.tolist() == [3, 9]
    assert load("wine").inputs.tolist() == [[-1, -1], [1, 1]]
    with pytest.raises(DataError, match=r"expected it among the data of scikit-learn, got nothing"):
        load("diabetes")


@pytest.mark.parametrize("name", ["digits", "wine", "diabetes", "breast-cancer"])
def test_a_missing_package_is_named_with_the_cure(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the error says what to install."""
    monkeypatch.setattr(installed.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(DataError, match=r"expected scikit-learn, which ships it, got no such package\. Install it: pip install"):
        load(name)


def test_bad_data_are_refused() -> None:
    """Unknown names, too many samples, nan and targets of another number are errors."""
    with pytest.raises(DomainError, match=r"expected one of breast-cancer, curves, .*, got 'mnist'"):
        load("mnist")
    with pytest.raises(DomainError, match="expected finite numbers, got nan or infinity in 'own'"):
        DataSet("own", np.array([[np.nan]]), np.ones(1), "")
    with pytest.raises(ValueError, match="expected N > 0 inputs and targets"):
        DataSet("own", np.ones((2, 1)), np.ones(1), "")
    whole = DataSet("own", np.ones((3, 1)), np.ones(3), "")
    with pytest.raises(DomainError, match="expected 1 to 3 of 'own', got 4"):
        whole.drawn(4, 0)
    with pytest.raises(DomainError, match="expected at least one sample"):
        images(0, np.random.default_rng(0))


def test_constant_columns_are_not_divided_by_zero() -> None:
    """A constant feature becomes zero, others get mean 0 and variance 1."""
    found = standardised(np.array([[1.0, 5.0], [3.0, 5.0]]))
    assert found.tolist() == [[-1, 0], [1, 0]]


def test_sparse_units_have_their_number_of_connections() -> None:
    """Every unit has exactly the asked number of nonzero weights, or all where it has fewer inputs; biases are zero."""
    network = Network([40, 7, 3], ["tanh"])
    views = network.views(sparse(network, np.random.default_rng(0), 15))
    assert (views[0].weight != 0).sum(axis=0).tolist() == [15] * 7
    assert (views[1].weight != 0).sum(axis=0).tolist() == [7] * 3
    assert not any(view.bias.any() for view in views)
    with pytest.raises(DomainError, match="expected at least one connection"):
        sparse(network, np.random.default_rng(0), 0)
