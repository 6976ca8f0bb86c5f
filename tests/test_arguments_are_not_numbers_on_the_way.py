"""An argument that is named like a number that a kernel computes on the way is refused: it would be taken for that number."""

from __future__ import annotations

import pytest

from derivations.codegen.kernel import kernel
from derivations.errors import ClaimError

MESSAGE = "Generating a kernel: expected other names of arguments, got {}: a number on the way has that name. Choose another."


@pytest.mark.parametrize(
    ("text", "let", "taken"),
    [
        ("log(det(S)) + pivot_S_0", {"S": "spd[2]", "pivot_S_0": "positive"}, "pivot_S_0"),
        ("inv(fisher(BurrXII(left_1, b, s), [left_1, b, s]))", {"left_1": "positive", "b": "positive", "s": "positive"}, "left_1"),
    ],
)
def test_an_argument_with_such_a_name_is_refused(text: str, let: dict[str, str], taken: str) -> None:
    """A pivot of a definite matrix, and what elimination leaves of a coordinate."""
    with pytest.raises(ClaimError) as caught:
        kernel(text, let)
    assert str(caught.value) == MESSAGE.format(taken)


def test_the_same_name_is_free_where_nothing_is_called_so() -> None:
    """Without a matrix of that name there is no such pivot."""
    assert kernel("2 * pivot_S_0", {"pivot_S_0": "real"})(1.5) == 3.0
