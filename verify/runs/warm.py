"""Imported once by the server that forks the workers: everything that every claim needs, so that no worker has to load it."""

from __future__ import annotations

import contextlib
import gc
import importlib
import pkgutil

# What SymPy and the derivations import at their first use: 60 ms in every worker that gets there, and most do.
_LATER = ("sympy.assumptions.wrapper", "sympy.sets.setexpr", "sympy.tensor.tensor")
_WHOLE = ("balls", "indexed", "integrals", "language", "limits", "matrix_calculus", "moments", "normal_form", "star_algebra")
_PRACTICE = "x**2*exp(y)*log(z + 1) + sin(x) + sqrt(z) == sqrt(z) + sin(x) + log(z + 1)*exp(y)*x**2 and (x + 1)**2 >= 2*x"
# New objects before the next look for unreachable cycles: expressions have none, and a worker ends after one claim.
_OBJECTS_PER_COLLECTION = 50_000


def _load(name: str) -> None:
    """Import a module and what its package holds; one that cannot be loaded must cost the claims that need it, each with its reason."""
    with contextlib.suppress(Exception):
        module = importlib.import_module(name)
        for inner in pkgutil.iter_modules(getattr(module, "__path__", ())):
            _load(f"{name}.{inner.name}")


def _practise() -> None:
    """Decide one small claim, the same for every worker: SymPy builds its tables of rules and functions at their first use."""
    from verify.claim import Claim
    from verify.markup.block import Block

    types = {"x": "real", "y": "real", "z": "positive"}
    verify.decide.decide(Claim(line=1, block=Block("", 1), id="practice", statement=_PRACTICE, let=types).payload())


# A prover or a family that cannot be loaded must cost the claims that need it, each with its reason, not the server.
with contextlib.suppress(Exception):
    import verify.decide
    import verify.derive
    import verify.wellformedness.wellformed
    from derivations.language.vocabulary import reserved_names
    from verify.mutants import operators
    from verify.provers import provers

    reserved_names()
    provers()
    operators()

for _name in (*_LATER, *(f"derivations.{package}" for package in _WHOLE)):
    _load(_name)

with contextlib.suppress(Exception):
    _practise()

# A collection in a worker would visit, and so copy, every page of what was loaded here: 60 ms a worker instead of 5.
gc.collect()
gc.freeze()
gc.set_threshold(_OBJECTS_PER_COLLECTION, *gc.get_threshold()[1:])
