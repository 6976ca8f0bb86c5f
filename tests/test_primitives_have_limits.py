"""At the ends of their domains, primitives take the limits that a hand computation gives."""

from __future__ import annotations

import numpy as np
import pytest
from ulps import apply

from derivations.codegen.primitives import Primitive, primitives, with_uses

INF = float("inf")


@pytest.mark.parametrize(
    ("name", "arguments", "limit"),
    [
        ("excess_log", (-1.0,), INF),
        ("excess_log", (INF,), INF),
        ("excess_log", (0.0,), 0.0),
        ("excess_exp", (INF,), INF),
        ("excess_exp", (-INF,), INF),
        ("log_ratio", (0.0, 1.0), -INF),
        ("log_ratio", (INF, 1.0), INF),
        ("log_ratio", (1.0, INF), -INF),
        ("bregman_log", (0.0, 1.0), INF),
        ("bregman_log", (INF, 1.0), INF),
        ("bregman_xlogx", (0.0, 3.0), 3.0),
        ("bregman_xlogx", (0.0, 0.0), 0.0),
        ("bregman_xlogx", (1.0, 0.0), INF),
        ("bregman_xlogx", (1.0, INF), INF),
        ("difference_of_products", (1e200, 1e200, 1e200, 1e200), 0.0),
        ("difference_of_products", (INF, 1.0, 2.0, 3.0), INF),
        ("sigmoid", (INF,), 1.0),
        ("sigmoid", (-INF,), 0.0),
        ("sigmoid_slope", (-INF,), 0.0),
        ("softplus", (INF,), INF),
        ("softplus", (-INF,), 0.0),
        ("log_sigmoid", (-INF,), -INF),
        ("log1mexp", (0.0,), -INF),
        ("log1mexp", (INF,), 0.0),
        ("langevin", (INF,), 1.0),
        ("langevin", (-INF,), -1.0),
        ("langevin_slope", (0.0,), 1 / 3),
        ("langevin_slope", (INF,), 0.0),
        ("log_sinhc", (-INF,), INF),
        ("digamma", (0.0,), -INF),
        ("digamma", (INF,), INF),
        ("digamma_tail", (0.0,), INF),
        ("digamma_tail", (INF,), 0.0),
        ("trigamma", (INF,), 0.0),
        ("trigamma_excess", (INF,), 0.0),
        ("trigamma_excess", (0.0,), INF),
        ("loggamma", (0.0,), INF),
        ("loggamma", (INF,), INF),
        ("loggamma", (1.0,), 0.0),
        ("loggamma", (2.0,), 0.0),
        ("loggamma_tail", (INF,), 0.0),
        ("bessel_ratio", (0.0,), 0.0),
        ("bessel_ratio", (INF,), 1.0),
        ("log_bessel_i0", (INF,), INF),
        ("erfc", (INF,), 0.0),
        ("erfc", (-INF,), 2.0),
        ("log_ndtr", (INF,), 0.0),
        ("log_ndtr", (-INF,), -INF),
        ("normal_hazard", (-INF,), 0.0),
        ("normal_hazard", (INF,), INF),
    ],
)
def test_limit_is_taken(name: str, arguments: tuple[float, ...], limit: float) -> None:
    """The limit stands alone in a block as well as beside ordinary elements."""
    primitive = primitives()[name]
    alone = apply(primitive.implementation, primitive.rows, *([argument] for argument in arguments))
    beside = apply(primitive.implementation, primitive.rows, *([0.6, argument, 30.0] for argument in arguments))
    assert alone[0] == pytest.approx(limit, rel=4e-16, abs=0.0)
    assert beside[1] == pytest.approx(limit, rel=4e-16, abs=0.0)
    assert np.isfinite(beside[[0, 2]]).all()


def test_registry_orders_what_is_copied() -> None:
    """A primitive is copied after everything it uses, each once."""
    names = [primitive.name for primitive in with_uses("bregman_loggamma", "bregman_loggamma_tail")]
    assert len(names) == len(set(names))
    assert all(names.index(used) < names.index(name) for name in names for used in primitives()[name].uses)


@pytest.mark.parametrize("primitive", primitives().values(), ids=list(primitives()))
def test_scipy_is_declared_by_the_text(primitive: Primitive) -> None:
    """A text that calls SciPy says so, and no other does."""
    assert primitive.needs_scipy() == ("scipy.special." in primitive.source())
