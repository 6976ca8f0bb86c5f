"""Elements that lost few digits are computed again in long doubles, all at once; the others go to numbers of any precision."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from primitive_points import blocks
from test_lost_digits_are_computed_again import counted
from ulps import worst

from derivations.codegen import Options, kernel_source
from derivations.codegen.assemble import assemble
from derivations.codegen.kernel import load
from derivations.codegen.long_doubles import longest_chain
from derivations.codegen.passes import stabilised
from derivations.codegen.primitives import Primitive, primitives
from derivations.codegen.request import read_request

LONGER = pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="long doubles have no more digits than floats here")
DIFFERENCE = "y*exp(x) - x*cos(y)"  # which neither argument explains for x near one
REAL = {"x": "real", "y": "real"}


def modules(expression: str = DIFFERENCE, let: dict[str, str] = REAL) -> tuple[Any, list[list[float]]]:
    """A kernel, and the arguments of the elements for which it takes numbers of any precision."""
    module = load(kernel_source(expression, let, Options("f")))
    asked: list[list[float]] = []
    own = module.recomputed

    def noted(numbers: list[float]) -> Any:
        asked.append(numbers)
        return own(numbers)

    module.recomputed = noted
    return module, asked


def beside_the_root(share: Any) -> tuple[Any, Any]:
    """Numbers x, y at which the difference is such a share of its first term."""
    x = np.linspace(0.9999, 1.0001, len(share))
    y = np.full_like(x, 0.3)
    for _ in range(60):
        y = x * np.cos(y) * np.exp(-x) / (1 - share)
    return x, y


@LONGER
def test_what_loses_few_digits_takes_long_doubles_alone() -> None:
    """Where a hundredth is left they do for all; the entries are those of numbers of any precision but for the last place."""
    module, asked = modules()
    x, y = beside_the_root(np.full(3000, 0.01))
    values = module.f(x, y)
    assert asked == []
    for place in range(0, 3000, 100):
        (exact,) = module.recomputed([x[place], y[place]])
        assert abs(values[place] - exact) <= np.spacing(abs(exact))
    plain = y * np.exp(x) - x * np.cos(y)
    assert np.count_nonzero(plain != values) > 1000


@LONGER
def test_what_loses_more_goes_on() -> None:
    """Where less than 2^-8 is left, every element takes numbers of any precision, and has their value."""
    module, asked = modules()
    x, y = beside_the_root(np.full(20, 2.0**-9.5))
    values = module.f(x, y)
    assert len(asked) == 20
    assert values.tolist() == [module.recomputed([a, b])[0] for a, b in zip(x, y, strict=True)]


@LONGER
def test_elements_do_not_depend_on_each_other() -> None:
    """One that leaves the range of long doubles, or begins far out, takes none with it: each has the value that it has alone."""
    x, y = beside_the_root(np.full(40, 0.1))
    x[3], y[3] = 2.0**70, 0.0
    let = {**REAL, "t": "real"}
    module, asked = modules(f"({DIFFERENCE})*exp(t)", let)
    t = np.zeros(40)
    t[7] = 12000.0
    together = module.f(x, y, t)
    few = [numbers for numbers in asked if numbers[0] != x[3]]
    assert [numbers[0] for numbers in few] == [x[7]]
    for place in (0, 6, 7, 8, 39):
        assert module.f(x[place], y[place], t[place]) == together[place]


def test_without_longer_floats_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where long doubles are doubles, numbers of any precision are taken at once."""
    module, asked = modules()
    monkeypatch.setattr(module, "DIGITS", 10**6)
    x, y = beside_the_root(np.full(10, 0.1))
    values = module.f(x, y)
    assert len(asked) == 10
    assert values.tolist() == [module.recomputed([a, b])[0] for a, b in zip(x, y, strict=True)]


@pytest.mark.parametrize(
    "expression",
    [
        "y*exp(x) - cos(y)*x/3",  # a number that is no float
        "y*exp(x) - pi*cos(y)*x",
        "y*exp(x) - log(2)*cos(y)*x",
        "y*exp(x) - erf(y)*x",  # functions of SciPy and primitives have as many digits as floats
        "y*exp(x) - sigmoid(y)*x",
        "(y*exp(x) - cos(y)*x if x*y < 1/4 else x)",  # longer numbers might choose otherwise
    ],
)
def test_what_long_doubles_do_not_compute_is_left_alone(expression: str) -> None:
    """The sum is watched, and computed again in numbers of any precision only."""
    text = kernel_source(expression, REAL, Options("f"))
    assert "closer" not in text
    assert "def element" in text
    assert "def closer" in kernel_source(DIFFERENCE, REAL, Options("f"))


def test_chains_of_lost_sums_share_what_may_be_lost() -> None:
    """A sum of marked sums is marked for a smaller loss of each, and three that follow one another have no long doubles."""
    two = f"{DIFFERENCE} + sin(x*exp(x) - x*y)"
    three = f"x*y - sin({two})"
    counts = []
    for expression in (DIFFERENCE, two, three):
        request = read_request(expression, REAL)
        counts.append(longest_chain(assemble(request, stabilised(request), guarded=True)))
    assert counts == [1, 2, 3]
    texts = [kernel_source(expression, REAL, Options("f")) for expression in (DIFFERENCE, two, three)]
    assert ["0.00390625" in texts[0], "0.0625" in texts[1], "closer" in texts[2]] == [True, True, False]


def test_the_gradient_of_counts_needs_none() -> None:
    """At ordinary points no element is computed again, though expected and observed counts balance in a tenth of them."""
    let = {"z": "real[3]", "y": "natural[3]"}
    loss = "grad((y[0] + y[1] + y[2])*log(exp(z[0]) + exp(z[1]) + exp(z[2])) - y[0]*z[0] - y[1]*z[1] - y[2]*z[2], z)"
    generator = np.random.default_rng(4)
    z, y = 3 * generator.normal(size=(4000, 3)), np.floor(4 * np.exp(1.5 * generator.normal(size=(4000, 3))))
    value, again = counted(loss, let, z, y)
    assert again == 0
    balanced = np.abs(value) < y / 4
    assert np.count_nonzero(balanced.any(axis=1)) > 200


def test_choices_by_arguments_are_carried() -> None:
    """Floats and long doubles agree on which of two arguments is smaller, so that the value chosen is the same."""
    assert "def closer" in kernel_source(f"({DIFFERENCE} if x < y else x)", REAL, Options("f"))


def in_long_doubles(primitive: Primitive) -> Any:
    """The implementation where it is given long doubles."""

    def implementation(*arrays: Any) -> None:
        *columns, out, _ = arrays
        longer = np.empty(out.shape, np.longdouble)
        scratch = np.empty((max(1, primitive.rows), out.size), np.longdouble)
        primitive.implementation(*(column.astype(np.longdouble) for column in columns), longer, scratch)
        out[...] = longer

    return implementation


@LONGER
@pytest.mark.parametrize("name", [name for name, primitive in primitives().items() if primitive.extended])
@pytest.mark.parametrize("repeats", [1, 300])
def test_primitives_that_are_carried_keep_three_units(name: str, repeats: int) -> None:
    """Tables included, and half a unit more since the value is rounded to a float; for few elements and for many."""
    primitive = primitives()[name]
    implementation = in_long_doubles(primitive)

    def repeated(*arrays: Any) -> None:
        *columns, out, scratch = arrays
        many = np.empty(out.size * repeats)
        implementation(*(np.tile(column, repeats) for column in columns), many, scratch)
        out[...] = many[: out.size]

    assert {
        regime: found
        for regime, points in blocks(primitive).items()
        if (found := worst(primitive, *points, implementation=repeated))[0] > 3.5
    } == {}


BETA = {"a": "positive", "b": "positive", "c": "positive", "d": "positive"}


@LONGER
def test_divergences_of_beta_laws_take_long_doubles() -> None:
    """Where a quarter is left of the sum, they are as good as numbers of any precision; what loses more goes on."""
    generator = np.random.default_rng(3)
    points = np.exp(1.5 * generator.normal(size=(4, 20000))) * generator.choice([1, 0.05], (4, 20000))
    module, asked = modules("kl(Beta(a, b), Beta(c, d))", BETA)
    watched: list[int] = []
    own = module.repair
    module.repair = lambda x, o, where: (watched.extend(where.tolist()), own(x, o, where))[1]
    values = module.f(*points)
    assert 0 < len(asked) < len(watched) / 4
    assert len(watched) > 300
    numbers = [tuple(each) for each in asked]
    close = [place for place in watched if tuple(points[:, place]) not in numbers]
    for place in close[:100]:
        (exact,) = module.recomputed(points[:, place].tolist())
        assert abs(values[place] - exact) <= 8 * np.spacing(exact)
