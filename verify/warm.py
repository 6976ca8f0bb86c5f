"""Imported once by the server that forks the workers: everything that every claim needs, so that no worker has to load it."""

from __future__ import annotations

import contextlib
import gc
import importlib
import pkgutil

# What SymPy and the derivations import at their first use: 60 ms in every worker that gets there, and most do.
_LATER = ("sympy.assumptions.wrapper", "sympy.sets.setexpr", "sympy.tensor.tensor")
_WHOLE = ("balls", "indexed", "integrals", "language", "limits", "matrix_calculus", "moments", "normal_form", "star_algebra")
# New objects before the next look for unreachable cycles: expressions have none, and a worker ends after one claim.
_OBJECTS_PER_COLLECTION = 50_000


def _load(name: str) -> None:
    """Import a module and what its package holds; one that cannot be loaded must cost the claims that need it, each with its reason."""
    with contextlib.suppress(Exception):
        module = importlib.import_module(name)
        for inner in pkgutil.iter_modules(getattr(module, "__path__", ())):
            _load(f"{name}.{inner.name}")


# A prover or a family that cannot be loaded must cost the claims that need it, each with its reason, not the server.
with contextlib.suppress(Exception):
    import verify.decide
    import verify.derive
    import verify.wellformed  # noqa: F401 - importing is the point
    from derivations.language.vocabulary import reserved_names
    from verify.mutants import operators
    from verify.provers import provers

    reserved_names()
    provers()
    operators()

for _name in (*_LATER, *(f"derivations.{package}" for package in _WHOLE)):
    _load(_name)

# A collection in a worker would visit, and so copy, every page of what was loaded here: 60 ms a worker instead of 5.
gc.collect()
gc.freeze()
gc.set_threshold(_OBJECTS_PER_COLLECTION, *gc.get_threshold()[1:])
