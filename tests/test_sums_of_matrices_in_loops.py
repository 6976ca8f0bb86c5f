"""Sums over a whole dimension of numbers made of matrices, and derivatives by an entry at a bound index: no tool error."""

from __future__ import annotations

from stated import decided


def test_a_number_made_of_matrices_may_stand_under_a_sum() -> None:
    """A mutant with other ends of the range made the claim a tool error: there the number has no rule."""
    assert decided("sum(dot(w, w) for i in range(K)) == K*dot(w, w)", {"w": "real[K]"})["verdict"] in ("proved", "supported")
    assert decided("sum(dot(w, w) for i in range(K)) == dot(w, w)", {"w": "real[K]"})["verdict"] == "refuted"


def test_an_entry_at_a_bound_index_is_no_variable() -> None:
    """The message says what to write."""
    record = decided("sum(diff(z[k]**2, z[k]) for k in range(K)) == 2*sum(z[k] for k in range(K))", {"z": "real[K]"})
    assert record["verdict"] == "inconclusive"
    assert "expected a declared number, got" in record["reason"]
