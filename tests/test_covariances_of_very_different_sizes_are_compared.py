"""Divergences of laws with matrices keep their digits where one matrix is many orders smaller, in all or some directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath as mp
import numpy as np
import pytest

from derivations.codegen import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

NORMAL = "kl(MultivariateNormal(h, J), MultivariateNormal(k, P))"
WISHART = "kl(Wishart(n, J), Wishart(m, P))"
INVERSE_WISHART = "kl(InverseWishart(n, J), InverseWishart(m, P))"
MATRIX_NORMAL = "kl(MatrixNormal(h, J, U), MatrixNormal(k, P, V))"
TYPES = {
    NORMAL: {"h": "real[2]", "J": "spd[2]", "k": "real[2]", "P": "spd[2]"},
    WISHART: {"n": "positive", "J": "spd[2]", "m": "positive", "P": "spd[2]"},
    INVERSE_WISHART: {"n": "positive", "J": "spd[2]", "m": "positive", "P": "spd[2]"},
    MATRIX_NORMAL: {"h": "real[2,2]", "J": "spd[2]", "U": "spd[2]", "k": "real[2,2]", "P": "spd[2]", "V": "spd[2]"},
}
TINY, TINY_SIDE = 7.603559558689984e-308, 2.115523324710118e-154
ORDINARY = [[2.705302671923376, 1.5832320260096835], [1.5832320260096835, 2.2501196772638474]]
FLAT = [[TINY, -TINY_SIDE], [-TINY_SIDE, 1.083154327230986]]
SMALL = [[7.61733505262578e-308, 2.6226007636930056e-308], [2.6226007636930056e-308, 1.2672912148728456e-308]]
STEEP = [[1.2266969687063336, 2.22172500503146e76], [2.22172500503146e76, 9.557590960075545e153]]
TALL = [[0.7443585912305932, -38569600.73357536], [-38569600.73357536, 2901166768704145.5]]
LARGE = [[834053884892074.1, -25279562.505217284], [-25279562.505217284, 1.7694912091999067]]
NOTHING = [[9.549718421092484e-155, -9.902261315791402e-233], [-9.902261315791402e-233, 9.304218610755844e-309]]
MEANS = [[0.0, 0.0], [0.0, 0.0]]
WHOLE = 4503599627370496.0
POINTS: list[tuple[str, tuple[Any, ...]]] = [
    (NORMAL, ([0.0, 0.0], FLAT, [0.0, 0.0], ORDINARY)),
    (NORMAL, ([0.0, 0.0], [[1e-30, 3e-16], [3e-16, 1.0]], [0.0, 0.0], ORDINARY)),
    (WISHART, (WHOLE, FLAT, WHOLE, ORDINARY)),
    (WISHART, (1e200, SMALL, 3.0, ORDINARY)),
    (INVERSE_WISHART, (1e308, LARGE, WHOLE, NOTHING)),
    (MATRIX_NORMAL, (MEANS, SMALL, STEEP, MEANS, TALL, ORDINARY)),
]


def divergence_of_covariances(product: Any) -> Any:
    """The trace less d and log det A, for the product A of one covariance with the inverse of the other."""
    return sum(product[i, i] for i in range(product.rows)) - product.rows - mp.log(mp.det(product))


def normal(h: Any, J: Any, k: Any, P: Any) -> Any:
    """From the textbook."""
    gap = h - k
    return (divergence_of_covariances(P**-1 * J) + (gap.T * P**-1 * gap)[0]) / 2


def wishart(n: Any, J: Any, m: Any, P: Any) -> Any:
    """From the textbook, with the multivariate gamma function of two dimensions."""
    product, halves = P**-1 * J, [mp.mpf(0), mp.mpf(1) / 2]
    gammas = sum(mp.loggamma(m / 2 - half) - mp.loggamma(n / 2 - half) + (n - m) / 2 * mp.digamma(n / 2 - half) for half in halves)
    return gammas - m / 2 * mp.log(mp.det(product)) + n / 2 * (product[0, 0] + product[1, 1] - 2)


def inverse_wishart(n: Any, J: Any, m: Any, P: Any) -> Any:
    """That of the laws of the inverses."""
    return wishart(n, J**-1, m, P**-1)


def matrix_normal(*arguments: Any) -> Any:
    """From the textbook."""
    h, J, U, k, P, V = arguments
    rows, columns, gap = P**-1 * J, V**-1 * U, h - k
    trace = (rows[0, 0] + rows[1, 1]) * (columns[0, 0] + columns[1, 1])
    moved = V**-1 * gap.T * P**-1 * gap
    return (trace - 4 - 2 * mp.log(mp.det(rows)) - 2 * mp.log(mp.det(columns)) + moved[0, 0] + moved[1, 1]) / 2


TEXTBOOK: dict[str, Callable[..., Any]] = {
    NORMAL: normal, WISHART: wishart, INVERSE_WISHART: inverse_wishart, MATRIX_NORMAL: matrix_normal,
}  # fmt: skip


@pytest.mark.parametrize(("text", "point"), POINTS)
def test_the_smaller_matrix_is_not_lost_beside_the_larger(text: str, point: tuple[Any, ...]) -> None:
    """Within 16 ulp of the textbook in 1300 digits."""
    with mp.workdps(1300):
        exact = [mp.matrix(each) if isinstance(each, list) else mp.mpf(each) for each in point]
        truth = float(TEXTBOOK[text](*exact))
    value = kernel(text, TYPES[text])(*map(np.array, point))
    assert abs(value - truth) <= 16 * np.spacing(truth)
