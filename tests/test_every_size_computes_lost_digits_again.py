"""Kernels of every size compute again what loses digits or leaves the range of floats, for any number of classes, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from mpmath import mp

from derivations.codegen import Options, kernel_source
from derivations.codegen.arrays import range_of_floats
from derivations.codegen.bignumbers import matrices
from derivations.codegen.bignumbers.arithmetic import big, big_to_float
from derivations.codegen.kernel import load
from verify.accuracy.provenance import read_provenance

DIRICHLET = ("kl(Dirichlet(a), Dirichlet(b))", {"a": "positive[K]", "b": "positive[K]"})
NORMAL = ("kl(MultivariateNormal(m, S), MultivariateNormal(n, R))", {"m": "real[d]", "S": "spd[d]", "n": "real[d]", "R": "spd[d]"})
LOGITS = ("kl(Categorical(logits=x), Categorical(logits=y))", {"x": "real[K]", "y": "real[K]"})
PRECISION = 300


def counted(text: str, let: dict[str, str], *arguments: Any) -> tuple[Any, int]:
    """The value of a kernel, and how many elements it computed again."""
    module = load(kernel_source(text, let, Options("f")))
    again: list[int] = []
    own = module.repair

    def noted(sizes: Any, x: Any, o: Any, where: Any) -> Any:
        again.extend(where)
        return own(sizes, x, o, where)

    module.repair = noted
    return module.f(*arguments), len(again)


def dirichlet(a: Any, b: Any) -> Any:
    """From the definition."""
    pairs = [*zip(map(mp.mpf, a), map(mp.mpf, b), strict=True)]
    pairs.append((mp.fsum(one for one, _ in pairs), mp.fsum(other for _, other in pairs)))
    *parts, whole = (mp.loggamma(d) - mp.loggamma(c) - mp.digamma(c) * (d - c) for c, d in pairs)
    return mp.fsum(parts) - whole


@pytest.mark.parametrize("scale", [10, 50, 150, 300])
@pytest.mark.parametrize("size", [2, 4])
def test_dirichlet_laws_of_any_concentration(size: int, scale: int) -> None:
    """Concentrations that differ by hundreds of decades."""
    a, b = (10.0 ** np.random.default_rng([size, seed]).uniform(-scale, scale, (3, size)) for seed in (1, 2))
    value, _ = counted(*DIRICHLET, a, b)
    with mp.workdps(700):
        for found, *row in zip(value, a, b, strict=True):
            exact = dirichlet(*row)
            if exact < mp.mpf(2) ** 1023:
                assert abs(mp.mpf(float(found)) - exact) <= 8 * float(np.spacing(float(exact)))
            else:
                assert found >= 2.0**1022


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1e200, 1e305])
def test_normal_laws_of_any_scale(scale: float) -> None:
    """Determinants and squares that no float holds: the divergence does not depend on the unit of length."""
    shapes = np.array([[4.0, 1.0, 0.0], [1.0, 2.0, 0.5], [0.0, 0.5, 1.0]]), np.array([[2.0, 0.5, 0.5], [0.5, 2.0, 0.0], [0.5, 0.0, 1.0]])
    scaled = [shape * 2.0 ** np.round(np.log2(scale)) for shape in shapes]
    zero = np.zeros(3)
    plain, none = counted(*NORMAL, zero[None], shapes[0][None], zero[None], shapes[1][None])
    value, again = counted(*NORMAL, zero[None], scaled[0][None], zero[None], scaled[1][None])
    assert none == 0
    assert again <= 1
    assert value[0] == pytest.approx(plain[0], rel=1e-15)


def test_what_is_no_law_stays_nan() -> None:
    """Indefinite matrices and probabilities that do not add up to one, at sizes at which products underflow."""
    indefinite = np.array([[1.0, 2.0], [2.0, 1.0]]) * 1e-200
    value, _ = counted(*NORMAL, np.zeros((1, 2)), indefinite[None], np.zeros((1, 2)), np.eye(2)[None] * 1e-200)
    assert np.isnan(value).all()
    p = np.array([[0.5, 1e-310], [1.0 - 2.0**-53, 1e-310]])
    value, _ = counted("entropy(Categorical(p))", {"p": "simplex[K]"}, p)
    assert np.isnan(value).tolist() == [True, False]


def test_a_harmless_underflow_is_not_computed_again() -> None:
    """Probabilities of zero beside others."""
    x = np.zeros((500, 4))
    x[7, 1] = -800.0
    assert counted("logsumexp(z)", {"z": "real[K]"}, x)[1] == 0


def test_one_extreme_element_takes_no_other_with_it() -> None:
    """Of thousands."""
    a = np.full((3000, 3), 2.0)
    b = np.full((3000, 3), 3.0)
    a[11], b[11] = 1e300, 1e-300
    value, again = counted(*DIRICHLET, a, b)
    assert again <= 1
    assert np.isfinite(value).all()


def test_without_longer_floats_the_elements_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few others are computed again with the one that left the range."""
    text = kernel_source(*NORMAL, Options("f")).replace("np.finfo(np.longdouble).maxexp", "0")
    module = load(text)
    again: list[int] = []
    own = module.repair
    monkeypatch.setattr(module, "repair", lambda sizes, x, o, where: again.extend(where) or own(sizes, x, o, where), raising=True)
    m, S = np.zeros((200, 2)), np.broadcast_to(np.eye(2), (200, 2, 2)).copy()
    m[50], S[50] = [1e200, 0.0], 1e300 * np.eye(2)
    value = module.f(m, S, np.zeros(2), S)
    assert value[50] == pytest.approx(5e99)
    assert not np.delete(value, 50).any()
    assert 1 <= len(again) <= 2 * range_of_floats.FEW


def test_kernels_without_any_precision_have_only_the_fast_path() -> None:
    """A sampled class is a comparison of rounded sums; the text says that nothing is computed again."""
    text = kernel_source("sample(Categorical(logits=z), u)", {"z": "real[K]", "u": "unit"}, Options("f"))
    assert "REPAIRED = False" in text
    assert "Nothing is computed again" in text


def test_a_class_that_is_none_is_an_error_in_any_precision() -> None:
    """The slow path does not read beside an array."""
    module = load(kernel_source("logpdf(Categorical(p), y)", {"p": "simplex[K]", "y": "natural"}, Options("f")))
    for place in (2.0, 0.5, -1.0):
        with pytest.raises(ArithmeticError):
            module.chosen(place, 2)
    assert module.chosen(1.0, 2) == 1


MATRIX = [[4.0, 1.0, -1.0], [1.0, 3.0, 0.5], [-1.0, 0.5, 2.0]]
OTHER = [[2.0, 0.25, 0.0], [0.25, 1.0, 0.125], [0.0, 0.125, 1.0]]
VECTOR = [1.0, -2.0, 5.0]


def numbers(rows: list[list[float]]) -> list[list[Any]]:
    """Rows of numbers of any precision."""
    return [list(map(big, row)) for row in rows]


def test_functions_of_matrices_in_any_precision() -> None:
    """Against mpmath with its own LU decomposition."""
    x, y, u = numbers(MATRIX), numbers(OTHER), numbers([VECTOR])[0]
    with mp.workprec(400):
        one, other, vector = mp.matrix(MATRIX), mp.matrix(OTHER), mp.matrix(VECTOR)
        solved = mp.lu_solve(one, vector)
        trace = sum((one * other**-1)[place, place] for place in range(3))
        exact = {
            matrices.big_inverse_square(u, x, PRECISION): (vector.T * solved)[0],
            matrices.big_quadratic_form(u, x, PRECISION): (vector.T * one * vector)[0],
            matrices.big_log_determinant(x, PRECISION): mp.log(mp.det(one)),
            matrices.big_bregman_logdet(x, y, PRECISION): trace - 3 - mp.log(mp.det(one) / mp.det(other)),
            **dict(zip(matrices.big_inverse_product(x, u, PRECISION), solved, strict=True)),
        }
        for (mantissa, exponent), value in exact.items():
            assert abs(mp.ldexp(mp.mpf(mantissa), exponent) - value) <= abs(value) * mp.mpf(2) ** (20 - PRECISION)
    assert big_to_float(matrices.big_inverse_form(u, x, u, PRECISION)) == pytest.approx(float((vector.T * solved)[0]))


def test_indefinite_matrices_have_no_factors() -> None:
    """In any precision."""
    with pytest.raises(ArithmeticError):
        matrices.big_factors(numbers([[1.0, 2.0], [2.0, 1.0]]), PRECISION)


def test_accuracy_replaces_sizes_in_the_expression_too() -> None:
    """A size may stand in a range and as a number."""
    text = kernel_source("[a[i]/K for i in range(K)]", {"a": "positive[K]"}, Options("f"))
    assert read_provenance(text, "f.py").formula() == "[a[i] / 3 for i in range(3)]"
