"""Stable primitives are as accurate as their docstrings say, by ball arithmetic, at points where formulas lose their digits."""

from __future__ import annotations

import importlib.util
import inspect
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from primitive_points import blocks
from ulps import Meaning, apply, worst

from derivations.codegen.primitives import primitives, with_uses

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from derivations.codegen.primitives import Primitive

ALL = pytest.mark.parametrize("primitive", primitives().values(), ids=list(primitives()))
PREFIX = "import math\n\nimport numpy as np\nimport scipy.special\n\nArray = object\n\n\n"


def promised(primitive: Primitive) -> float:
    """The bound of the docstring: the largest number of ulps it admits."""
    return max(float(number) for number in re.findall(r"([\d.]+) ulp", str(primitive.implementation.__doc__)))


def in_long_blocks(implementation: Callable[..., None]) -> Callable[..., None]:
    """The implementation as it works on blocks of thousands: the same elements again and again, of which the first are taken."""

    def repeated(*arguments: Any) -> None:
        *columns, out, scratch = arguments
        repeats = 1 + 3000 // max(1, out.size)
        out[...] = apply(implementation, len(scratch), *(np.tile(column, repeats) for column in columns))[: out.size]

    return repeated


def loaded(text: str, folder: Path) -> ModuleType:
    """The text as a module of its own."""
    path = folder / "standalone.py"
    path.write_text(PREFIX + text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("standalone", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@ALL
def test_docstring_keeps_its_promise(primitive: Primitive) -> None:
    """In every regime, and where regimes share a block, the worst error is within the stated number of ulps."""
    measured = {regime: worst(primitive, *arguments) for regime, arguments in blocks(primitive).items()}
    assert {regime: found for regime, found in measured.items() if found[0] > promised(primitive)} == {}


@ALL
def test_most_points_are_measured(primitive: Primitive) -> None:
    """The measure is not empty: balls hold the exact value at nearly all points."""
    exact = Meaning(primitive)
    balls = [exact(point) for point in zip(*blocks(primitive)["mixed"], strict=True)]
    assert sum(ball is not None for ball in balls) > 0.7 * len(balls)


@ALL
def test_block_does_not_change_the_point(primitive: Primitive) -> None:
    """A point alone, where other branches are taken than in a mixed block, keeps the promise as well."""
    arguments = [column[::7] for column in blocks(primitive, seed=1)["mixed"]]
    alone = [worst(primitive, *(column[i : i + 1] for column in arguments)) for i in range(arguments[0].size)]
    assert [found for found in alone if found[0] > promised(primitive)] == []


@ALL
def test_long_block_keeps_the_promise(primitive: Primitive) -> None:
    """In a block of thousands of elements, which may be computed in another way, the worst error is within the stated number of ulps."""
    arguments = blocks(primitive)["mixed"]
    found = worst(primitive, *arguments, implementation=in_long_blocks(primitive.implementation))
    assert found[0] <= promised(primitive), found


@ALL
def test_places_in_a_long_block_are_equal(primitive: Primitive) -> None:
    """An element has one value wherever it stands in a block of thousands, up to the order of sums, and is as finite as in a short one."""
    arguments = blocks(primitive)["mixed"]
    repeats = 1 + 3000 // arguments[0].size
    short = apply(primitive.implementation, primitive.rows, *arguments)
    long = apply(primitive.implementation, primitive.rows, *(np.tile(column, repeats) for column in arguments)).reshape(repeats, -1)
    finite = np.isfinite(short)
    assert all(np.array_equal(row[~finite], short[~finite]) for row in long)
    assert (np.abs(long[:, finite] - long[0, finite]) <= np.spacing(np.abs(long[0, finite]))).all()


@ALL
def test_value_has_its_sign(primitive: Primitive) -> None:
    """The sign that the generator relies on is never violated; rounding to zero is allowed where the value underflows."""
    values = apply(primitive.implementation, primitive.rows, *blocks(primitive)["mixed"])
    assert not np.isnan(values).any()
    if primitive.sign in ("positive", "nonnegative"):
        assert (values >= 0.0).all()
    if primitive.sign in ("negative", "nonpositive"):
        assert (values <= 0.0).all()
    if primitive.sign == "as argument":
        assert (values * blocks(primitive)["mixed"][0] >= 0.0).all()


@pytest.mark.parametrize(
    "name", [name for name in primitives() if name.startswith("bregman") or name in ("log_ratio", "digamma_difference")]
)
def test_value_at_equality_is_zero(name: str) -> None:
    """A divergence or difference of a number from itself is exactly zero."""
    primitive = primitives()[name]
    x = np.concatenate([arguments[1] for arguments in blocks(primitive).values()])
    arguments = [x, x, np.zeros_like(x)][: len(primitive.domain)]
    if len(primitive.domain) >= 4:  # two pairs, and their differences
        arguments = [x, x[::-1].copy(), x, x[::-1].copy(), np.zeros_like(x), np.zeros_like(x)][: len(primitive.domain)]
    assert (apply(primitive.implementation, primitive.rows, *arguments) == 0.0).all()


@ALL
def test_nan_stays_where_it_is(primitive: Primitive) -> None:
    """A nan in any argument gives nan in that element, and nothing anywhere else."""
    arguments = [column[::5] for column in blocks(primitive)["mixed"]]
    given = "difference" in inspect.signature(primitive.implementation).parameters  # nan where y or x is
    for position in range(2 if given else len(arguments)):
        changed = [column.copy() for column in arguments]
        changed[position][2] = np.nan
        if given:
            changed[2] = changed[0] - changed[1]
        nan = np.flatnonzero(np.isnan(apply(primitive.implementation, primitive.rows, *changed)))
        assert nan.tolist() == [2]


@ALL
def test_empty_block_is_allowed(primitive: Primitive) -> None:
    """No elements in, no elements out."""
    assert apply(primitive.implementation, primitive.rows, *(np.empty(0) for _ in primitive.domain)).shape == (0,)


@ALL
def test_inputs_and_stale_scratch_do_not_matter(primitive: Primitive) -> None:
    """Inputs are not modified, and what scratch and the result held before has no influence."""
    arguments = [np.ascontiguousarray(column) for column in blocks(primitive)["mixed"]]
    kept = [column.copy() for column in arguments]
    results = []
    for stale in (np.nan, 3.0):
        out, scratch = np.full(arguments[0].size, stale), np.full((max(primitive.rows, 1), arguments[0].size), stale)
        with np.errstate(all="ignore"):
            primitive.implementation(*arguments, out, scratch)
        results.append(out.tobytes())
    assert results[0] == results[1]
    assert all(column.tobytes() == copy.tobytes() for column, copy in zip(arguments, kept, strict=True))


@ALL
def test_text_stands_alone(primitive: Primitive, tmp_path: Path) -> None:
    """The copied text, with that of the primitives it uses, gives the same bits without this project."""
    module = loaded("\n\n".join(each.source() for each in with_uses(primitive.name)), tmp_path)
    arguments = blocks(primitive)["mixed"]
    copied = apply(getattr(module, primitive.name), primitive.rows, *arguments)
    assert copied.tobytes() == apply(primitive.implementation, primitive.rows, *arguments).tobytes()


@pytest.mark.parametrize(
    ("name", "true", "planted"),
    [
        ("excess_log", "0.8132079309026236", "0.8132079309126236"),
        ("excess_log", "0.8101555045127764", "0.8101555046127764"),
        ("trigamma_drop", "0.06015913027991777", "0.06015913037991777"),
        ("langevin", "0.050660", "0.050661"),
        ("bessel_ratio", "0.3458301", "0.3458302"),
        ("excess_exp", "0.022515", "0.022516"),
        ("excess_exp", "-0.002777777777777717", "-0.002777777777767717"),
        ("trigamma_excess", "np.add(out, 0.5, out=out)", "np.add(out, 0.5000000000001, out=out)"),
        ("log1mexp", "0.6931471805599453", "40.6931471805599453"),
    ],
)
def test_wrong_constant_is_noticed(name: str, true: str, planted: str, tmp_path: Path) -> None:
    """A constant that is off in its eleventh digit, or a threshold in the wrong place, breaks the promise."""
    texts = [each.source() for each in with_uses(name)]
    assert true in texts[-1]
    module = loaded("\n\n".join([*texts[:-1], texts[-1].replace(true, planted)]), tmp_path)
    primitive = primitives()[name]
    implementations = [getattr(module, name), in_long_blocks(getattr(module, name))]
    measured = [worst(primitive, *arguments, implementation=each) for arguments in blocks(primitive).values() for each in implementations]
    assert max(found[0] for found in measured) > 20.0


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("bregman_loggamma_remainder", (2.0**-52, 1.7e308)),  # twice the product of both is beyond the range on the way
        ("bregman_loggamma_remainder", (1e308, 0.95)),
        ("bregman_softplus", (1e300, 0.0)),
        ("bregman_softplus", (-800.0, 0.0)),
        ("bregman_softplus", (800.0, -0.0)),
    ],
)
def test_ends_of_the_range_keep_the_promise(name: str, point: tuple[float, float]) -> None:
    """Zeros of both signs, and products beyond the range, which random points miss."""
    primitive = primitives()[name]
    found = worst(primitive, *(np.array([number]) for number in point))
    assert found[0] <= promised(primitive)
    scalar = primitive.scalar(*map(np.float64, point))
    assert scalar == pytest.approx(apply(primitive.implementation, 32, *(np.array([number]) for number in point))[0], rel=1e-14)
