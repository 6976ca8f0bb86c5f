"""Families for every number of classes, one a file: each defines ``FORMS``, its parameterisations by indices."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.indexed.form import IndexedForm


@cache
def indexed_forms() -> Mapping[str, tuple[IndexedForm, ...]]:
    """The forms of every family of this folder, the family's own parameterisation first."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    found = [tuple(module.FORMS) for module in modules]
    return {forms[0].family: forms for forms in sorted(found, key=lambda forms: forms[0].family)}
