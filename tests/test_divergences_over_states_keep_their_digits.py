"""Divergences of laws over finitely many states have their digits between nearly equal, far and degenerate laws."""

from __future__ import annotations

import itertools
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from derivations.codegen import kernel, state_divergence
from derivations.codegen.request import read_request
from derivations.codegen.state_divergence import StateDivergence

TEXT = "kl(Ising(h, J), Ising(k, P))"
EPSILON = 2.0**-53


def types(size: int) -> dict[str, str]:
    """Field and coupling of either law."""
    return {"h": f"real[{size}]", "J": f"symmetric[{size}]", "k": f"real[{size}]", "P": f"symmetric[{size}]"}


def textbook(h: Any, J: Any, k: Any, P: Any) -> Any:
    """The sum over all states of p (log p - log q)."""
    size = len(h)
    logs = []
    for field, coupling in ((h, J), (k, P)):
        energies = [
            mp.fsum(mp.mpf(field[i]) * y[i] for i in range(size))
            + mp.fsum(mp.mpf(coupling[i, j]) * y[i] * y[j] for i in range(size) for j in range(i))
            for y in itertools.product((-1, 1), repeat=size)
        ]
        top = max(energies)
        whole = top + mp.log(mp.fsum(mp.exp(u - top) for u in energies))
        logs.append([u - whole for u in energies])
    return mp.fsum(mp.exp(p) * (p - q) for p, q in zip(*logs, strict=True))


def slack(value: float, arguments: tuple[Any, ...]) -> float:
    """Eight ulp, and as much as rounding every argument once could do."""
    moves = 0.0
    for place, argument in enumerate(arguments):
        moved = list(arguments)
        moved[place] = argument * (1 + EPSILON * 2**20)
        moves += abs(float(textbook(*moved) - textbook(*arguments))) / 2**20
    return 8.0 * (np.spacing(value) + moves)


@pytest.mark.parametrize("size", [2, 3])
def test_near_laws(size: int) -> None:
    """At relative distances from 1e-1 to 1e-13 every digit is there, never negative; exactly zero at none."""
    function, generator = kernel(TEXT, types(size)), np.random.default_rng(3)
    with mp.workdps(80):
        for distance in (1e-1, 1e-3, 1e-6, 1e-9, 1e-13):
            h, change = generator.normal(size=(2, size))
            J = generator.normal(size=(size, size))
            J, k = J + J.T, h * (1 + distance * change)
            P = J * (1 + distance)
            value = float(function(h, J, k, P))
            assert value > 0
            assert abs(value - float(textbook(h, J, k, P))) <= slack(value, (h, J, k, P))
            assert function(h, J, h, J) == 0.0


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((1e135, 1e101, 1e-246), (8.7e32, 1e-165, 2.7e12)),
        ((-40.0, 3.0, 0.5), (40.0, 3.0, 0.5)),
        ((300.0, 300.0, -1.0), (299.0, 1.0, 299.5)),
        ((1e-5, 1e300, 0.0), (2e-5, 1e300, 0.0)),
        ((4000.0, 0.1, 0.2), (20.0, 0.1, 0.2)),
        ((0.0, 0.0, 0.0), (0.0, 0.0, -800.0)),
        ((2.0, -2.0, 2.0), (2.0, -2.0, 2.0000001)),
    ],
)
def test_far_laws(first: tuple[float, ...], second: tuple[float, ...]) -> None:
    """Laws on one state, on other states, of magnitudes that swallow each other, with states that only one law has."""
    function = kernel(TEXT, types(2))
    arguments: list[Any] = []
    for a, b, c in (first, second):
        arguments += [np.array([a, b]), np.array([[0.0, c], [c, 0.0]])]
    with mp.workdps(700):
        truth = float(textbook(*arguments))
        assert abs(float(function(*arguments)) - truth) <= slack(truth, tuple(arguments))


@pytest.mark.parametrize(
    ("text", "let"),
    [
        ("kl(Ising(h, J), Ising(k, P))", types(1)),
        ("kl(Categorical(p), Categorical(q))", {"p": "simplex[3]", "q": "simplex[3]"}),
        ("kl(Gamma(a, b), Gamma(c, d))", dict.fromkeys("abcd", "positive")),
        ("kl(Laplace(a, b), Laplace(c, d))", {"a": "real", "b": "positive", "c": "real", "d": "positive"}),
        ("logpdf(Poisson(a), n)", {"a": "positive", "n": "natural"}),
    ],
)
def test_other_laws_are_left_to_the_search(text: str, let: dict[str, str]) -> None:
    """Two states, laws without a sum over states, and what is no divergence have no such form."""
    assert state_divergence.state_divergence(read_request(text, let)) is None


def test_wrong_states_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form over other states disagrees with the divergence at exact points, and is not used."""
    request = read_request(TEXT, types(2))
    right = state_divergence.statistics
    assert isinstance(state_divergence.state_divergence(request), StateDivergence)
    monkeypatch.setattr(state_divergence, "statistics", lambda *given: right(*given)[:-1])
    assert state_divergence.state_divergence(request) is None
