"""The functions of losses that training calls are written by the generator: proved, measured, and of the least work that is right."""

from __future__ import annotations

import dataclasses
import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import sympy as sp

from derivations.codegen.kernel import load
from derivations.codegen.losses import loss_source
from derivations.codegen.losses.choice import UNITS, Written, chosen, measured
from derivations.codegen.losses.columns import (
    RESIDUAL,
    Case,
    Chosen,
    Clip,
    Cut,
    Elsewhere,
    Expm1,
    Largest,
    Likeliest,
    Logistic,
    Softplus,
    Times,
    Total,
    TotalOfOthers,
    Within,
    Y,
    Z,
    entry,
)
from derivations.codegen.losses.function import option
from derivations.codegen.losses.lowering import lowered
from derivations.codegen.losses.module import functions
from derivations.codegen.losses.proving import is_proved, settled
from derivations.codegen.losses.quadratic import ROOT, TRANSPOSED
from derivations.codegen.losses.separable import functions_of_one_output
from derivations.codegen.losses.text import module_of
from derivations.codegen.losses.writing import APART, Argument, body
from derivations.errors import DerivationError
from derivations.losses import by_file
from derivations.losses.loss import RESIDUAL as LOCATION
from derivations.losses.loss import LocationLoss, Piece
from numeric.losses import losses
from numeric.losses.loss import Generated

if TYPE_CHECKING:
    from derivations.codegen.losses.function import Function

FOLDER = Path(__file__).resolve().parent.parent / "numeric" / "kernels" / "losses"
REACH, SCALE, LEVEL, TRIALS, FREEDOM = map(option, ("reach", "scale", "level", "trials", "freedom"))
LOW, HIGH, LOG_VARIANCE, P, LAST, Y_LAST = sp.symbols("low high log_variance p last y_last", real=True)
PROBABILITY = sp.exp(Z - Largest(Z)) / Total(sp.exp(Z - Largest(Z)))
GAP = Z - Likeliest(Z)


def function(loss: str, name: str) -> Function:
    """What is asked for."""
    return next(each for each in functions(loss) if each.name == name)


def written(asked: Function, *form: sp.Expr) -> Written:
    """A form, written down."""
    return Written(asked, form, body(lowered(form, asked.symbols), asked.arguments, asked.results))


@pytest.mark.parametrize("name", by_file())
def test_a_loss_is_generated_byte_for_byte(name: str) -> None:
    """The committed module is the text of the generator, and the training core calls it with the settings that it names."""
    assert (FOLDER / f"{name}.py").read_text(encoding="utf-8") == loss_source(name)
    module, loss = importlib.import_module(f"numeric.kernels.losses.{name}"), losses()[name]
    assert issubclass(loss, Generated)
    assert loss.formulas is module
    assert set(module.OPTIONS) <= {field.name for field in dataclasses.fields(loss)}  # type: ignore[arg-type]


def test_no_loss_is_left_over() -> None:
    """Every generated module is of the registry, and every loss of the core is generated."""
    assert {path.stem for path in FOLDER.glob("*.py")} == {"__init__", *by_file()}
    assert set(losses()) == set(by_file())


WRONG = {
    "huber value": (RESIDUAL**2 / 2, Clip(RESIDUAL, -REACH, REACH) ** 2 / 2, Clip(RESIDUAL, -REACH, REACH) * RESIDUAL),
    "huber gradient": (RESIDUAL, Clip(RESIDUAL, -REACH, 2 * REACH), -Clip(RESIDUAL, -REACH, REACH), REACH * sp.sign(RESIDUAL)),
    "huber second": (sp.S.One, Within(RESIDUAL, REACH), Within(sp.Abs(RESIDUAL), 2 * REACH)),
    "laplace value": (RESIDUAL / SCALE, sp.Abs(RESIDUAL) * SCALE),
    "laplace gradient": (1 / SCALE, -sp.sign(RESIDUAL) / SCALE),
    "quantile value": (sp.Max(LEVEL * RESIDUAL, (LEVEL - 1) * RESIDUAL),),  # the level of the other side
    "quantile gradient": ((sp.sign(RESIDUAL) + 1 + 2 * LEVEL) / 2,),
    "quantile information": (LEVEL * (1 + LEVEL),),
    "student_t gradient": ((FREEDOM + 1) * RESIDUAL / (FREEDOM * SCALE + RESIDUAL**2),),
    "squared value": (RESIDUAL**2, (Z + Y) ** 2 / 2),
    "bernoulli_logits gradient": (1 / (1 + sp.exp(-Z)) + Y, Y - 1 / (1 + sp.exp(-Z))),
    "bernoulli_logits value": (sp.log(1 + sp.exp(-sp.Abs(Z))) - Y * Z, sp.Max(0, Z) + sp.log(1 + sp.exp(sp.Abs(Z))) - Y * Z),
    "poisson_log_rate gradient": (sp.exp(Z), Cut(sp.exp(-Z)) - Y),
    "cross_entropy_logits probabilities": (sp.exp(Z), sp.exp(Z - Largest(Z)) / TotalOfOthers(sp.exp(Z - Largest(Z)))),
    "cross_entropy_logits value": (sp.log(1 + Total(sp.exp(GAP))) - Chosen(GAP), sp.log(1 + TotalOfOthers(sp.exp(GAP))) - Chosen(Z)),
    "cross_entropy_logits gradient": (PROBABILITY, Elsewhere(PROBABILITY, Chosen(PROBABILITY)), Elsewhere(PROBABILITY, -Total(Z))),
    "cross_entropy_logits mean_gradient": (PROBABILITY - 2 * Y, PROBABILITY),
    "multinomial gradient": (PROBABILITY - Y, TRIALS * PROBABILITY - TRIALS * Y),
    "cross_entropy_probabilities left": (Total(Z), sp.S.One),
    "cross_entropy_probabilities gradient": (Y / Z - Y_LAST / LAST, -Y / Z),
    "cross_entropy_probabilities second": (Y / P, 1 / P**2),
    "mahalanobis value": (Total(Times(TRANSPOSED, RESIDUAL) ** 2), Total(Times(TRANSPOSED, Z) ** 2) / 2),
    "mahalanobis gradient": (Times(ROOT, RESIDUAL), Times(TRANSPOSED, Times(ROOT, RESIDUAL))),
    "ordinal gradient": (Logistic(LOW) - Logistic(-HIGH), Logistic(-HIGH) - Logistic(-LOW)),
    "ordinal value": (Softplus(LOW) + Softplus(-HIGH), Softplus(LOW) + Softplus(HIGH) - sp.log(1 - sp.exp(LOW - HIGH))),
    "gaussian_log_variance value": ((LOG_VARIANCE + RESIDUAL**2 * sp.exp(LOG_VARIANCE)) / 2,),
}


@pytest.mark.parametrize("place", WRONG)
def test_a_wrong_form_is_not_proved(place: str) -> None:
    """What is not equal on every piece, at every target, or at every number of outputs is not proved; what is chosen is."""
    asked = function(*place.split())
    assert not any(is_proved(asked, (form,)) for form in WRONG[place])
    assert is_proved(asked, chosen(asked).form)


def test_several_results_are_proved_each() -> None:
    """One wrong entry of a Hessian is enough."""
    asked = function("gaussian_log_variance", "hessian")
    right = chosen(asked).form
    for place in range(3):
        assert not is_proved(asked, (*right[:place], -right[place], *right[place + 1 :]))


IN_NUMBERS = {
    "bernoulli_logits gradient": 1 / (1 + sp.exp(-Z)) - Y,  # cancels at a confident logit
    "bernoulli_logits second": sp.exp(Z) / (1 + sp.exp(Z)) ** 2,  # nan far out
    "bernoulli_logits information": Cut(sp.exp(Z)) / (1 + Cut(sp.exp(Z))) ** 2,  # loses the tail in float32
    "bernoulli_logits value": sp.Max(0, Z) + sp.log(1 + sp.exp(-sp.Abs(Z))) - Y * Z,  # in this order
    "cross_entropy_logits probabilities": sp.exp(Z) / Total(sp.exp(Z)),
    "cross_entropy_logits value": sp.log(Total(sp.exp(GAP))) - Chosen(GAP),
    "cross_entropy_logits gradient": Elsewhere(PROBABILITY, Chosen(PROBABILITY) - 1),
    "multinomial value": TRIALS * sp.log(Total(sp.exp(GAP))) - Total(Y * GAP),
    "ordinal value": Softplus(LOW) + Softplus(-HIGH) - sp.log(-Expm1(LOW - HIGH)),  # a wide class
    "ordinal second": Logistic(LOW) * (1 - Logistic(LOW)) + Logistic(HIGH) * (1 - Logistic(HIGH)),
    "student_t value": (FREEDOM + 1) / 2 * (sp.log(FREEDOM * SCALE**2 + RESIDUAL**2) - sp.log(FREEDOM * SCALE**2)),
    "mahalanobis value": Total(Times(TRANSPOSED, Z) ** 2) / 2 + Total(Times(TRANSPOSED, Y) * Times(TRANSPOSED, Y / 2 - Z)),
}


@pytest.mark.parametrize("place", IN_NUMBERS)
def test_what_is_right_on_paper_only_is_measured_to_be_wrong(place: str) -> None:
    """Overflow and cancellation show in the numbers of forms that are proved."""
    asked, form = function(*place.split()), IN_NUMBERS[place]
    assert is_proved(asked, (form,))
    assert not measured(written(asked, form))[0] <= UNITS
    assert measured(chosen(asked))[0] < 0.75 * UNITS  # some way from the bound, so that other processors choose the same


def test_what_has_no_right_form_is_refused() -> None:
    """Wrong, overflowing and unknown forms alone are an error that says so."""
    asked = function("bernoulli_logits", "gradient")
    for forms in ([(1 / (1 + sp.exp(-Z)) - Y,)], [(Y - Z,)], [(sp.loggamma(Z),)], []):
        with pytest.raises(DerivationError, match=f"right to 4 units, got none of {len(forms)}"):
            chosen(dataclasses.replace(asked, forms=forms))


def test_a_loss_that_is_in_no_registry_is_generated_by_its_declaration() -> None:
    """Absolute beyond a known distance and zero within, and a rate by twice the output: nothing but the loss and its law is stated."""
    reach, u = sp.Symbol("e", positive=True), LOCATION
    pieces = (Piece(-sp.oo, -reach, -u - reach), Piece(-reach, reach, sp.S.Zero * u), Piece(reach, sp.oo, u - reach))
    found = {each.name: chosen(each) for each in functions_of_one_output(LocationLoss("insensitive", u, pieces, options={"reach": reach}))}
    call = {name: getattr(load(module_of("", {}, [each.text])), name) for name, each in found.items()}
    outputs, targets = np.array([[3.0, 0.5, -1.0]]), np.array([[0.0, 0.25, 1.0]])
    assert np.array_equal(call["value"](outputs, targets, 1.5), [[1.5, 0, 0.5]])
    assert np.array_equal(call["gradient"](outputs, targets, 1.5), [[1, 0, -1]])
    assert np.array_equal(call["second"](outputs, targets, 1.5), [[0, 0, 0]])
    assert np.allclose(call["information"](outputs, 1.5), 1 / (1 + 1.5), rtol=1e-15)  # the probability beyond, under exp(-L)
    poisson = by_file()["poisson_log_rate"]
    scaled = dataclasses.replace(poisson, name="twice as fast", expression=poisson.expression.xreplace({Z: 2 * Z}))
    assert sp.expand(chosen(functions_of_one_output(scaled)[1]).form[0]) == 2 * sp.exp(2 * Z) - 2 * Y


def test_branches_that_are_not_settled_prove_nothing() -> None:
    """A kink inside of a region is no proof; where the regions end at it, the same form is one."""
    asked, form = function("squared", "value"), (RESIDUAL * sp.Max(RESIDUAL, -RESIDUAL) * sp.sign(RESIDUAL) / 2,)
    assert is_proved(asked, form)
    assert not is_proved(dataclasses.replace(asked, charts=({},)), form)


def test_forms_mean_what_they_say() -> None:
    """Sums, choices and places at three outputs, by hand."""
    z, c = sp.symbols("z_0:3", real=True), Case({Z: sp.symbols("z_0:3", real=True)}, (), chosen=1, likeliest=2)
    assert entry(Total(Z), c, 0) == z[0] + z[1] + z[2]
    assert entry(TotalOfOthers(Z**2), c, 0) == z[0] ** 2 + z[1] ** 2
    assert [entry(Chosen(Z), c, 0), entry(Likeliest(Z), c, 0)] == [z[1], z[2]]
    assert [entry(Elsewhere(Z, sp.S.Zero), c, k) for k in range(3)] == [z[0], 0, z[2]]
    assert settled(Clip(sp.Symbol("s", positive=True) + 2, -1, 1)) == 1


@pytest.mark.parametrize("name", by_file())
def test_signs_are_never_written_over_what_they_read(name: str) -> None:
    """In place they take five times as long; and matrix products would be wrong."""
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    calls = re.findall(r"(?:(\w+)(?:: Array)? = )?np\.(sign|matmul)\(([^=\n]*?)(?:, out=(\w+))?\)", text)
    assert len(calls) == {"laplace": 1, "quantile": 1, "mahalanobis": 3}.get(name, 0)
    assert all(target not in operands.split(", ") for start, _, operands, out in calls for target in (start, out) if target)
    assert {"sign", "times"} == APART


def test_an_array_that_is_read_again_is_not_written_over() -> None:
    """Placing an entry needs an array of its own that nobody reads afterwards."""
    for form in (Elsewhere(Z, sp.S.Zero), Elsewhere(sp.exp(Z), sp.S.Zero) + sp.exp(Z)):
        with pytest.raises(DerivationError, match="arrays suffice"):
            body(lowered([form], [Z]), [Argument("z")], ["result"])


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_options_keep_the_precision(precision: type) -> None:
    """Settings of any kind of number leave float32 alone."""
    z, y = np.ones((2, 3), precision), np.zeros((2, 3), precision)
    for name, settings in {"huber": {"reach": np.float64(0.5)}, "student_t": {"freedom": 3, "scale": np.float64(2)}}.items():
        law = losses()[name](**settings)
        assert {array.dtype for array in (law.gradient(z, y), law.value(z, y), law.fisher(z).dense(precision))} == {np.dtype(precision)}
