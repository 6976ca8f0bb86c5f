"""Sums beside one of their own terms, in the factors that the scalar passes have found."""

from __future__ import annotations

from derivations.codegen.arrays.passes import Pass
from derivations.codegen.arrays.passes.sums_of_others import split_where_added

PASS = Pass("sums_of_others_late", 105, split_where_added)
