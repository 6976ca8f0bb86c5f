"""A strict statement that equal variables bring to zero, as far as many bits tell, has no support."""

from __future__ import annotations

from stated import decided

LAWS = {"m": "real", "n": "real", "s": "positive", "t": "positive"}


def test_two_functions_that_agree_where_variables_are_equal_give_no_support() -> None:
    """For m = n the distance of two normal laws is sqrt(2) |log(s/t)|: no ball tells the difference from zero, and none was asked."""
    record = decided("fisher_rao(Normal(m, s), Normal(n, t)) > sqrt(2)*abs(log(s/t))", LAWS)
    assert record["verdict"] == "inconclusive"
    assert "cannot be told from zero at m = " in record["reason"]


def test_what_is_positive_there_has_support() -> None:
    """The same with one more on the left."""
    statement = "fisher_rao(Normal(m, s), Normal(n, t)) + 1 > sqrt(2)*abs(log(s/t))"
    assert decided(statement, LAWS)["verdict"] in ("proved", "supported")
