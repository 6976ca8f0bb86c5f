"""Families of vectors and matrices for every dimension, one a file: each defines ``FORMS``, how its laws are built from shapes."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.matrix_calculus.form import MatrixForm


@cache
def matrix_forms() -> Mapping[str, tuple[MatrixForm, ...]]:
    """The forms of every family of this folder, the family's own parameterisation first."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    found = [tuple(module.FORMS) for module in modules]
    return {forms[0].family: forms for forms in sorted(found, key=lambda forms: forms[0].family)}
