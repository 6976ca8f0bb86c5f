"""Calls with few elements work in memory that is kept and by steps of their own: they give what calls with many elements give."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from derivations.codegen import Options, kernel_source
from derivations.codegen.kernel import load
from derivations.codegen.primitives.bessel_ratio import BESSEL_RATIO_COLUMNS, BESSEL_RATIO_NEAR, bessel_ratio_quotient
from derivations.codegen.primitives.difference_of_products import difference_of_products
from derivations.codegen.primitives.digamma import DIGAMMA_NEAR, DIGAMMA_TAIL, digamma_ratio
from derivations.codegen.quick_numbers import with_quick_numbers

LET = {"m": "real", "s": "positive", "n": "real", "t": "positive"}
FEW, MANY = 10, 300


@pytest.fixture(scope="module")
def divergence() -> Any:
    """A module whose results are numbers."""
    return load(kernel_source("kl(Normal(m, s), Normal(n, t))", LET, Options("divergence")))


@pytest.fixture(scope="module")
def information() -> Any:
    """A module whose results are matrices with a copied entry."""
    return load(kernel_source("fisher(Normal(m, s), [m, s])", {"m": "real", "s": "positive"}, Options("information")))


@pytest.fixture(scope="module")
def inverse() -> Any:
    """A module whose argument is a symmetric matrix."""
    return load(kernel_source("inv(S)", {"S": "spd[2]"}, Options("inverse")))


def points(count: int, seed: int = 0) -> list[Any]:
    """Arguments of the divergence."""
    return list(np.random.default_rng(seed).gamma(2.0, 1.0, (4, count)))


@pytest.mark.parametrize("shapes", [((10,), (), (10,), (1,)), ((2, 5), (5,), (2, 1), ()), ((), (), (), ()), ((3, 1, 2), (4, 1), (), (1,))])
def test_few_elements_broadcast_as_many_do(divergence: Any, shapes: list[tuple[int, ...]]) -> None:
    """Whatever the leading axes, entry by entry what the same numbers give in one long array."""
    arguments = [np.random.default_rng(place).gamma(2.0, 1.0, shape) for place, shape in enumerate(shapes)]
    whole = np.broadcast_arrays(*arguments)
    filled = [np.concatenate([each.ravel(), np.full(MANY, each.ravel()[0])]) for each in whole]
    few = np.asarray(divergence.divergence(*arguments))
    assert few.shape == whole[0].shape
    assert np.allclose(few.ravel(), divergence.divergence(*filled)[: few.size], rtol=2e-15, atol=0.0)


def test_a_result_stays_when_the_next_call_is_made(information: Any) -> None:
    """Rows are kept from call to call, results are not."""
    first = information.information(np.zeros(FEW), np.full(FEW, 2.0))
    single = information.information(np.zeros(FEW, np.float32), np.full(FEW, 2.0, np.float32))
    copies = first.copy(), single.copy()
    information.information(np.ones(FEW), np.full(FEW, 5.0))
    assert np.array_equal(first, copies[0])
    assert np.array_equal(single, copies[1])
    assert first[0, 0, 0] == single[0, 0, 0] == 0.25


def test_more_shapes_than_are_kept(divergence: Any) -> None:
    """Lengths come back after others have taken their place."""
    expected = {count: divergence.divergence(*points(count)) for count in range(1, 30)}
    for count in (*range(29, 0, -1), 7, 28, 7):
        assert np.array_equal(divergence.divergence(*points(count)), expected[count])
    assert all(len(bench.desks) <= divergence.DESKS for bench in divergence.IDLE)


def test_a_call_in_the_middle_of_another_has_rows_of_its_own(divergence: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between copying its arguments and computing, a call is interrupted by one of the same shapes; both give what they give alone."""
    given = [points(FEW), [part[::-1].copy() for part in points(FEW)]]
    expected = [divergence.divergence(*arguments) for arguments in given]
    compute = divergence.block
    inner: list[Any] = []

    def interrupted(*rows: Any) -> Any:
        if not inner:
            inner.append(None)
            inner[0] = divergence.divergence(*given[1])
        return compute(*rows)

    monkeypatch.setattr(divergence, "block", interrupted)
    assert not np.array_equal(*expected)
    assert np.array_equal(divergence.divergence(*given[0]), expected[0])
    assert np.array_equal(inner[0], expected[1])


def test_a_call_that_fails_spoils_no_other(divergence: Any) -> None:
    """After a refused call the same memory serves the next one."""
    expected = divergence.divergence(*points(FEW))
    with pytest.raises(ValueError, match="expected leading axes that broadcast"):
        divergence.divergence(np.ones(3), np.ones(4), 0.0, 1.0)
    with pytest.raises(ValueError, match="expected `out`"):
        divergence.divergence(*points(FEW), out=np.empty(3))
    with pytest.raises(ValueError, match="expected a contiguous workspace"):
        divergence.divergence(*points(FEW), workspace=np.empty(2))
    assert np.array_equal(divergence.divergence(*points(FEW)), expected)


def test_out_of_few_elements_may_be_any_memory(divergence: Any, information: Any) -> None:
    """Contiguous, strided, turned, or an argument itself."""
    arguments = points(FEW)
    expected = divergence.divergence(*arguments)
    for out in (np.empty(FEW), np.empty((FEW, 3))[:, 1], np.empty(2 * FEW)[::-2]):
        assert divergence.divergence(*arguments, out=out, workspace=divergence.make_workspace()) is out
        assert np.array_equal(out, expected)
    assert np.array_equal(divergence.divergence(*arguments, out=arguments[3]), expected)
    matrices = information.information(*points(FEW)[:2])
    for out in (np.empty((FEW, 2, 2)), np.empty((2, 2, FEW)).T, np.empty((2, 2, FEW)).transpose(2, 0, 1)):
        assert np.array_equal(information.information(*points(FEW)[:2], out=out), matrices)


def test_what_lies_outside_its_type_is_found_among_few(divergence: Any, inverse: Any) -> None:
    """A number or a matrix that is none of its type is nan, its neighbours are not."""
    for place, bad in ((1, -1.0), (3, 0.0), (0, np.nan), (2, np.inf)):
        arguments = points(FEW)
        arguments[place][4] = bad
        assert np.flatnonzero(np.isnan(divergence.divergence(*arguments))).tolist() == [4]
    matrices = np.tile(np.array([[2.0, 1.0], [1.0, 2.0]]), (FEW, 1, 1))
    matrices[3, 0, 1], matrices[5, 1, 1], matrices[7, 0, 0] = 1.5, -1.0, 0.1
    assert np.flatnonzero(np.isnan(inverse.inverse(matrices)).any((1, 2))).tolist() == [3, 5, 7]


def exact_quotient(x: float, tables: Any) -> Fraction:
    """The quotient of two polynomials, highest power first."""
    above, below = (sum(Fraction(each) * Fraction(x) ** power for power, each in enumerate(reversed(table))) for table in tables)
    return Fraction(above) / Fraction(below)


def units(value: float, exact: Fraction) -> float:
    """The error in units of the last place."""
    return float(abs(Fraction(value) - exact) / Fraction(float(np.spacing(abs(float(exact))))))


def worst_units(values: Any, x: Any, tables: Any) -> float:
    """The largest error of some quotients."""
    return max(units(float(value), exact_quotient(float(at), tables)) for value, at in zip(values, x, strict=True))


@pytest.mark.parametrize("tables", [DIGAMMA_NEAR, DIGAMMA_TAIL], ids=["lengths that differ", "one length"])
@pytest.mark.parametrize("count", [FEW, 100])
def test_polynomials_by_one_product_are_as_accurate(tables: Any, count: int) -> None:
    """With powers in rows, highest first, the error is at most half a unit more than that of Horner's rule, by exact numbers."""
    x = np.linspace(0.0, 3.0, MANY)
    whole, few = np.empty(MANY), np.empty(MANY)
    digamma_ratio(x, tables, whole, np.empty(MANY))
    for start in range(0, MANY, count):
        part = slice(start, start + count)
        digamma_ratio(x[part], tables, few[part], np.empty(count))
    assert worst_units(few, x, tables) <= worst_units(whole, x, tables) + 0.5


def test_numbers_near_zero_raise_no_flag() -> None:
    """Of them no power is formed that underflows."""
    x, out = np.array([0.0, 5e-324, 1e-300, 1e-25]), np.empty(4)
    with np.errstate(under="raise"):
        digamma_ratio(x, DIGAMMA_TAIL, out, np.empty(4))
    assert np.array_equal(out, np.full(4, 0.08333333333333333))


def test_quotients_of_bessel_functions_are_as_accurate() -> None:
    """By exact numbers, few elements and many."""
    x = np.linspace(0.0, 12.0, MANY)
    whole, few = np.empty(MANY), np.empty(MANY)
    bessel_ratio_quotient(x, BESSEL_RATIO_COLUMNS, whole, np.empty((3, MANY)))
    for start in range(0, MANY, FEW):
        part = slice(start, start + FEW)
        bessel_ratio_quotient(x[part], BESSEL_RATIO_COLUMNS, few[part], np.empty((3, FEW)))
    assert worst_units(few, np.square(x), BESSEL_RATIO_NEAR) <= worst_units(whole, np.square(x), BESSEL_RATIO_NEAR) + 0.5


def test_differences_of_products_are_the_same() -> None:
    """To the last bit, where products cancel, where they do not, and near the ends of the range."""
    rng = np.random.default_rng(3)
    a, b, c = rng.normal(size=(3, MANY)) * 10.0 ** rng.integers(-150, 100, (3, MANY))
    with np.errstate(all="ignore"):
        d = np.where(rng.random(MANY) < 0.7, a * (b / c) * (1.0 + rng.normal(size=MANY) * 1e-9), rng.normal(size=MANY))
    whole, few = np.empty(MANY), np.empty(MANY)
    with np.errstate(all="ignore"):
        difference_of_products(a, b, c, d, whole, np.empty((2, MANY)))
        for start in range(0, MANY, FEW):
            part = slice(start, start + FEW)
            difference_of_products(a[part], b[part], c[part], d[part], few[part], np.empty((2, FEW)))
    assert np.array_equal(few, whole, equal_nan=True)


def test_differences_of_few_products_are_rounded_once() -> None:
    """Where nothing is near the ends of the range, whatever cancels, within a unit by exact numbers."""
    rng = np.random.default_rng(4)
    a, b, c = rng.normal(size=(3, FEW * 20)) * 10.0 ** rng.integers(-20, 20, (3, FEW * 20))
    d, few = a * (b / c) * (1.0 + rng.normal(size=a.size) * 10.0 ** rng.integers(-16, 2, a.size)), np.empty(a.size)
    for start in range(0, a.size, FEW):
        part = slice(start, start + FEW)
        difference_of_products(a[part], b[part], c[part], d[part], few[part], np.empty((2, FEW)))
    exact = [
        Fraction(p) * Fraction(q) - Fraction(r) * Fraction(s) for p, q, r, s in zip(*(each.tolist() for each in (a, b, c, d)), strict=True)
    ]
    assert max(map(units, few.tolist(), exact)) <= 1.0


def test_places_are_asked_of_the_array_itself() -> None:
    """`np.flatnonzero` of a name, a call and a comparison."""
    text = "a = np.flatnonzero(x)\nb = np.flatnonzero(np.isnan(x))\nc = np.flatnonzero(~(x < y))\n"
    assert with_quick_numbers(text, str) == "a = x.nonzero()[0]\nb = np.isnan(x).nonzero()[0]\nc = (~(x < y)).nonzero()[0]\n"
