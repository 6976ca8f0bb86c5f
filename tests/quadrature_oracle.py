"""An independent evaluation of expectations for the tests: double-exponential quadrature and direct sums of the density, nothing else.

It knows a law's log-density and support only, never its moment kernel. Several integrands are evaluated at once.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import mpmath
import quadrature_grids
import sympy as sp

from derivations.support import Box, Integers, Interval, Matrices, PositiveDefinite, Simplex, Space, Sphere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from derivations.family import Law
    from derivations.language.tensor import Tensor

Values = list[mpmath.mpf]
DIGITS = 20  # that tests compare
GUARD = 25  # digits beyond the ones asked for: ends of intervals lose some
STEPS_ON_SIMPLEX, STEPS_ON_INTERVAL, STEPS_ON_RAY = (
    16,
    40,
    96,
)  # per unit of the trapezoidal rule after the double-exponential change of variable
LATTICE_STEP, LATTICE_REACH = mpmath.mpf(1) / 2, 13  # for normal laws, in units of the smallest and the largest deviation
LONGEST_SERIES = 200
QUIET = 6  # consecutive negligible terms end a sum


def number(expression: sp.Expr, values: Mapping[sp.Symbol, sp.Expr] | None = None) -> mpmath.mpf:
    """The value at a point to twice the digits that tests compare."""
    with mpmath.workdps(2 * DIGITS):
        value = sp.sympify(expression).xreplace(values or {})
        sums = sorted(value.atoms(sp.Sum, sp.Integral), key=sp.default_sort_key)
        value = value.xreplace({part: sp.Float(_binder(part), 2 * DIGITS) for part in sums})
        return mpmath.mpf(value.evalf(2 * DIGITS))


def _binder(part: sp.Expr) -> mpmath.mpf:
    """An unevaluated sum or integral from a number to infinity; an inner one is a constant of the outer one."""
    (symbol, low, high) = part.limits[0]
    assert len(part.limits) == 1
    assert high == sp.oo
    inner = sorted(part.function.atoms(sp.Sum, sp.Integral), key=sp.default_sort_key)
    term = sp.lambdify(symbol, part.function.xreplace({item: sp.Float(_binder(item), 2 * DIGITS) for item in inner}), modules="mpmath")
    tiny = mpmath.mpf(10) ** -(DIGITS + 10)
    if isinstance(part, sp.Integral):
        return _double_exponential(lambda t: [term(t)], *_beyond(_number(low), 1), STEPS_ON_RAY, tiny)[0]
    return _series(lambda k: [term(k)], int(low), tiny, LONGEST_SERIES)[0]


def close(value: mpmath.mpf, other: mpmath.mpf, digits: int = DIGITS) -> bool:
    """Agreement to the digits that tests compare, relative to the larger of one and the values."""
    return abs(value - other) <= mpmath.mpf(10) ** -digits * max(1, abs(value), abs(other))


def digits_of(law: Law) -> int:
    """The digits to which :func:`expected_values` can be trusted."""
    return quadrature_grids.DIGITS if _in_floating_point(law) else DIGITS


def _in_floating_point(law: Law) -> bool:
    return isinstance(law.support, Box | Matrices | PositiveDefinite | Sphere) or law.name == "MultivariateStudentT"


def expected_values(law: Law, variable: Tensor, integrands: Sequence[sp.Expr], digits: int = 30) -> Values:
    """The expectations of several integrands under a law with numbers as parameters."""
    with mpmath.workdps(digits + GUARD):
        if law.points is not None:
            return _finite(law, variable, integrands)
        if _in_floating_point(law):
            return [mpmath.mpf(value) for value in quadrature_grids.on_grid(law, variable, integrands, _folded)]
        evaluate = _compiled(law, variable, integrands, digits + GUARD)
        support, tiny = law.support, mpmath.mpf(10) ** -(digits + 5)
        if isinstance(support, Integers):
            return _series(lambda k: evaluate(mpmath.mpmathify(k)), int(support.low), tiny, LONGEST_SERIES)
        if isinstance(support, Interval):
            return _on_the_line(evaluate, support, [*_kinks(variable, integrands), *_centre(law)], tiny)
        if isinstance(support, Space):
            return _on_a_lattice(evaluate, law)
        assert isinstance(support, Simplex)
        return _on_a_simplex(evaluate, support.size, [mpmath.mpf(0)] * len(integrands), tiny)


def _finite(law: Law, variable: Tensor, integrands: Sequence[sp.Expr]) -> Values:
    """Sum over the support with the log-density at each point; probabilities declared by the family are not used."""
    total = [mpmath.mpf(0)] * len(integrands)
    for point, _ in law.points or ():
        place = dict(zip(variable.entries, point.entries, strict=True))
        weight = _number(sp.exp(law.log_density(variable).xreplace(place)))
        total = [t + weight * _number(integrand.xreplace(place)) for t, integrand in zip(total, integrands, strict=True)]
    return total


def _number(expression: sp.Expr) -> mpmath.mpf:
    value = expression.evalf(mpmath.mp.dps)
    assert value.is_Float or value.is_Rational, expression
    return mpmath.mpf(value) if value.is_Float else mpmath.mpf(value.p) / value.q


def _compiled(law: Law, variable: Tensor, integrands: Sequence[sp.Expr], digits: int) -> Callable[..., Values]:
    """Weighted integrands as one function of the variable; where the density is negligible, zeros."""
    expressions = [_folded(sp.sympify(item, strict=True), digits) for item in (law.log_density(variable), *integrands)]
    function = sp.lambdify(list(variable.entries), expressions, modules="mpmath", cse=True)
    logarithm = sp.lambdify(list(variable.entries), expressions[0], modules="mpmath")
    floor = -3 * digits * mpmath.ln(10)

    def evaluate(*y: mpmath.mpf) -> Values:
        if mpmath.re(logarithm(*y)) < floor:
            return [mpmath.mpf(0)] * len(integrands)
        log_density, *values = function(*y)
        weight = mpmath.exp(log_density)
        return [weight * value for value in values]

    return evaluate


def _folded(expression: sp.Expr, digits: int) -> sp.Expr:
    """Evaluate constants once: logarithms and Gamma functions of the parameters."""
    if expression.is_Rational or not expression.args:
        return expression
    if not expression.free_symbols:
        return expression.evalf(digits)
    return expression.func(*(_folded(argument, digits) for argument in expression.args))


def _series(term: Callable[[int], Values], start: int, tiny: mpmath.mpf, longest: int | None = None) -> Values:
    """Sum from ``start`` until several consecutive terms are negligible; after ``longest`` terms by Abel and Plana's formula."""
    total, quiet, k = term(start), 0, start
    while quiet < QUIET or k < start + 50:
        k += 1
        if longest is not None and k == start + longest:
            return [a + b for a, b in zip(total, _abel_plana(term, k, tiny), strict=True)]
        values = term(k)
        total = [a + b for a, b in zip(total, values, strict=True)]
        quiet = quiet + 1 if all(abs(value) < tiny for value in values) else 0
    return total


def _abel_plana(term: Callable[..., Values], start: int, tiny: mpmath.mpf) -> Values:
    """The sum of f(k) over k >= n is f(n)/2 + the integral of f from n on + i times that of (f(n + it) - f(n - it)) / (e^(2 pi t) - 1)."""

    def correction(t: mpmath.mpf) -> Values:
        # f is real on the real line, so that the difference is twice an imaginary part.
        return [-2 * mpmath.im(value) / mpmath.expm1(2 * mpmath.pi * t) for value in term(mpmath.mpc(start, t))]

    parts = (
        [value / 2 for value in term(mpmath.mpf(start))],
        _double_exponential(term, *_beyond(mpmath.mpf(start), 1), STEPS_ON_RAY, tiny),
        _double_exponential(correction, *_beyond(mpmath.mpf(0), 1), STEPS_ON_RAY, tiny),
    )
    return [mpmath.fsum(values) for values in zip(*parts, strict=True)]


def _centre(law: Law) -> list[mpmath.mpf]:
    """The location or the mode, where the density may have a kink."""
    return [_number(law.standard[name]) for name in ("loc", "mode") if name in law.standard]


def _kinks(variable: Tensor, integrands: Sequence[sp.Expr]) -> list[mpmath.mpf]:
    """The zeros of affine arguments of absolute values."""
    arguments = {part.args[0] for integrand in integrands for part in integrand.atoms(sp.Abs)}
    return [_number(sp.solve(argument, variable.item)[0]) for argument in arguments if argument.free_symbols]


def _on_the_line(evaluate: Callable[..., Values], support: Interval, breaks: list[mpmath.mpf], tiny: mpmath.mpf) -> Values:
    """Integrals over the pieces between the ends and the points where the integrand may have a kink."""
    low, high = (None if end.is_infinite else _number(sp.sympify(end)) for end in support.ends)
    inner = sorted({x for x in breaks if (low is None or x > low) and (high is None or x < high)})
    edges = ([] if low is None else [low]) + inner + ([] if high is None else [high])
    pieces = [(*_between(left, right), STEPS_ON_INTERVAL) for left, right in itertools.pairwise(edges)]
    pieces += [] if high is not None else [(*_beyond(edges[-1], 1), STEPS_ON_RAY)]
    pieces += [] if low is not None else [(*_beyond(edges[0], -1), STEPS_ON_RAY)]
    parts = [_double_exponential(evaluate, *piece, tiny) for piece in pieces]
    return [mpmath.fsum(values) for values in zip(*parts, strict=True)]


def _between(low: mpmath.mpf, high: mpmath.mpf) -> tuple[Callable[..., mpmath.mpf], Callable[..., mpmath.mpf]]:
    """The tanh-sinh map onto an interval and its derivative."""
    width = high - low

    def point(t: mpmath.mpf) -> mpmath.mpf:
        return low + width / (1 + mpmath.exp(-mpmath.pi * mpmath.sinh(t)))

    def slope(t: mpmath.mpf) -> mpmath.mpf:
        return width * mpmath.pi * mpmath.cosh(t) / (4 * mpmath.cosh(mpmath.pi * mpmath.sinh(t) / 2) ** 2)

    return point, slope


def _beyond(end: mpmath.mpf, sign: int) -> tuple[Callable[..., mpmath.mpf], Callable[..., mpmath.mpf]]:
    """The exp-sinh map onto a half line and its derivative."""

    def distance(t: mpmath.mpf) -> mpmath.mpf:
        return mpmath.exp(mpmath.pi * mpmath.sinh(t) / 2)

    return lambda t: end + sign * distance(t), lambda t: distance(t) * mpmath.pi * mpmath.cosh(t) / 2


def _double_exponential(evaluate: Callable[..., Values], point: Callable, slope: Callable, steps: int, tiny: mpmath.mpf) -> Values:
    """The trapezoidal rule in the new variable, outwards from its middle."""
    step = mpmath.mpf(1) / steps

    def term(k: int) -> Values:
        t = k * step
        weight = slope(t) * step
        return [weight * value for value in evaluate(point(t))]

    right = _series(term, 0, tiny)
    left = _series(lambda k: term(-k), 1, tiny)
    return [a + b for a, b in zip(right, left, strict=True)]


def _on_a_simplex(evaluate: Callable[..., Values], size: int, zeros: Values, tiny: mpmath.mpf) -> Values:
    """Nested integrals over the first ``size - 1`` components; the last is what is left."""

    def integral(fixed: tuple[mpmath.mpf, ...]) -> Values:
        left = 1 - mpmath.fsum(fixed)
        if left <= 0 or len(fixed) == size - 1:
            return evaluate(*fixed, left) if left > 0 else zeros
        return _double_exponential(lambda y: integral((*fixed, y)), *_between(mpmath.mpf(0), left), STEPS_ON_SIMPLEX, tiny)

    return integral(())


def _on_a_lattice(evaluate: Callable[..., Values], law: Law) -> Values:
    """The trapezoidal rule on a lattice, which converges exponentially for a normal density times an entire function."""
    loc = [_number(entry) for entry in law.standard["loc"].entries]
    covariance = mpmath.matrix([[_number(entry) for entry in row] for row in law.standard["covariance"].rows()])
    deviations = [mpmath.sqrt(value) for value in mpmath.eigsy(covariance, eigvals_only=True)]
    step, reach = LATTICE_STEP * min(deviations), int(LATTICE_REACH * max(deviations) / (LATTICE_STEP * min(deviations)))
    total: Values = []
    for offsets in _grid(reach, covariance.rows):
        values = evaluate(*(loc[i] + k * step for i, k in enumerate(offsets)))
        total = [a + b for a, b in zip(total, values, strict=True)] if total else values
    return [value * step**covariance.rows for value in total]


def _grid(reach: int, size: int) -> Iterator[tuple[int, ...]]:
    return itertools.product(range(-reach, reach + 1), repeat=size)
