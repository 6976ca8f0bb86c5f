"""Hard points for primitives: stratified magnitudes, beside roots and thresholds, and pairs that are nearly equal."""

from __future__ import annotations

import ast
import inspect
import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.codegen.primitives import Primitive

ROOTS = (1.0, 2.0, 1.4616321449683623)
REACH = {"positive": 0.0, "nonnegative": 0.0, "unit": 0.0, "above -1": -1.0, "above -1/2": -0.5, "above 1": 1.0}
LARGEST_REAL = 700.0  # exp overflows beyond, in the exact meaning as well
FURTHER = {  # where the ordinary points leave a statement of a definition unread; differences are exact, or their rounding is nothing
    "bregman_beta_leading": (
        (1e-20, 1.0, 1e3, 2.0, -1e3, -1.0),
        (1e-20, 1e-3, 3.0, 1e-300, -3.0, 1e-3),
        (1e-18, 2.0, 2.0, 1e-18, -2.0, 2.0),
        (1.0, 1.0, 1e-17, 0.5, 1.0, 0.5),
    ),
    "bregman_log_bessel_i0_given": (
        (100.0, 20.0, 80.0),
        (1.0, 20.0, -19.0),
        (15.0, 0.03125, 14.96875),
        (300.0, 40.0, 260.0),
        (20.0, 200.0, -180.0),
    ),
    "bregman_loggamma_remainder": ((1e-295, 1e3), (1e3, 1e-295)),
    "bregman_loggamma_tail": ((1e-295, 1e-2), (1e-295, 1e3)),
    "bregman_xlogx": ((0.0, 3.0), (0.0, 1e-200)),
    "digamma_slope": ((0.7, 0.7), (1e-20, 1e-20), (1e20, 1e20)),
    "hypotenuse": ((0.0, 0.0), (0.0, -2.0)),
    "log_ratio": ((1e-295, 1e3), (1e3, 1e-295), (1e-200, 1e200)),
    "truncated_normal_covariance_given": ((-2.5, 3.0, -5.5), (2.25, -4.0, 6.25), (-12.0, 5.0, -17.0), (2.5, -20.0, 22.5)),
    "logit_difference": ((0.25, 1e-308), (1e-308, 0.75), (0.875, 2e-320)),
}


def blocks(primitive: Primitive, seed: int = 0) -> Mapping[str, tuple[Any, ...]]:
    """Blocks of arguments by regime, each a tuple of arrays; the last one mixes all regimes."""
    generator = np.random.default_rng(seed)
    names = list(inspect.signature(primitive.implementation).parameters)[: len(primitive.domain)]
    if len(names) == 1:
        found = _single(primitive, generator)
    elif len(names) in (2, 3) and set(names) <= {"y", "x", "difference"}:
        found = _compared(primitive, generator, given="difference" in names)
    elif "below" in names:
        found = {regime: _normal_terms(x) for regime, (x,) in _single(primitive, generator).items()}
    elif "coupling" in names:
        found = _spins(generator)
    elif "whole" in names:
        found = {regime: (generator.choice([-1, 1], x.shape) * x, np.floor(y)) for regime, (x, y) in _free_pairs(generator).items()}
        found = {regime: _unexplained(*pair) for regime, pair in found.items()} if "multiple" in primitive.name else found
    elif len(names) == 2:
        found = _free_pairs(generator)
    elif "shifted" in names:
        found = _shifted(generator)
    elif len(names) == 6:
        found = _two_pairs(generator)
    else:
        found = _several(primitive, generator)
    if primitive.name in FURTHER:
        found["further"] = tuple(np.array(column) for column in zip(*FURTHER[primitive.name], strict=True))
    found["mixed"] = tuple(np.concatenate(columns) for columns in zip(*found.values(), strict=True))
    return found


def _compared(primitive: Primitive, generator: np.random.Generator, *, given: bool) -> dict[str, tuple[Any, ...]]:
    """Pairs of numbers that are compared; with an exact difference where it is ``given``."""
    found = _pairs(primitive.domain[0], generator)
    if not given:
        return found
    apart = _exactly_apart(primitive.domain[0], generator)
    if "where the bounds have one sign" in str(primitive.implementation.__doc__):
        apart = {regime: tuple(column[pair[0] * pair[1] > 0] for column in pair) for regime, pair in apart.items()}
    return {regime: (y, x, y - x) for regime, (y, x) in found.items() if regime.startswith("near")} | apart


def _unexplained(x: Any, whole: Any) -> tuple[Any, Any]:
    """Those at which exp(x) - w x is not small, or x moves it little; and x near log(w), where x moves nothing."""
    with np.errstate(over="ignore"):
        power = np.exp(x)
        keep = np.minimum(np.abs(x * (power - whole)) / 2, power / 2) <= np.abs(power - whole * x)
    least = np.floor(1 + 9 * np.modf(np.abs(whole) / 7)[0])
    return np.concatenate([x[keep], np.log(least) * (1 + 0.01 * np.sin(x))]), np.concatenate([whole[keep], least])


def _normal_terms(x: Any) -> tuple[Any, ...]:
    """Numbers with the normal distribution function and their density times them; all beside the root -0.75 where they may be."""
    x = np.concatenate([x[np.abs(x) < 1.3], -0.7517915246935645 * (1 + np.abs(x[np.abs(x) < 0.9]))])
    below = np.array([math.erfc(-each / math.sqrt(2)) / 2 for each in x])
    return x, below, x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def _log_uniform(generator: np.random.Generator, low: float, high: float, size: int = 12) -> Any:
    return np.exp(generator.uniform(math.log(low), math.log(high), size))


def _shifted(generator: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    """y, x, a shift and x plus the shift, all of few bits, so that the last is exact."""
    found = {}
    for power in (-300, 0, 300):
        y, x, shifted = (np.ldexp(generator.integers(1, 2**bits, 12).astype(np.float64), power) for bits in (20, 4, 20))
        found[f"near 2^{power}"] = (y, shifted + x, -x, shifted)
        found[f"far 2^{power}"] = (y, x, shifted - x, shifted)
    return found


def _single(primitive: Primitive, generator: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    domain = primitive.domain[0]
    beside = np.array([root * (1 + sign * 10.0**-k) for root in ROOTS for sign in (-1, 1) for k in range(1, 17, 3)])
    found = {"beside roots": beside, "beside thresholds": _thresholds(primitive)}
    if domain == "real":
        for low, high in ((1e-300, 1e-8), (1e-8, 0.1), (0.1, 5.0), (5.0, LARGEST_REAL)):
            size = _log_uniform(generator, low, high)
            found[f"{low:g} to {high:g}"] = np.concatenate([size, -size])
        found["beside roots"] = np.concatenate([beside, -beside])
    else:
        for low, high in ((1e-300, 1e-8), (1e-8, 0.1), (0.1, 1.0), (1.0, 3.0), (3.0, 12.0), (12.0, 30.0), (30.0, 1e8), (1e8, 1e300)):
            found[f"{low:g} to {high:g}"] = REACH[domain] + _log_uniform(generator, low, high)
        if domain.startswith("above -1"):
            found["below zero"] = REACH[domain] * np.concatenate(
                [_log_uniform(generator, 1e-300, 1e-3), generator.uniform(0.001, 0.999, 20)]
            )
    return {regime: (_inside(domain, points),) for regime, points in found.items()}


def _inside(domain: str, points: Any) -> Any:
    if domain == "real":
        return points[np.abs(points) <= LARGEST_REAL]
    if domain == "unit":
        return _to_unit(points)
    return points[points > REACH[domain]]


def _to_unit(points: Any) -> Any:
    """Positive numbers as odds: those above one give probabilities near one."""
    return np.minimum(points / (1.0 + points), 1.0 - 2.0**-53)


def _thresholds(primitive: Primitive) -> Any:
    """The numbers that the implementation compares with, and both neighbours."""
    nodes = [node for node in ast.walk(ast.parse(primitive.source())) if isinstance(node, ast.Compare)]
    texts = [ast.literal_eval(side) for node in nodes for side in (node.left, *node.comparators) if _is_number(side)]
    numbers = sorted({float(number) for number in texts})
    return np.array([math.nextafter(number, way) if way else number for number in numbers for way in (-math.inf, 0, math.inf)])


def _is_number(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, int | float)


def _pairs(domain: str, generator: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    scales = ((-4.0, 4.0), (-36.0, 36.0)) if domain == "real" else ((1e-300, 1e-10), (1e-10, 0.1), (0.1, 10.0), (10.0, 1e4), (1e4, 1e150))
    for low, high in scales:
        x = generator.uniform(low, high, 6) if domain == "real" else _log_uniform(generator, low, high, 6)
        other = generator.uniform(low, high, 6) if domain == "real" else _log_uniform(generator, low, high, 6)
        for k in (-14, -9, -5, -3, -2, -1):
            distance = 10.0**k * generator.choice([-1, 1], 6) * generator.uniform(0.3, 1.0, 6)
            y = x + distance if domain == "real" else x * (1.0 + distance)
            found[f"near, {low:g} to {high:g}, 1e{k}"] = (np.where(y == x, np.nextafter(x, np.inf), y), x)
        found[f"apart, {low:g} to {high:g}"] = (other, x)
        found[f"by a factor, {low:g} to {high:g}"] = (other, other * generator.uniform(0.2, 3.0, 6))
    if domain == "unit":
        return {regime: (_to_unit(y), _to_unit(x)) for regime, (y, x) in found.items()}
    return found


def _exactly_apart(domain: str, generator: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    """Pairs that may lie far apart, of so few bits that their difference is exact."""
    found = {}
    for power in (-6, 2, 7) if domain == "real" else (-300, -6, 2, 7, 300):
        y, x = (np.ldexp(generator.integers(1, 2**10, 12).astype(np.float64), power - 10 + generator.integers(-9, 1, 12)) for _ in range(2))
        if domain == "real":
            y, x = (generator.choice([-1, 1], 12) * size for size in (y, x))
        found[f"exactly apart, up to 2^{power}"] = (y, x, y - x)
    return found


def _free_pairs(generator: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    """Two positive numbers that are not compared: each of every magnitude, beside each of every other."""
    scales = ((1e-200, 1e-10), (1e-10, 0.1), (0.1, 1.0), (1.0, 5.0), (5.0, 100.0), (100.0, 1e6), (1e6, 1e100))
    return {
        f"{low:g} to {high:g}, {least:g} to {most:g}": (_log_uniform(generator, low, high, 8), _log_uniform(generator, least, most, 8))
        for low, high in scales
        for least, most in scales
    }


def _spins(generator: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    """Three numbers of both signs and every magnitude up to three, where tanh of the first is not nearly the product of the others."""
    found = {}
    for low, high in ((1e-300, 1e-8), (1e-8, 0.1), (0.1, 1.0), (1.0, 3.0)):
        for least, most in ((1e-100, 1e-8), (1e-8, 0.1), (0.1, 3.0)):
            point = [_log_uniform(generator, *ends) * generator.choice([-1, 1], 12) for ends in ((low, high), (least, most), (1e-9, 3.0))]
            first, second = np.tanh(point[0]), np.tanh(point[1]) * np.tanh(point[2])
            apart = np.abs(first - second) > 0.5 * np.maximum(np.abs(first), np.abs(second))
            found[f"{low:g} to {high:g}, {least:g} to {most:g}"] = tuple(column[apart] for column in point)
    return found


def _two_pairs(generator: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    """Two numbers, two that are compared with them, and the differences: at like and unlike distances and magnitudes."""
    pairs = {regime: pair for regime, pair in _pairs("positive", generator).items() if "150" not in regime and "300" not in regime}
    found = {}
    for place, (regime, (y, x)) in enumerate(pairs.items()):
        for skip in (0, 1, 5):
            v, u = list(pairs.values())[(place + skip) % len(pairs)]
            v, u = v[::-1], u[::-1]
            found[f"{regime}, beside the one {skip} on"] = (y, v, x, u, y - x, v - u)
    return found


def _several(primitive: Primitive, generator: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    count = len(primitive.domain)
    signs = [1] if primitive.domain[0] == "positive" else [-1, 1]
    columns = [_log_uniform(generator, 1e-3, 1e3, 20) * generator.choice(signs, 20) for _ in range(count)]
    a, b, c = columns[:3]
    nearly = 1 + _log_uniform(generator, 1e-16, 1e-1, 20)
    if count == 3:
        return {"apart": (a, b, c), "sums nearly equal": (a, b, -(a + b) * nearly), "differences nearly equal": (a, -a * nearly, c * 1e-9)}
    found = {"apart": tuple(columns), "products nearly equal": (a, b, c, a * b / c * nearly)}
    if len(signs) == 1:
        huge = 1e200 * a
        return {
            **found,
            "products that overflow": (huge, huge, huge, huge * b),
            "products that underflow": (a / huge, b / huge, a / huge, c / huge),
        }
    return {**found, "sums nearly equal": (a, b, c, (a + b - c) * nearly)}
