"""Imported after `verify.runs.warm` by the server that forks the workers, where a claim is an experiment: the numeric core."""

from __future__ import annotations

import contextlib
import gc

# An experiment that cannot be loaded must cost the claims that name one, each with its reason, not the server.
with contextlib.suppress(Exception):
    from verify.experiments import experiments

    experiments()

gc.collect()
gc.freeze()
