"""Divergences of truncated normal laws keep their digits: far and nested laws at once, nearly equal ones by computing again."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import pytest
from primitive_points import blocks

from derivations.codegen import truncated_normal_divergence as module
from derivations.codegen.primitives import primitives
from derivations.codegen.request import read_request
from numeric.kernels import kl_truncated_normal as generated
from numeric.kernels.kl_truncated_normal import kl_truncated_normal

TEXT = "kl(TruncatedNormal(a, s, l, h), TruncatedNormal(b, t, l, h))"
LET = {"a": "real", "b": "real", "s": "positive", "t": "positive", "l": "real", "h": "real"}
PAIRS = [
    (0.0, 1.0, -1.0, 2.0, 3.0, 0.5, -1.5, 2.5),
    (1.0, 0.5, -3.0, 4.0, -1.0, 1.5, -3.0, 4.0),
    (-5.0, 1.0, 1.0, 3.0, 6.0, 2.0, 0.0, 3.5),
    (5.0, 0.5, -1.0, 1.0, 8.0, 0.25, -2.0, 2.0),
    (0.0, 8.0, -2.0, 2.0, 0.25, 0.5, -2.0, 2.0),
]
NEAR = [(0.5, 1.0, -1.0, 2.0, 0.5, 1.0000152587890625, -1.0, 2.0), (-5.0, 1.0, 1.0, 3.0, -5.0000152587890625, 1.0, 1.0, 3.0)]
MEANS = ("truncated_normal_step_given", "truncated_normal_excess_given", "truncated_normal_mass_given")


def textbook(*numbers: float) -> Any:
    """By the masses and the first two moments of the first law, with digits to spare."""
    a, s, low, high, b, t, lower, upper = (mp.mpf(number) for number in numbers)
    x, y = (low - a) / s, (high - a) / s
    mass, other = (
        (mp.erfc(ends[0] / mp.sqrt(2)) - mp.erfc(ends[1] / mp.sqrt(2))) / 2 for ends in ((x, y), ((lower - b) / t, (upper - b) / t))
    )
    mean = (mp.npdf(x) - mp.npdf(y)) / mass
    square = 1 + (x * mp.npdf(x) - y * mp.npdf(y)) / mass
    cross = (s**2 * square + 2 * s * (a - b) * mean + (a - b) ** 2) / t**2
    return mp.log(other * t / (mass * s)) + (cross - square) / 2


@pytest.mark.parametrize("numbers", [*PAIRS, *NEAR])
def test_digits_are_there(numbers: tuple[float, ...]) -> None:
    """Within 8 ulp, or what rounding every argument once explains."""
    with mp.workdps(400):
        truth = textbook(*numbers)
        step = mp.mpf(2) ** -53
        moves = sum(abs(textbook(*numbers[:i], numbers[i] * (1 + step), *numbers[i + 1 :]) - truth) for i in range(len(numbers)))
    assert abs(float(kl_truncated_normal(*numbers)) - float(truth)) <= 8 * (np.spacing(float(truth)) + float(moves))


def test_ordinary_laws_are_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Far laws come from the fast path alone; nearly equal ones do not."""
    asked: list[int] = []
    monkeypatch.setattr(generated, "repair", lambda _x, _o, where: asked.extend(where.tolist()) or [])
    kl_truncated_normal(*np.array([*PAIRS, *NEAR]).T)
    assert asked == [len(PAIRS), len(PAIRS) + 1]


def test_equal_laws_and_wider_supports() -> None:
    """Zero between equal laws; infinite where the second law has a smaller support; never negative."""
    first = (0.25, 1.5, -1.0, 2.0)
    assert kl_truncated_normal(*first, *first) == 0.0
    assert kl_truncated_normal(*first, 0.25, 1.5, -0.5, 2.0) == np.inf
    assert kl_truncated_normal(*first, 0.25, 1.5, -1.0, 2.0000000000000004) > 0.0


def test_bounds_in_the_wrong_order_are_no_law() -> None:
    """Where the formula has a number for what is no law, the kernel has none; the neighbours are as they are alone."""
    first = (0.25, 1.5, -1.0, 2.0)
    columns = np.array([[*first, 0.5, 1.0, -1.0, 2.0], [0.25, 1.5, 2.0, -1.0, 0.5, 1.0, 2.0, -1.0], [*first, *first]]).T
    value = kl_truncated_normal(*columns)
    assert np.isnan(value).tolist() == [False, True, False]
    assert value[0] == kl_truncated_normal(*columns[:, 0]) > 0.0
    assert value[2] == 0.0


def test_a_ratio_of_masses_near_one_needs_no_second_computation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Laws that differ by where they lie have nearly equal masses; their divergence is not small, and is computed once."""
    asked: list[int] = []
    monkeypatch.setattr(generated, "repair", lambda _x, _o, where: asked.extend(where.tolist()) or [])
    place = np.linspace(1.0, 3.0, 20)
    points = [-place, np.full(20, 0.5), np.full(20, -8.0), np.full(20, 8.0), place, np.full(20, 0.5), np.full(20, -8.0), np.full(20, 8.0)]
    value = kl_truncated_normal(*points)
    assert asked == []
    for got, *numbers in zip(value, *points, strict=True):
        truth = textbook(*map(mp.mpf, map(float, numbers)))
        assert abs(got - float(truth)) <= 8 * np.spacing(float(truth))


@pytest.mark.parametrize(
    ("text", "let"),
    [
        ("kl(Normal(a, s), Normal(b, t))", {"a": "real", "b": "real", "s": "positive", "t": "positive"}),
        (
            "kl(TruncatedNormal(a, s, l), TruncatedNormal(b, t, l))",
            {"a": "real", "b": "real", "s": "positive", "t": "positive", "l": "real"},
        ),
        ("logpdf(TruncatedNormal(a, s, l, h), b)", LET),
    ],
)
def test_other_requests_are_left_to_the_search(text: str, let: dict[str, str]) -> None:
    """Other laws, infinite bounds and densities have no such form."""
    assert module.truncated_normal_divergence(read_request(text, let)) is None


def test_wrong_forms_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form with the wrong mode disagrees with the divergence at exact points, and is not used."""
    request = read_request(TEXT, LET)
    assert module.truncated_normal_divergence(request) is not None
    right = module.stable
    swapped = {"truncated_normal_step_given": "truncated_normal_mass_given"}
    monkeypatch.setattr(module, "stable", lambda name, *given: right(swapped.get(name, name), *given))
    assert module.truncated_normal_divergence(request) is None


@pytest.mark.parametrize("name", MEANS)
def test_primitives_agree_from_both_sides(name: str) -> None:
    """Reflection at zero changes the sign of the mean step only."""
    primitive, sign = primitives()[name], -1.0 if name == "truncated_normal_step_given" else 1.0
    y, x, gap = blocks(primitive)["mixed"]
    for one, other in zip(np.stack([y, x, gap], 1)[::9], np.stack([-x, -y, gap], 1)[::9], strict=True):
        assert primitive.scalar(*map(np.float64, one)) == pytest.approx(sign * primitive.scalar(*map(np.float64, other)), rel=2e-15)
