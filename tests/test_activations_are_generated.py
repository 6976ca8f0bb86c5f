"""The functions that the layers of a network call are written by the generator: proved, measured, and of the least work that is right."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

from derivations.codegen.activations import activation_source
from derivations.codegen.activations.choice import UNITS, chosen, is_proved
from derivations.codegen.activations.forms import LOGISTIC, VALUE, NormalCdf, X, by_value
from derivations.codegen.activations.lowering import lowered
from derivations.codegen.activations.measuring import error, evaluated, points
from derivations.codegen.activations.writing import Formula, body
from derivations.codegen.catalogue import ACTIVATIONS
from derivations.errors import DerivationError
from numeric.activations import activations

FOLDER = Path(__file__).resolve().parent.parent / "numeric" / "kernels" / "activations"


def formula(form: sp.Expr) -> Formula:
    """A form of x, written down."""
    return Formula(form, "s", body(lowered(form, X), "s", over_argument=False))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_is_generated_byte_for_byte(name: str) -> None:
    """The committed module is the text of the generator, and the training core calls its functions."""
    assert (FOLDER / f"{name}.py").read_text(encoding="utf-8") == activation_source(ACTIVATIONS[name])
    module = importlib.import_module(f"numeric.kernels.activations.{name}")
    found = activations()[name]
    assert (found.value, found.slope, found.second, found.of) == (module.value, module.slope, module.second, module.OF)


def test_no_activation_is_left_over() -> None:
    """Every generated module is of the catalogue, and every activation of the core is generated."""
    assert {path.stem for path in FOLDER.glob("*.py")} == {"__init__", *ACTIVATIONS}
    assert set(activations()) == set(ACTIVATIONS)


@pytest.mark.parametrize(
    ("derived", "form"),
    [
        (sp.cos(X), sp.sin(X)),
        (X, sp.Abs(X)),  # on one half-line only
        (sp.erf(X), 2 * NormalCdf(X) - 1),  # another scale
        (1 / sp.cosh(X) ** 2, 1 - VALUE**2 / 2),
    ],
)
def test_a_wrong_form_is_not_proved(derived: sp.Expr, form: sp.Expr) -> None:
    """What is not equal on both half-lines is not proved."""
    assert not is_proved(derived, form, formula(sp.tanh(X)) if form.has(VALUE) else None)


@pytest.mark.parametrize(
    ("derived", "statements"),
    [
        (LOGISTIC, ("result = np.exp(s)", "return result / (1 + result)")),  # nan far out
        (sp.log(1 + sp.exp(X)), ("return np.log1p(np.exp(s))",)),  # infinite far out
        (sp.tanh(X), ("return (np.tanh(s) + s * s) - s * s",)),  # loses digits
    ],
)
def test_what_is_right_on_paper_only_is_measured_to_be_wrong(derived: sp.Expr, statements: tuple[str, ...]) -> None:
    """Overflow and cancellation show in the numbers."""
    s = points(np.float64)
    assert not error(derived, s, evaluated(Formula(derived, "s", statements), s)[0]) <= UNITS


def test_what_has_no_right_form_is_refused() -> None:
    """A function that NumPy lacks, and one of which every form overflows, are errors that say so."""
    with pytest.raises(DerivationError, match="proved, written and right to 4 units, got none of 1"):
        activation_source("loggamma(1 + x**2)")
    with pytest.raises(DerivationError, match="expected functions that NumPy has, got loggamma"):
        lowered(sp.loggamma(X), X)
    with pytest.raises(DerivationError, match="got none"):
        activation_source("log(cosh(x))")


def test_derivatives_are_of_the_value_where_they_can_be() -> None:
    """Polynomials in the value need no argument; others do."""
    assert by_value(sp.tanh(X), 1 - sp.tanh(X) ** 2)[0] == 1 - VALUE**2
    assert by_value(LOGISTIC, sp.exp(X) / (1 + sp.exp(X)) ** 2)
    assert by_value(sp.sin(X), sp.cos(X)) == []
    assert by_value(sp.Max(0, X), sp.Piecewise((X, X > 0), (0, True))) == []
    assert {name for name, each in activations().items() if each.of == "value"} == {"tanh", "sigmoid", "relu"}


def test_the_least_work_is_chosen() -> None:
    """Of the equal forms that are right the one of fewest calls is taken."""
    found = chosen([sp.tanh(X), 1 - sp.tanh(X) ** 2, -2 * sp.tanh(X) * (1 - sp.tanh(X) ** 2)])
    assert [len(part.statements) for part in (found.value, found.slope, found.second)] == [2, 3, 5]


def test_a_value_may_be_written_over_its_argument_or_is_refused() -> None:
    """Where the caller gives the argument as ``out``, nothing reads it again; a form that would is an error."""
    assert body(lowered(LOGISTIC, X), "s", over_argument=True)
    with pytest.raises(DerivationError, match="arrays suffice"):
        body(lowered(X * sp.exp(X), X), "s", over_argument=True)


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values_overwrite_in_silence(name: str, precision: type) -> None:
    """Given their argument, or other memory, functions fill it with the same numbers and warn of nothing."""
    found, s = activations()[name], points(precision)
    wanted = found.value(s)
    for out in [np.empty_like(s), *([s.copy()] if found.in_place else [])]:
        assert found.value(out if found.in_place and np.array_equal(out, s) else s, out=out) is out
        assert np.array_equal(out, wanted)
