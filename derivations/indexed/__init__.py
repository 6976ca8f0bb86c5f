"""Index calculus: scalars with entries, deltas and sums over indices of named range, equal when they are equal for every size."""

from __future__ import annotations
