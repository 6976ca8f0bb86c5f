"""The information of generalised extreme value laws goes through shape zero, keeps its digits there, and is nan where it is infinite."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp
from flint import fmpq
from ulps import worst

from derivations.balls.evaluate import enclose
from derivations.codegen import kernel
from derivations.codegen.domain import domain_of
from derivations.codegen.passes.extreme_values import NAMES, rewrite
from derivations.codegen.primitives import primitives
from derivations.codegen.regularity import bounds, positive_parts
from derivations.codegen.request import read_request
from derivations.codegen.stable import Stable
from numeric.kernels.fisher_generalized_extreme_value import fisher_generalized_extreme_value

FISHER = "fisher(GeneralizedExtremeValue(loc, scale, shape), [loc, scale, shape])"
LET = {"loc": "real", "scale": "positive", "shape": "real"}
GUMBEL = "fisher(Gumbel(loc, scale), [loc, scale])"
BESIDE_ROOTS = {"extreme_value_location_scale": -0.16724108614565581, "extreme_value_scale_shape": 0.10441759936983068}


def test_every_entry_is_found() -> None:
    """All entries but the location's own are multiples of a primitive, under the bound that the derivation has."""
    request = read_request(FISHER, LET)
    domain = replace(domain_of(request.inputs), bounds=tuple(bounds(positive_parts(request)).items()))
    forms = [next(iter(rewrite(entry, domain)), None) for entry in request.value.entries]
    assert forms[0] is None
    assert {call.primitive for form in forms[1:] for call in form.atoms(Stable)} == set(NAMES)


def test_unknown_shapes_are_left_alone() -> None:
    """Without the bound the identity would be used where gamma functions have poles, so it is not."""
    request = read_request(FISHER, LET)
    assert all(list(rewrite(entry, domain_of(request.inputs))) == [] for entry in request.value.entries)


def test_other_expressions_are_left_alone() -> None:
    """A sum that differs in one coefficient is no multiple of a primitive."""
    x = sp.Symbol("x", positive=True)
    domain = replace(domain_of(read_request("x", {"x": "positive"}).inputs), inputs=frozenset({x}))
    location = (1 + x) ** 2 * sp.gamma(2 * x + 1)
    right = primitives()["extreme_value_scale"].meaning(x) * location
    assert [form.has(Stable) for form in rewrite(3 * right, domain)] == [True]
    assert list(rewrite(right + sp.gamma(2 * x + 1), domain)) == []
    assert list(rewrite(sp.gamma(x) + 1, domain)) == []


@pytest.mark.parametrize("name", NAMES)
def test_limit_at_zero_is_the_limit(name: str) -> None:
    """The meaning beside zero, by balls of many bits, tends to the stated limit, and the implementation passes through it."""
    primitive, x = primitives()[name], sp.Symbol("x", real=True)
    assert primitive.at_zero is not None
    limit = enclose(primitive.at_zero, {}, 256)
    for step in (fmpq(1, 2**80), fmpq(-1, 2**80)):
        assert abs(float(enclose(primitive.meaning(x), {x: step}, 1024) - limit)) < 1e-20
    value = np.empty(1)
    primitive.implementation(np.zeros(1), value, np.empty((1, 1)))
    assert abs(value[0] - float(limit)) <= 4 * np.spacing(abs(float(limit)))


@pytest.mark.parametrize("name", BESIDE_ROOTS)
def test_digits_beside_a_root(name: str) -> None:
    """Where location or shape become orthogonal to the scale, the value keeps its relative accuracy."""
    root = BESIDE_ROOTS[name]
    points = np.array([root, *(root * (1 + sign * 10.0**-k) for k in (3, 6, 9, 12, 14) for sign in (-1, 1))])
    assert worst(primitives()[name], points)[0] <= 4


def test_shape_zero_is_gumbel() -> None:
    """The information of location and scale at shape zero is that of the Gumbel law; the neighbours join."""
    at, above, below = fisher_generalized_extreme_value(0.5, 2.0, np.array([0.0, 5e-324, -1e-17]))
    assert np.allclose(at[:2, :2], kernel(GUMBEL, {"loc": "real", "scale": "positive"})(0.5, 2.0), rtol=1e-15)
    assert np.isfinite(at).all()
    assert np.allclose(at, above, rtol=1e-15)
    assert np.allclose(at, below, rtol=1e-14)


def test_elements_computed_again_know_the_limit() -> None:
    """Where another entry overflows, and the element is computed again, no entry is lost to zero over zero."""
    value = fisher_generalized_extreme_value(0.0, 2.4e-264, 2.9e-264)
    assert np.isinf(value[0, 0])
    assert abs(value[2, 2] - 2.4236060551770285) < 1e-15


def test_infinite_information_is_nan() -> None:
    """At and below a shape of -1/2 the element is nan, and only there."""
    value = fisher_generalized_extreme_value(0.0, 1.0, np.array([-0.5, -0.75, np.nextafter(-0.5, 0), 0.1]))
    assert np.isnan(value).all(axis=(1, 2)).tolist() == [True, True, False, False]
    assert np.isfinite(value[2:]).all()


@pytest.mark.parametrize(
    ("text", "let", "expected"),
    [
        (FISHER, LET, ["2*shape + 1"]),
        ("fisher(Uniform(low, high), [low, high])", {"low": "real", "high": "real"}, ["high - low"]),
        ("fisher(Bernoulli(p), [p])", {"p": "unit"}, []),
        ("fisher(Normal(loc, scale), [loc, scale])", {"loc": "real", "scale": "positive"}, []),
        ("pdf(Exponential(r), y)", {"r": "positive", "y": "real"}, []),
        ("fisher(MultivariateNormal(m, S), m)", {"m": "real[2]", "S": "spd[2]"}, []),
    ],
)
def test_conditions_are_linear_in_real_arguments(text: str, let: dict[str, str], expected: list[str]) -> None:
    """What types already say, and what is no linear combination, adds no condition; of several bounds the strongest stays."""
    assert [str(part) for part in positive_parts(read_request(text, let))] == expected
