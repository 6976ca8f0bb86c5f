"""Inverses of long matrices: eliminated exactly, proved by their product with the matrix, refused where they are wrong or there is none."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import sympy as sp
from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import NotDefinedError
from derivations.balls.inverse import inverse
from derivations.codegen import kernel
from derivations.codegen.catalogue import catalogue, snake
from derivations.codegen.centred_exponentials import centred
from derivations.codegen.domain import Domain, domain_of
from derivations.codegen.extreme_value_eliminations import NAMES, by_eliminations
from derivations.codegen.field_elimination import inverse_over_field, is_inverse
from derivations.codegen.inverse_agreement import inverts
from derivations.codegen.inverse_matrix import InverseMatrix
from derivations.codegen.kernel import Options, kernel_source, load
from derivations.codegen.long_inverse import long_inverse
from derivations.codegen.pivots import pivots_of
from derivations.codegen.positive_polygammas import by_positive_terms
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import in_factors
from derivations.codegen.request import INVERSE, read_request
from derivations.codegen.stable import meaning, stable
from derivations.codegen.truncated_normal_eliminations import by_residual
from derivations.errors import DerivationError
from derivations.families import built_in

if TYPE_CHECKING:
    from derivations.codegen.passes import Stabilised
    from derivations.codegen.request import Request

PAGE = Path(__file__).resolve().parent.parent / "docs" / "kernels.md"
NOTHING = built_in()["Normal"].fixed  # what a family says that holds no number fixed
LONG = (
    "burr_xii",
    "generalized_extreme_value",
    "inverse_wishart",
    "ising",
    "matrix_normal",
    "multivariate_normal",
    "multivariate_student_t",
    "truncated_normal",
    "wishart",
)
IN_THE_FIELD = tuple(name for name in LONG if name != "truncated_normal")
x, y = sp.symbols("x y", positive=True)


@cache
def found(name: str) -> tuple[Request, Stabilised]:
    """The inverse of the catalogue and its forms."""
    entry = catalogue()[f"inverse_fisher_{name}"]
    request = read_request(entry.expression, entry.let)
    return request, long_inverse(request)


def wrong(entries: list[sp.Expr], place: int) -> list[list[sp.Expr]]:
    """Forms in which one entry is off by a part of 10^9, has the other sign, or stands in another place."""
    changes = (entries[place] * sp.Rational(10**9 + 1, 10**9), -entries[place], entries[place] + 1)
    return [[*entries[:place], change, *entries[place + 1 :]] for change in changes]


@pytest.mark.parametrize("name", LONG)
def test_a_long_inverse_has_forms_of_its_own(name: str) -> None:
    """Nothing of these inverses is written out as an adjugate over a determinant: the request holds their entries unevaluated."""
    request, forms = found(name)
    assert request.word == INVERSE
    assert len(forms.entries) == len(request.value.entries)
    assert all(sp.count_ops(entry) < 120 for entry in forms.entries)


@pytest.mark.parametrize("name", LONG)
def test_a_wrong_inverse_disagrees_with_the_matrix_of_numbers(name: str) -> None:
    """The check by balls takes the forms that were found, and none in which one entry is slightly wrong."""
    request, forms = found(name)
    matrix, known = request.operands[0].entries, dict(forms.definitions)
    assert inverts(forms.entries, matrix, request.inputs, known)
    for entries in wrong(list(forms.entries), 0):
        assert not inverts(entries, matrix, request.inputs, known)


@pytest.mark.parametrize("name", IN_THE_FIELD)
def test_a_wrong_inverse_has_another_product(name: str) -> None:
    """The product with the matrix is the unit matrix identically, and is not once any entry of the last row is slightly wrong."""
    request, _ = found(name)
    work = InverseMatrix(request.operands[0].rows(), domain_of(request.inputs), pivots_of(request.inputs))
    assert work.is_proved()
    for place, change in itertools.product(range(work.size), (sp.Rational(10**9 + 1, 10**9), -1, 0)):
        right = work.entries[work.size - 1, place]
        if right != 0:
            work.entries[work.size - 1, place] = right * change
            assert not work.is_proved()
            work.entries[work.size - 1, place] = right


@pytest.mark.parametrize("name", [name for name, family in built_in().items() if family.fixed is not NOTHING])
def test_what_is_held_fixed_makes_the_matrix_singular(name: str) -> None:
    """With the numbers that a family holds fixed among the coordinates, there is no inverse, and the message says which row is too many."""
    whole = catalogue()[f"fisher_{snake(name)}"]
    with pytest.raises(
        DerivationError, match=r"Inverting: expected a definite matrix, got one of \d+ rows whose row \d+ is zero or follows"
    ):
        kernel(f"inv({whole.expression})", whole.let)


def test_a_row_that_is_too_many_is_counted_in_the_whole_matrix() -> None:
    """The diagonal of an Ising coupling stands in third place of five, in a block of its own."""
    whole = catalogue()["fisher_ising"]
    with pytest.raises(DerivationError, match="got one of 5 rows whose row 2 is zero or follows from those before it"):
        kernel(f"inv({whole.expression})", whole.let)


def test_no_inverse_is_missing_for_its_length() -> None:
    """What the page says of a kernel that is missing is never that something is too long."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("- `")]
    assert any(line.startswith("- `inverse_fisher_uniform`: ") and "A singular matrix has no inverse" in line for line in lines)
    assert not [line for line in lines if "too long" in line]


def test_a_singular_matrix_is_not_inverted() -> None:
    """A semidefinite matrix of rank one is refused by its row, which may be of an indefinite one; one of numbers by the balls."""
    with pytest.raises(DerivationError, match="got one of 2 rows whose row 1 is zero or follows from those before it"):
        inverse_over_field([[x**2, x * y], [x * y, y**2]])
    with pytest.raises(DerivationError, match=r"rows whose row 0 is zero or follows from those before it, or that is indefinite\."):
        inverse_over_field([[sp.S.Zero, x], [x, y]])
    with pytest.raises(NotDefinedError):
        inverse([fmpq(1)] * 4)


def test_an_inverse_over_the_field_is_short() -> None:
    """The entries are cancelled: the inverse of an inverse is the matrix."""
    below = x * y - 1
    assert inverse_over_field([[y / below, -1 / below], [-1 / below, x / below]]) == [[x, 1], [1, y]]
    assert is_inverse([[y / below, -1 / below], [-1 / below, x / below]], [[x, sp.S.One], [sp.S.One, y]])
    assert not is_inverse([[y / below, -1 / below], [-1 / below, x / below]], [[x, sp.S.One], [sp.S.One, y + 1]])


@pytest.mark.parametrize(
    "sum_of",
    [
        sp.polygamma(1, x) / 4 + sp.polygamma(1, x + sp.Rational(1, 2)) / 4 - 1 / (2 * x) + 1 / x**2,
        (x**2 * sp.polygamma(1, x) - x**2 + sp.pi**2 * x**2 / 6 - 1) * y / x,
        y * (sp.polygamma(0, x) + sp.EulerGamma + x + 1 + 1 / x),
    ],
)
def test_positive_terms_have_the_value_of_their_sum(sum_of: sp.Expr) -> None:
    """The forms are equal to the sum identically, and no term of theirs is negative."""
    domain = Domain(frozenset({x, y}))
    forms = list(by_positive_terms(sum_of, domain, {}))
    assert forms
    for form in forms:
        shifted = meaning(form).replace(lambda part: isinstance(part, sp.polygamma), sp.expand_func)
        assert in_factors(shifted.subs(sp.polygamma(0, 1), -sp.EulerGamma) - sum_of).is_zero
        assert all(domain.sign(term) > 0 for term in form.args)


def test_a_sum_that_may_be_negative_is_left_alone() -> None:
    """Where something negative is left beside the tails there is no form, and where a bound makes it positive there is one."""
    less = sp.polygamma(1, x) + 1 / (x - 1) ** 2 - 2 / x
    gap = sp.Symbol("gap", positive=True)
    assert not list(by_positive_terms(less, Domain(frozenset({x})), {}))
    assert not list(by_positive_terms(sp.polygamma(1, x) - 2 / x, Domain(frozenset({x})), {x: gap + 1}))
    bounded = sp.polygamma(1, x) - 1 / x + (x - 1) / x**3
    assert list(by_positive_terms(bounded, Domain(frozenset({x})), {x: gap + 1}))
    assert not list(by_positive_terms(bounded, Domain(frozenset({x})), {}))


@pytest.mark.parametrize("name", NAMES)
def test_what_elimination_leaves_of_extreme_values_is_told_exactly(name: str) -> None:
    """A multiple of what a primitive means is that multiple of the primitive; one with another term is none, nor is one without a bound."""
    shape = sp.Symbol("shape", real=True)
    domain = Domain(frozenset({shape}), bounds=((shape, sp.Rational(-1, 2)),))
    value = sp.together(primitives()[name].meaning(shape)) * x
    assert list(by_eliminations(value, domain)) == [x * stable(name, shape)]
    assert not list(by_eliminations(value + x, domain))
    assert not list(by_eliminations(value, Domain(frozenset({shape}))))


def test_what_elimination_leaves_of_truncated_laws_is_told_exactly() -> None:
    """The square's variance less its line in the variable is a primitive; less half of the line, or between other bounds, it is none."""
    a, b, c = sp.symbols("a b c", real=True)
    whole, shared, line = (stable(f"truncated_normal_{kind}_given", a, b, c) for kind in ("square_variance", "covariance", "variance"))
    assert list(by_residual(x * (whole - shared**2 / line))) == [x * stable("truncated_normal_efficient_given", a, b, c)]
    assert not list(by_residual(whole - shared**2 / (2 * line)))
    assert not list(by_residual(whole - shared**2 / line.xreplace({a: x})))


def test_centred_exponentials_have_the_value_of_their_product() -> None:
    """No exponent is left outside of the sums where their means cancel, and the value is the same."""
    a, b = sp.symbols("a b", real=True)
    product = (sp.exp(2 * a) + sp.exp(2 * b)) * (1 + sp.exp(2 * a + 2 * b)) * sp.exp(-2 * a - 2 * b)
    changed = centred(product)
    assert changed == (sp.exp(a - b) + sp.exp(b - a)) * (sp.exp(a + b) + sp.exp(-a - b))
    point = {a: fmpq(3, 7), b: fmpq(-5, 3)}
    assert Evaluation(point, 256).number(changed).overlaps(Evaluation(point, 256).number(product))  # type: ignore[union-attr]
    assert centred(x + y) == x + y


def test_other_sizes_and_layouts_take_the_same_way() -> None:
    """A Wishart law of three rows, in the packed layout: times the matrix of numbers, evaluated in balls, it is the unit matrix."""
    scale = np.array([[2.0, 0.5, 0.25], [0.5, 1.0, -0.25], [0.25, -0.25, 3.0]])
    places = [f"scale[{i},{j}]" for i in range(3) for j in range(i, 3)]
    text, let = f"inv(fisher(Wishart(df, scale), [df, {', '.join(places)}]))", {"df": "positive", "scale": "spd[3]"}
    request = read_request(text, let)
    numbers = zip(
        request.inputs.rows, [5.5 if row.symbol.name == "df" else scale[row.component] for row in request.inputs.rows], strict=True
    )
    evaluation = Evaluation({row.symbol: fmpq(*float(number).as_integer_ratio()) for row, number in numbers}, 128)
    matrix = np.array([float(arb(evaluation.number(entry)).mid()) for entry in request.operands[0].entries]).reshape(7, 7)
    module = load(kernel_source(text, let, Options("inverse", layout="symmetric")))
    packed = module.inverse(5.5, scale)
    full = np.zeros((7, 7))
    full[np.triu_indices(7)] = packed
    full = full + np.triu(full, 1).T
    np.testing.assert_allclose(matrix @ full, np.eye(7), atol=1e-12)


def test_an_inverse_is_nan_where_the_law_is_none() -> None:
    """As many degrees of freedom as a law of two rows needs are one; a matrix that is not definite, or none at all, has no law either."""
    entry = catalogue()["inverse_fisher_wishart"]
    compute, unit = kernel(entry.expression, entry.let), np.eye(2)
    assert np.isfinite(compute(np.nextafter(1.0, 2.0), unit)).all()
    assert np.isnan(compute(1.0, unit)).all()
    assert np.isnan(compute(3.0, np.array([[1.0, 1.0], [1.0, 1.0]]))).all()
    assert np.isnan(compute(3.0, np.array([[1.0, 2.0], [2.0, 1.0]]))).all()


@pytest.mark.parametrize(
    "covariance",
    [[[1e-226, 3e-227], [3e-227, 2e-225]], [[3.0, 1.0], [1.0, np.nextafter(1 / 3, 1.0)]], [[7.5e153, -1.7e-85], [-1.7e-85, 5e-324]]],
)
def test_definite_matrices_are_seen_to_be(covariance: list[list[float]]) -> None:
    """Beside the range of floats the determinant is nothing, and beside singular matrices the pivot is; either of them is enough."""
    entry = catalogue()["inverse_fisher_multivariate_normal"]
    result = kernel(entry.expression, entry.let)([0.0, 0.0], np.array(covariance))
    np.testing.assert_array_equal(result[:2, :2], covariance)
    assert np.isfinite(result[:2]).all()
