"""Functions of any precision give the bits that they were asked for, measured against balls, or say that they cannot."""

from __future__ import annotations

import ast
import math
import random
from fractions import Fraction

import pytest
import sympy as sp
from big_truth import TRUTHS, wrong_bits
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from derivations.codegen.bignumbers import BIGNUMBERS, stirling
from derivations.codegen.bignumbers.arithmetic import (
    BIG_TOP,
    big,
    big_add,
    big_divide,
    big_integer_power,
    big_known,
    big_multiply,
    big_negative,
    big_sum,
    big_to_float,
)
from derivations.codegen.bignumbers.comparison import big_ceil, big_compare, big_floor, big_remainder
from derivations.codegen.bignumbers.error_function import big_erf_difference
from derivations.codegen.bignumbers.exponential import big_exp, big_log
from derivations.codegen.bignumbers.gamma import big_loggamma
from derivations.codegen.erf_differences import ErfDifference, with_erf_differences
from derivations.errors import DerivationError

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
POINTS = 6


@pytest.mark.parametrize("precision", [128, 512])
@pytest.mark.parametrize("row", sorted(TRUTHS))
def test_a_function_has_the_bits_asked_for(row: str, precision: int) -> None:
    """The relative error stays below two units of the precision, over arguments of all sizes."""
    generator = random.Random(row)  # noqa: S311 - points must be reproducible, not secret
    for _ in range(POINTS):
        x = TRUTHS[row][1](generator)
        assert wrong_bits(row, x, precision) <= 2 - precision, x


@pytest.mark.parametrize("row", ["big_loggamma", "big_digamma", "big_polygamma 2"])
def test_a_wrong_bernoulli_number_is_noticed(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third Bernoulli number that is off by one part in a thousand breaks the bound."""
    right = stirling.big_bernoulli
    monkeypatch.setattr(stirling, "BIG_STIRLING", {})
    monkeypatch.setattr(stirling, "big_bernoulli", lambda k: (1001 * right(k)[0], 1000 * right(k)[1]) if k == 3 else right(k))
    assert wrong_bits(row, 3.7, 128) > -100


@given(FLOATS, FLOATS)
def test_arithmetic_rounds_like_floats(x: float, y: float) -> None:
    """Sums, products and quotients of floats, rounded to floats, are those of the machine wherever that does not overflow."""
    p = BIG_TOP
    pairs = [(big_add(big(x), big(y), p), x + y), (big_multiply(big(x), big(y), p), x * y)]
    pairs += [(big_divide(big(x), big(y), p), x / y)] if y and abs(y) > 1e-300 and abs(x / y) > 1e-300 else []
    for found, machine in pairs:
        assert big_to_float(found) == machine


@given(FLOATS, FLOATS)
def test_comparisons_and_whole_numbers_are_exact(x: float, y: float) -> None:
    """Order, floor and ceiling are those of floats."""
    assert big_compare(big(x), big(y)) == (x > y) - (x < y)
    assert big_to_float(big_floor(big(x))) == math.floor(x)
    assert big_to_float(big_ceil(big(x))) == math.ceil(x)


@given(st.integers(-(10**6), 10**6), st.integers(1, 1000))
def test_remainders_have_the_sign_of_the_divisor(x: int, y: int) -> None:
    """As for whole numbers in Python."""
    assert big_to_float(big_remainder((x, 0), (y, 0), BIG_TOP)) == x % y


def test_nothing_overflows() -> None:
    """Powers far beyond floats come back to them."""
    large = big_integer_power(big(1e300), 1000, 128)
    assert big_to_float(large) == math.inf
    assert big_to_float(big_divide(large, big_integer_power(big(1e300), 999, 128), 128)) == 1e300
    assert big_to_float(big_log(big_exp(big(1e6), 256), 256)) == pytest.approx(1e6, rel=1e-15)


def test_lost_digits_are_told() -> None:
    """A difference that keeps too few bits, a logarithm too near one and a zero of log gamma ask for a higher precision."""
    near = big(1 + 2.0**-50)
    for one in (near, big_exp(big(1e-100), 128), big_add((1, 0), big(1e-300), 128), (1, 0)):
        with pytest.raises(FloatingPointError, match="more digits cancel"):
            big_known(big_sum([one, (-1, 0)], 128))
    assert big_sum([(1, 0), (-1, 0)], BIG_TOP) == (0, 0)
    assert big_sum([near, (-1, 0)], 256) == (1 << 2, -52)
    for function in (big_log, big_loggamma):
        with pytest.raises(ArithmeticError, match="more digits cancel"):
            big_known(function((1, 0), 128))
        assert function((1, 0), BIG_TOP)[0].bit_length() < 32


def test_what_is_lost_does_no_harm_beside_larger_numbers() -> None:
    """The size of a lost difference is kept through products, quotients and sums, and counts only where it is not far below the rest."""
    lost = big_sum([big_exp(big(1e-100), 128), (-1, 0)], 128)
    assert lost[0] == 0
    assert lost[1] <= -19
    assert big_sum([(1, 200), big_multiply((3, 5), lost, 128)], 128) == (1, 200)
    assert big_sum([(1, 200), big_divide(lost, (1, -10), 128)], 128) == (1, 200)
    for beside in ((1, 0), (1, 60)):
        with pytest.raises(FloatingPointError, match="more digits cancel"):
            big_known(big_sum([beside, lost], 128))
    for question in (big_compare, lambda x, y: big_divide(y, x, 128), lambda x, y: big_add(y, big_exp((1, 9), 64), 64) and big_floor(x)):
        with pytest.raises(FloatingPointError, match="more digits cancel"):
            question(lost, (1, 0))
    assert big_multiply(lost, (0, 0), 128) == big_divide((0, 0), (3, 0), 128) == (0, 0)


@given(st.lists(st.tuples(FLOATS, FLOATS), min_size=1, max_size=4))
def test_the_size_of_what_is_lost_is_a_bound(pairs: list[tuple[float, float]]) -> None:
    """Whatever cancels and is multiplied, what is said to be known is right, and the rest is not larger than said."""
    total = big_sum([big_multiply(big(a), big_sum([big(b), big_negative(big(b)), big(1.0)], 64), 64) for a, b in pairs], 64)
    true = sum((Fraction(a) for a, _ in pairs), Fraction(0))
    size = Fraction(2) ** total[1] if not total[0] else Fraction(0)
    if total[0]:
        assert abs(Fraction(total[0]) * Fraction(2) ** total[1] - true) <= abs(true) / 2**20
    else:
        assert abs(true) <= size


@pytest.mark.parametrize("precision", [128, BIG_TOP])
@pytest.mark.parametrize("name", ["big_log", "big_loggamma", "big_digamma", "big_reciprocal"])
def test_poles_are_told(name: str, precision: int) -> None:
    """Where there is no value, none is made up."""
    with pytest.raises(ArithmeticError):
        BIGNUMBERS.functions[name].implementation((0, 0), precision)


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
def test_only_finite_numbers_are_taken(x: float) -> None:
    """What is no number has no value to compute with."""
    with pytest.raises(ArithmeticError, match="expected a finite number"):
        big(x)


def test_texts_stand_alone() -> None:
    """The copied text of every function runs with nothing but the module math, and imports nothing."""
    text = BIGNUMBERS.standalone(BIGNUMBERS.functions)
    assert not [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    with pytest.raises(DerivationError, match="expected one of"):
        BIGNUMBERS.standalone(["big_nonsense"])


def test_an_exponential_of_a_rounded_large_number_is_refused() -> None:
    """With 128 bits e^(2^100) has no bit that a rounded argument leaves; with more it has."""
    with pytest.raises(FloatingPointError, match="more digits cancel"):
        big_exp((1, 100), 128)
    assert big_exp((1, 100), 512)[1] > 2**99


@pytest.mark.parametrize(("x", "y"), [(40.0, 30.0), (-30.0, -31.0), (3.0, -2.0), (0.5, 0.25), (1e12, 5e11), (9.0, 9.000001)])
def test_error_functions_of_one_sign_are_subtracted_by_their_complements(x: float, y: float) -> None:
    """However near one both are, 256 bits tell them apart, or their size alone where the difference is below every float."""
    value = big_erf_difference(big(x), big(y), 256)
    with mp.workdps(2000):
        true = mp.erf(mp.mpf(x)) - mp.erf(mp.mpf(y)) if abs(x) < 1e3 else mp.mpf(0)
        assert abs(mp.ldexp(value[0], value[1]) - true) <= abs(true) * mp.mpf(2) ** -230
    assert value[0] or value[1] < -(2**20)


def test_only_opposite_error_functions_are_taken_together() -> None:
    """Weights that are not opposite, and other functions, stay as they are."""
    x, y = sp.symbols("x y")
    assert with_erf_differences(3 - 2 * sp.erf(x) + 2 * sp.erf(y)) == 3 + 2 * ErfDifference(y, x)
    for other in (sp.erf(x) + sp.erf(y), sp.erf(x) - 2 * sp.erf(y), sp.erf(x) - sp.erfc(y), x * sp.erf(x) - sp.erf(y) ** 2):
        assert with_erf_differences(other) == other
