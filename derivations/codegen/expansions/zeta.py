"""The zeta function above one and its first two derivatives, by the Euler-Maclaurin formula at 32."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from derivations.codegen.expansions.addition import wide_add, wide_subtract
from derivations.codegen.expansions.comparison import wide_minimum
from derivations.codegen.expansions.conversion import wide, wide_ratio
from derivations.codegen.expansions.division import wide_divide
from derivations.codegen.expansions.exponential import wide_exp
from derivations.codegen.expansions.logarithm import wide_log
from derivations.codegen.expansions.multiplication import wide_multiply
from derivations.codegen.expansions.stirling import WIDE_BERNOULLI, wide_on_positive

Array = NDArray[np.float64]
WIDE_LOGS = wide_log(wide(np.arange(1.0, 33.0)))
WIDE_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31)
WIDE_MACLAURIN = np.array([wide_ratio(p, q * math.factorial(2 * k) * 32 ** (2 * k - 1)) for k, (p, q) in enumerate(WIDE_BERNOULLI, 1)])


def wide_jet_product(f: list[Array], g: list[Array]) -> list[Array]:
    """Taylor coefficients of a product, as many as f and g have."""
    jet = []
    for order in range(len(f)):
        total = wide_multiply(f[0], g[order])
        for place in range(1, order + 1):
            total = wide_add(total, wide_multiply(f[place], g[order - place]))
        jet.append(total)
    return jet


def wide_zeta_tail(s: Array, count: int) -> list[Array]:
    """Taylor coefficients in s of 32^s times the terms from 32 on, 32 / (s - 1) + 1 / 2 + sum B_2k / (2k)! s ... / 32^(2k - 1)."""
    one, zero = wide(np.ones_like(s[0])), np.zeros_like(s)
    jet = [WIDE_MACLAURIN[-1] + zero, zero, zero][:count]
    for k in range(len(WIDE_MACLAURIN) - 1, 0, -1):  # s (s + 1) ... (s + 2k - 2) as nested factors (s + 2k - 1) (s + 2k)
        low, high = (wide_add(s, wide(float(2 * k + shift)) + zero) for shift in (-1, 0))
        jet = wide_jet_product(jet, [wide_multiply(low, high), wide_add(low, high), one][:count])
        jet[0] = wide_add(jet[0], WIDE_MACLAURIN[k - 1] + zero)
    jet = wide_jet_product(jet, [s, one, zero][:count])
    jet[0] = wide_add(jet[0], one / 2)
    pole = wide_divide(one, wide_subtract(s, one))
    power = 32 * pole
    for order in range(count):
        jet[order] = wide_add(jet[order], power)
        power = -wide_multiply(power, pole)
    return jet


def wide_zeta(s: Array, derivative: int = 0) -> Array:
    """Zeta(s) or its first or second derivative for s > 1. Relative error <= 2^-175."""
    s_0, zero = s, np.zeros_like(s)
    s = wide_minimum(s, wide(1100.0))  # there the terms after the first are below the range
    powers = {1: wide(np.ones_like(s[0]))}
    for n in range(2, 33):
        prime = next((p for p in WIDE_PRIMES if n % p == 0), n)
        if prime == n:
            powers[n] = wide_exp(-wide_multiply(s, WIDE_LOGS[:, n - 1 : n] + zero))
        else:
            powers[n] = wide_multiply(powers[prime], powers[n // prime])
    total = zero
    for n in range(31, 0, -1):
        total = wide_add(total, wide_zeta_weighted(powers[n], n, derivative))
    jet = wide_zeta_tail(s, derivative + 1)
    for order, coefficient in enumerate(jet):  # Leibniz: d^m (32^-s g) = sum binomial(m, j) g^(j) (-log 32)^(m - j) 32^-s
        scale = wide(float(math.comb(derivative, order) * math.factorial(order))) + zero
        total = wide_add(total, wide_multiply(scale, wide_multiply(coefficient, wide_zeta_weighted(powers[32], 32, derivative - order))))
    at_one = np.inf if derivative % 2 == 0 else -np.inf
    return wide_on_positive(total, wide_subtract(s_0, wide(1.0)), at_one, 0.0 if derivative else 1.0)


def wide_zeta_weighted(power: Array, n: int, derivative: int) -> Array:
    """The derivative of n^-s of the given order."""
    for _ in range(derivative):
        power = -wide_multiply(power, WIDE_LOGS[:, n - 1 : n] + np.zeros_like(power))
    return power
