"""The data files that ship inside scikit-learn, read as files: the package itself is not imported."""

from __future__ import annotations

import gzip
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.data.data_set import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXTRA = "fisherproof[data]"


def table(file: str, *, skip: int = 0, delimiter: str | None = ",") -> NDArray[Any]:
    """The numbers of a file, shape ``(rows, columns)``.

    Raises:
        DataError: scikit-learn is not installed, or does not ship the file.
    """
    found = importlib.util.find_spec("sklearn")
    if found is None or found.origin is None:
        message = f"Reading {file}: expected scikit-learn, which ships it, got no such package. Install it: pip install '{EXTRA}'."
        raise DataError(message)
    path = Path(found.origin).parent / "datasets" / "data" / file
    if not path.is_file():
        message = f"Reading {file}: expected it among the data of scikit-learn, got nothing. Install another version of scikit-learn."
        raise DataError(message)
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return np.loadtxt(text.decode("ascii").splitlines()[skip:], delimiter=delimiter, ndmin=2)
