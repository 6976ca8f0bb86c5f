"""Matrices of networks of the audits, against numerical derivatives at 50 digits."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import partial
from typing import Any

import mpmath
import numpy as np
import pytest
from audit_looking import number
from flint import arb

from derivations.balls.precision import working
from verify.audits import curvlinops, networks, problems

DIGITS = mpmath.mpf(10) ** -16


def outputs(network: networks.Network, row: Any, parameters: Any) -> list[Any]:
    """A forward pass in mpmath."""
    values, rest = [mpmath.mpf(entry) for entry in row], iter(parameters)
    for number_, (weights, biases) in enumerate(network.layers):
        matrix = [[next(rest) for _ in line] for line in weights]
        sums = [sum(w * a for w, a in zip(line, values, strict=True)) + next(rest) for line in matrix[: len(biases)]]
        last = network.is_linear or number_ == len(network.layers) - 1
        values = sums if last else [mpmath.tanh(entry) for entry in sums]
    return values


def loss(name: str, f: list[Any], y: Any) -> Any:
    """Of one sample."""
    if name == "MSELoss":
        return sum((a - b) ** 2 for a, b in zip(f, y, strict=True))
    if name == "CrossEntropyLoss":
        return mpmath.log(sum(map(mpmath.exp, f))) - f[y]
    return sum(mpmath.log(1 + mpmath.exp(a)) - b * a for a, b in zip(f, y, strict=True))


def lifted(name: str, f: list[Any], y: Any, slopes: tuple[list[Any], list[Any]], *steps: Any) -> Any:
    """The loss of the linearised outputs, after a step in each of two parameters."""
    s, t = steps
    return loss(name, [a + s * b + t * c for a, b, c in zip(f, *slopes, strict=True)], y)


@pytest.mark.parametrize("name", curvlinops.LOSSES)
def test_matrices_of_networks_are_derivatives(name: str) -> None:
    """Gauss-Newton and empirical matrices against numerical derivatives at 50 digits, which know neither chain rule nor Hessians."""
    of = problems.problem(name, "mean", "ordinary", problems.Shape())
    network, parameters = of.network, [mpmath.mpf(entry) for entry in problems.numbers(of.network)]
    scale = problems.scale(of)
    exact, empirical = networks.gauss_newton(network, name, scale), networks.empirical(network, name, scale)
    divisor = 3 if name == "CrossEntropyLoss" else 6
    with mpmath.workdps(50):

        def moved(i: int, step: Any) -> list[Any]:
            return [entry + step * (k == i) for k, entry in enumerate(parameters)]

        def slopes(row: Any, i: int) -> list[Any]:
            return [mpmath.diff(lambda t, c=c: outputs(network, row, moved(i, t))[c], 0) for c in range(network.outputs)]

        for i, j in ((0, 0), (1, 6), (4, 10), (9, 16), (16, 16)):
            total = total_empirical = mpmath.mpf(0)
            for row, y in zip(network.inputs, network.targets, strict=True):
                f, left, right = outputs(network, row, parameters), slopes(row, i), slopes(row, j)

                along = partial(lifted, name, f, y, (left, right))
                total += mpmath.diff(along, (0, 0), (1, 1))
                total_empirical += mpmath.diff(along, (0, 0), (1, 0)) * mpmath.diff(along, (0, 0), (0, 1))
            assert abs(number(exact[i, j]) - total / divisor) < DIGITS
            assert abs(number(empirical[i, j]) - total_empirical / divisor) < DIGITS


@pytest.mark.parametrize("name", curvlinops.LOSSES)
def test_variances_of_draws(name: str) -> None:
    """The spread of 400 means of 50 draws each is that of the formula, within five standard deviations of a variance."""
    of = problems.problem(name, "sum", "ordinary", problems.Shape(samples=1))
    found = networks.variances(of.network, name, problems.scale(of), 50)
    f, jacobian = networks.linearised(of.network, of.network.inputs[0])
    f, jacobian = np.array([float(entry) for entry in f]), np.array([[float(entry) for entry in row] for row in jacobian])
    random = np.random.default_rng(3)
    shape = (400, 50, len(f))
    if name == "MSELoss":
        drawn = 2 * math.sqrt(0.5) * random.standard_normal(shape)
    elif name == "CrossEntropyLoss":
        p = np.exp(f) / np.exp(f).sum()
        drawn = p - np.eye(len(f))[random.choice(len(f), shape[:2], p=p)]
    else:
        p = 1 / (1 + np.exp(-f))
        drawn = p - (random.random(shape) < p)
    h = drawn @ jacobian
    for i, j in ((0, 0), (3, 8), (9, 12)):
        means = (h[..., i] * h[..., j]).mean(axis=1)
        assert means.var(ddof=1) == pytest.approx(float(found[i, j].mid()), rel=5 * math.sqrt(2 / 400) * 1.5)


def test_inverses_and_moved_networks() -> None:
    """Blocks inverted with damping give the identity back; each number of a network is moved once, by one unit."""
    of = problems.problem("MSELoss", "mean", "ordinary", problems.Shape(samples=1))
    sizes = of.network.sizes()
    matrix = networks.blocks(networks.gauss_newton(of.network, "MSELoss", arb(1)), sizes)
    inverse = networks.damped_inverse(matrix, 0.5)
    back = networks.damped_inverse(inverse, 0.0)
    size = sum(sizes)
    with working(networks.BITS):
        gaps = [abs(back[i, j] - matrix[i, j] - arb(int(i == j)) / 2) for i in range(size) for j in range(size)]
        assert all(gap < arb("1e-60") for gap in gaps)
    near = of.network.moved()
    assert len(near) == len(problems.numbers(of.network)) + 2
    before = [*of.network.inputs[0], *problems.numbers(of.network)]
    for place_, network in enumerate(near):
        after = [*network.inputs[0], *problems.numbers(network)]
        changed = [k for k, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
        assert changed == [place_]
        assert Fraction(1, 2**53) <= Fraction(after[place_]) / Fraction(before[place_]) - 1 <= Fraction(1, 2**51)  # as floats allow
