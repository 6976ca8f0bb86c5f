"""What the linear algebra runs on: a measured second means little without it."""

from __future__ import annotations

import os

import numpy as np

ASKED = ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


def blas() -> str:
    """The BLAS that NumPy was built with, and what the environment asks of it."""
    config = np.show_config(mode="dicts")
    found = config["Build Dependencies"]["blas"] if isinstance(config, dict) else {}
    asked = [
        f"{name}={os.environ[name]}" for name in ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS") if name in os.environ
    ]
    return f"{found.get('name', 'unknown')} {found.get('version', '')}" + (f" ({', '.join(asked)})" if asked else "")
