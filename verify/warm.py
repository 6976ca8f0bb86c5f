"""Imported once by the server that forks the workers: everything that every claim needs, so that no worker has to load it."""

from __future__ import annotations

import contextlib
import gc

# A prover or a family that cannot be loaded must cost the claims that need it, each with its reason, not the server.
with contextlib.suppress(Exception):
    import verify.decide
    import verify.derive
    import verify.wellformed  # noqa: F401 - importing is the point
    from derivations.language.vocabulary import reserved_names
    from verify.provers import provers

    reserved_names()
    provers()

# A collection in a worker would visit, and so copy, every page of what was loaded here: 60 ms a worker instead of 5.
gc.collect()
gc.freeze()
