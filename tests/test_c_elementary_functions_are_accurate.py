"""What C has of its own is within one ulp over all floats, sine and cosine up to 1000; the coefficients are derived here."""

from __future__ import annotations

import ctypes
import math
import subprocess
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from target_samples import HAS_COMPILER, WITHOUT_COMPILER

from derivations.codegen.targets import c_elementary, c_waves
from derivations.codegen.targets.c_elementary import EXP_SERIES, HELPERS, LOG_SERIES, OWN, helpers
from derivations.codegen.targets.c_library import SWITCHES, VECTORS
from derivations.codegen.targets.c_prelude import PRELUDE
from derivations.codegen.targets.c_waves import COSINE_SERIES, FARTHEST, NEAR, SINE_SERIES

if TYPE_CHECKING:
    from pathlib import Path

NATIVE = ("-march=native",)
BUILDS = {"plain": SWITCHES, "vectors": (*SWITCHES, *VECTORS), "this processor": (*SWITCHES, *VECTORS, *NATIVE)}
COUNT = 700
ALL = {**OWN, **NEAR}
TRUTH = {name: getattr(arb, name) for name in ALL}
SPECIAL = (0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, -5e-324, 1e-310, -1e-310, 1e308, -1e308, 1.0, -1.0, 2.0**-54, -(2.0**-54), 0.5)
WITH_COMPILER = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)


def rows_of(functions: dict[str, int], folder: Path, flags: tuple[str, ...]) -> Any:
    """A library with a loop over rows for every function, by its number of arguments."""
    texts = []
    for name, arguments in functions.items():
        rows = ", ".join(f"const double *restrict x{place}" for place in range(arguments))
        call = f"{name}({', '.join(f'x{place}[i]' for place in range(arguments))})"
        head = f"void {name}_rows(size_t n, {rows}, double *restrict out)"
        texts.append(f"{head};\n{head}\n{{\n    EACH\n    for (size_t i = 0; i < n; i++) out[i] = {call};\n}}")
    text = "\n\n".join([PRELUDE, *helpers("\n".join(texts)), *texts])
    (folder / "rows.c").write_text(text + "\n", encoding="utf-8")
    command = ["cc", *flags, "-Wall", "-Wextra", "-Werror", "rows.c", "-o", "rows.so", "-lm"]
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603
    return ctypes.CDLL(str(folder / "rows.so"))


def called(library: Any, name: str, *rows: Any) -> Any:
    """The values of a function over rows."""
    out = np.empty_like(rows[0])
    getattr(library, f"{name}_rows")(ctypes.c_size_t(len(out)), *(ctypes.c_void_p(row.ctypes.data) for row in (*rows, out)))
    return out


@pytest.fixture(scope="module", params=list(BUILDS))
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All elementary functions in one library, without and with vector instructions."""
    functions = {**dict.fromkeys(ALL.values(), 1), "exponent": 1, "scaled": 2}
    return rows_of(functions, tmp_path_factory.mktemp("elementary"), BUILDS[request.param])


def points(name: str) -> Any:
    """Arguments of every size that a function has, dense where its formula changes."""
    random = np.random.default_rng(7)
    spread = np.concatenate([sign * 10.0 ** random.uniform(-323, 308.2, COUNT) for sign in (1, -1)])
    small = np.concatenate(
        [random.uniform(-1, 1, COUNT), random.uniform(-2.2, 2.2, COUNT), sign_of(random) * 10.0 ** random.uniform(-17, 0, COUNT)]
    )
    if name in ("log", "log1p"):
        beside = random.uniform(0.5, 2.0, COUNT) if name == "log" else 10.0 ** random.uniform(-16, 0, COUNT) - 1.0
        found = np.concatenate(
            [np.abs(spread), np.abs(small) if name == "log" else small, beside, 1.0 + 1e-3 * small if name == "log" else 1e-3 * small]
        )
        return found[found > (0.0 if name == "log" else -1.0)]
    if name == "cosh":
        ends = random.uniform(709.0, 710.47, COUNT) * sign_of(random)
        inner = [random.uniform(-width, width, COUNT) for width in (709.0, 25.0)]
        return np.concatenate([spread[np.abs(spread) < 709.0], small, *inner, ends])
    if name in NEAR:
        quarters = math.pi / 4 * np.arange(-1273, 1274)  # every second one is beside a root of either
        beside = [quarters, np.nextafter(quarters, math.inf), np.nextafter(quarters, -math.inf), quarters + 1e-9 * random.normal(size=2547)]
        return np.concatenate([spread[np.abs(spread) < FARTHEST], small, random.uniform(-FARTHEST, FARTHEST, 4 * COUNT), *beside])
    wide = random.uniform(-746.0, 709.78, COUNT)
    halves = math.log(2) * (np.arange(-1075, 1024) + 0.5) * (1 + 1e-15 * random.normal(size=2099))
    return np.concatenate([spread[np.abs(spread) < 709.0], small, wide, random.uniform(-745.1, -708.0, COUNT), halves[halves < 709.78]])


def sign_of(random: np.random.Generator) -> Any:
    """Signs, one a point."""
    return random.choice([-1.0, 1.0], COUNT)


def worst(name: str, x: Any, values: Any) -> float:
    """The largest error in units in the last place of the truth."""
    ctx.prec = 256
    try:
        truths = [TRUTH[name](arb(float(each))) for each in x]
        errors = [
            abs(arb(float(value)) - truth) / float(np.spacing(abs(float(truth)))) for value, truth in zip(values, truths, strict=True)
        ]
        return max(float(error) for error in errors)
    finally:
        ctx.prec = 53


@WITH_COMPILER
@pytest.mark.parametrize("name", ALL)
def test_within_one_ulp(name: str, library: Any) -> None:
    """Against ball arithmetic no value is off by more than one unit in the last place, subnormal ones included."""
    x = points(name)
    values = called(library, ALL[name], x)
    assert np.isfinite(values).all()
    assert worst(name, x, values) <= 1.0


@WITH_COMPILER
def test_small_angles_keep_their_sign(library: Any) -> None:
    """The sine of a zero is that zero, of a tiny number that number; their cosines are one."""
    x = np.array([0.0, -0.0, 5e-324, -5e-324, 1e-310, -1e-310, 1e-20, -1e-20])
    assert called(library, "near_sin", x).tobytes() == x.tobytes()
    assert np.array_equal(called(library, "near_cos", x), np.ones(len(x)))


@WITH_COMPILER
@pytest.mark.parametrize("name", OWN)
def test_special_values_are_those_of_c99(name: str, library: Any) -> None:
    """Zeros keep their sign, infinities and nan go where C99 sends them, overflow is infinite, underflow zero."""
    x = np.array([*SPECIAL, 709.8, 710.0, 1e4, -745.2, -1e4, -2.0, 1e300, 2.2e-308])
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(x)
    got = called(library, OWN[name], x)
    assert np.array_equal(np.isnan(got), np.isnan(expected))
    far = ~np.isnan(x) & ((expected == 0.0) | np.isinf(expected) | ((np.abs(x) < 1e-300) & (name != "log")))
    assert np.array_equal(got[far], expected[far])
    assert np.array_equal(np.signbit(got[far]), np.signbit(expected[far]))


@WITH_COMPILER
def test_powers_of_two_are_exact(library: Any) -> None:
    """``scaled`` is ldexp rounded once and ``exponent`` is that of frexp, at subnormal and at the largest numbers."""
    random = np.random.default_rng(3)
    x = np.concatenate([random.normal(size=2000) * 2.0 ** random.integers(-1074, 1023, 2000), [0.0, -0.0, math.inf, math.nan, 5e-324]])
    k = np.concatenate([random.integers(-2200, 2200, 2000), [5, -5, 7, 0, 2090]]).astype(float)
    with np.errstate(all="ignore"):
        expected = np.ldexp(x, k.astype(int))
    assert np.array_equal(called(library, "scaled", x, k), expected, equal_nan=True)
    finite = np.where(np.isfinite(x), np.frexp(x)[1], 0)
    assert np.array_equal(called(library, "exponent", x), finite)


def test_coefficients_are_those_of_chebyshev() -> None:
    """The tables are the Chebyshev interpolations of the two series, rounded; the split of log(2) is exact in 42 bits."""
    with mpmath.workdps(60):
        beside = 1 + mpmath.mpf(2) ** -20
        half = mpmath.log(2) / 2 * beside
        last = ((mpmath.sqrt(2) - 1) / (mpmath.sqrt(2) + 1)) ** 2 * beside
        exp = mpmath.chebyfit(lambda r: sum(r**k / mpmath.factorial(k + 2) for k in range(40)), [-half, half], len(EXP_SERIES))
        log = mpmath.chebyfit(lambda z: sum(2 * z**k / (2 * k + 3) for k in range(60)), [0, last], len(LOG_SERIES))
        high = mpmath.floor(mpmath.log(2) * 2**42) / 2**42
        constants = [float(high), float(mpmath.log(2) - high), float(1 / mpmath.log(2))]
        last = (mpmath.pi / 4 * beside) ** 2
        sine = mpmath.chebyfit(lambda z: sum((-1) ** (k + 1) * z**k / mpmath.factorial(2 * k + 3) for k in range(30)), [0, last], 6)
        cosine = mpmath.chebyfit(lambda z: sum((-1) ** k * z**k / mpmath.factorial(2 * k + 4) for k in range(30)), [0, last], 6)
        first = mpmath.floor(mpmath.pi / 2 * 2**42) / 2**42
        second = mpmath.floor((mpmath.pi / 2 - first) * 2**86) / 2**86
        constants += [float(first), float(second), float(mpmath.pi / 2 - first - second), float(2 / mpmath.pi)]
    assert tuple(map(float, sine)) == SINE_SERIES
    assert tuple(map(float, cosine)) == COSINE_SERIES
    assert tuple(map(float, exp)) == EXP_SERIES
    assert tuple(map(float, log)) == LOG_SERIES
    for constant in constants:
        assert any(
            float.fromhex(word.lstrip("-").rstrip(";,)")) == constant
            for text in HELPERS.values()
            for word in text.split()
            if word.lstrip("-").startswith("0x1.") and "p" in word
        )


@WITH_COMPILER
@pytest.mark.parametrize(
    ("table", "name", "place"),
    [
        ("EXP_SERIES", "exp", 0), ("EXP_SERIES", "expm1", 6), ("LOG_SERIES", "log", 1), ("LOG_SERIES", "log1p", 5),
        ("SINE_SERIES", "sin", 1), ("COSINE_SERIES", "cos", 2), ("EXP_SERIES", "cosh", 6),
    ],
)  # fmt: skip
def test_a_wrong_coefficient_is_found(table: str, name: str, place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A coefficient that is wrong in its sixth digit breaks the bound."""
    numbers = getattr(c_waves if name in NEAR else c_elementary, table)
    wrong = {
        key: text.replace(repr(numbers[place]), repr(numbers[place] * 1.00002 if place else numbers[place] * 1.1))
        for key, text in HELPERS.items()
    }
    monkeypatch.setattr(c_elementary, "HELPERS", wrong)
    library = rows_of({ALL[name]: 1}, tmp_path, BUILDS["plain"])
    x = points(name)
    assert worst(name, x, called(library, ALL[name], x)) > 1.0


@WITH_COMPILER
def test_loops_become_vector_instructions(tmp_path: Path) -> None:
    """GCC reports that it vectorises the loop over every one of these functions; another compiler is not asked."""
    version = subprocess.run(["cc", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    flags = (*SWITCHES, *VECTORS, "-fopt-info-vec-optimized=report.txt") if "Free Software Foundation" in version else SWITCHES
    rows_of(dict.fromkeys(ALL.values(), 1), tmp_path, flags)
    if len(flags) > len(SWITCHES):
        report = (tmp_path / "report.txt").read_text(encoding="utf-8").splitlines()
        assert len({line.split(":")[1] for line in report if "loop vectorized" in line}) >= len(ALL)
