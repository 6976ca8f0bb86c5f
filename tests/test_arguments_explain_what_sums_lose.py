"""Sums that lose no more than half a unit in all arguments explains are computed once; where the form is another, they are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from mpmath import mp
from test_lost_digits_are_computed_again import counted

if TYPE_CHECKING:
    from collections.abc import Callable

CURVATURE = "diff((f + 1)/2*log(1 + (y - z)**2/(c**2*f)), z, 2)"
STUDENT = {"f": "positive", "c": "positive", "y": "real", "z": "real"}
INFORMATION = "fisher(MultivariateStudentT(f, m, s), [s[0,0], s[1,1]])[0,1]"
MATRIX = {"f": "positive", "m": "real[2]", "s": "spd[2]"}
POISSON = {"z": "real", "y": "natural"}
COUNTS = {"z": "real[3]", "y": "natural[3]"}
LOSS = "diff((y[0] + y[1] + y[2])*log(exp(z[0]) + exp(z[1]) + exp(z[2])) - y[0]*z[0] - y[1]*z[1] - y[2]*z[2], z[0])"


def is_excused(function: Callable[..., Any], value: float, *arguments: float) -> bool:
    """Whether a value is within eight units, or eight times what half a unit in every argument makes of it."""
    with mp.workdps(60):
        numbers = [mp.mpf(float(each)) for each in arguments]
        true = function(*numbers)
        moved = mp.mpf(0)
        for place, each in enumerate(arguments):
            nearby = [*numbers[:place], numbers[place] + mp.mpf(float(np.spacing(abs(each)))) / 2, *numbers[place + 1 :]]
            moved += abs(function(*nearby) - true)
        return bool(abs(mp.mpf(float(value)) - true) <= 8 * max(moved, mp.mpf(float(np.spacing(abs(float(true)))))))


def beside(count: int) -> Any:
    """Factors near one, at every distance."""
    generator = np.random.default_rng(5)
    return 1 + generator.choice([-1, 1], count) * 10.0 ** generator.uniform(-16, -0.3, count)


def curvature(f: Any, c: Any, y: Any, z: Any) -> Any:
    """That of the loss of Student residuals."""
    return (f + 1) * (c**2 * f - (y - z) ** 2) / (c**2 * f + (y - z) ** 2) ** 2


def test_the_curvature_of_student_residuals_is_explained() -> None:
    """Beside its roots it is as wrong as its arguments explain, and nothing is computed again."""
    generator = np.random.default_rng(1)
    f, c, z = (np.exp(1.5 * generator.normal(size=400)) for _ in range(3))
    y = z + c * np.sqrt(f) * beside(400)
    value, again = counted(CURVATURE, STUDENT, f, c, y, z)
    assert again == 0
    assert all(is_excused(curvature, *point) for point in zip(value, f, c, y, z, strict=True))


@pytest.mark.parametrize("text", [f"c*{CURVATURE}", f"(y + 1)*{CURVATURE}", "(f + 1)*(c**2*f - y**2)/(c**2*f + 2*y**2)**2"])
def test_another_form_of_the_curvature_is_watched(text: str) -> None:
    """Where an argument stands elsewhere, too, or the denominator is another, the proof says nothing."""
    x = np.full(3, 1.25)
    _, again = counted(text, STUDENT, x, x, x * np.sqrt(x) * (1 + 1e-9), 0 * x)
    assert again == 3


def test_the_information_of_student_scales_is_explained() -> None:
    """Beside its roots an entry of the Fisher matrix is as wrong as its arguments explain, and nothing is computed again."""
    generator = np.random.default_rng(2)
    f, a, b = (np.exp(1.5 * generator.normal(size=300)) for _ in range(3))
    off = np.sqrt(a * b / (f + 2) * beside(300)) * generator.choice([-1, 1], 300)
    keep = off**2 < 0.9 * a * b
    f, a, b, off = f[keep], a[keep], b[keep], off[keep]
    scale = np.stack([np.stack([a, off], -1), np.stack([off, b], -1)], -2)
    value, again = counted(INFORMATION, MATRIX, f, np.zeros((len(f), 2)), scale)
    assert again == 0

    def entry(f: Any, a: Any, s: Any, b: Any) -> Any:
        rest = b - s**2 / a
        return ((f + 1) * s**2 / a - rest) / (2 * a * rest**2 * (f + 4))

    assert all(is_excused(entry, *point) for point in zip(value, f, a, off, b, strict=True))


def test_another_multiple_of_the_information_is_watched() -> None:
    """Where an argument stands elsewhere, too, the proof says nothing."""
    scale = np.array([[[1.0, 1 / np.sqrt(5.0) * (1 + 1e-9)], [1 / np.sqrt(5.0) * (1 + 1e-9), 1.0]]])
    _, again = counted(f"f*{INFORMATION}", MATRIX, [3.0], np.zeros((1, 2)), scale)
    assert again == 1


def test_an_argument_in_both_terms_explains_what_it_moves() -> None:
    """Beside the roots of 2 exp(z) = y z that z moves, nothing is computed again; beside the minimum, which it does not move, all is."""
    roots = np.array([float(mp.lambertw(-2 / mp.mpf(y), -1).real) * -1 for y in range(8, 64)])
    y = np.repeat(np.arange(8.0, 64.0), 5)
    z = np.repeat(roots, 5) * beside(len(y))
    value, again = counted("2*exp(z) - y*z", POISSON, z, y)
    assert again < 0.1 * len(y)
    assert all(is_excused(lambda z, y: 2 * mp.exp(z) - mp.mpf(int(y)) * z, *point) for point in zip(value, z, y, strict=True))
    _, again = counted("2*exp(z) - y*z", POISSON, 1 + np.linspace(-0.01, 0.01, 9), np.full(9, 6.0))
    assert again == 9


def test_an_argument_beside_the_sum_explains_nothing() -> None:
    """Where z stands elsewhere, too, small sums are watched."""
    _, again = counted("(exp(z) - y*z)*z**2", POISSON, 2.1532923641103499 * (1 + np.array([1e-12, -1e-7])), np.full(2, 4.0))
    assert again == 2


def gradient(*numbers: Any) -> Any:
    """Expected less observed counts of the first class, from three logits and three counts."""
    weights = [mp.exp(each) for each in numbers[:3]]
    return mp.fsum(numbers[3:]) * weights[0] / mp.fsum(weights) - numbers[3]


def test_balanced_counts_of_any_predictions_are_explained() -> None:
    """Far from zero and near it, logits explain what expected less observed counts lose, and nothing is computed again."""
    generator = np.random.default_rng(3)
    z = generator.normal(size=(300, 3))
    y = np.floor(np.exp(4 * generator.random((300, 3))))
    z[:, 0] = np.log(y[:, 0] / (y[:, 1] + y[:, 2]) * (np.exp(z[:, 1]) + np.exp(z[:, 2]))) + np.log(beside(300))
    for moved, counts in ((z + 40.0, y), (z, y), (0.1 * z, np.full_like(y, 7.0))):
        value, again = counted(LOSS, COUNTS, moved, counts)
        assert again == 0
        assert all(is_excused(gradient, v, *p, *q) for v, p, q in zip(value, moved, counts, strict=True))


@pytest.mark.parametrize(("text", "marked"), [("diff(x/2*(1 + erf(x/sqrt(2))), x)", 0), ("diff(x*y/2*(1 + erf(x*y/sqrt(2))), x)/y", 5)])
def test_the_slope_of_gelu_has_a_root(text: str, marked: int) -> None:
    """Beside the root of the slope of x Phi(x) it has all digits without a mark; of a rounded product it is watched."""
    x = -0.7517915246935645 * (1 + np.array([0.0, 1e-15, -1e-9, 1e-4, 0.2]))
    value, again = counted(text, {"x": "real", "y": "positive"}, x, np.ones(5))
    assert again == marked
    with mp.workdps(60):
        for got, each in zip(value, x, strict=True):
            true = mp.ncdf(mp.mpf(float(each))) + mp.mpf(float(each)) * mp.npdf(mp.mpf(float(each)))
            assert abs(mp.mpf(float(got)) - true) <= 4 * mp.mpf(float(np.spacing(abs(float(true)))))
