"""A printed derivation holds the definitions, the rule and the moments behind every value, fits the page, and is correct line by line."""

from __future__ import annotations

import json
import xml.dom.minidom
from typing import TYPE_CHECKING, Any

import pytest
import sympy as sp
from calling import call
from latex2mathml.converter import convert

from derivations.expectation import expectation
from derivations.families import built_in
from derivations.fisher import fisher
from derivations.language.tensor import Tensor
from derivations.narration import moments_used
from derivations.normal_form import decide_zero
from derivations.trace import Step, tracing
from verify.derive import derive
from verify.records.step_lines import WIDTH, html_step, latex_lines, text_lines, wrapped

if TYPE_CHECKING:
    from pathlib import Path

TYPES = {"k": "positive", "b": "positive", "m": "real", "s": "positive", "p": "unit", "n": "real", "t": "positive"}
EXPRESSIONS = (
    "fisher(Gamma(k, b), [k, b])",
    "fisher_hessian(StudentT(k, m, s), [m, s])",
    "kl(Normal(m, s), Normal(n, t))",
    "cubic(Weibull(k, b), [k, b])",
    "entropy(Beta(k, b))",
    "fisher(Bernoulli(p), [p])",
    "fisher_rao(Normal(m, s), Normal(n, t))",
    "natural_gradient(m**2, Normal(m, s), [m, s])",
    "mean_parameters(VonMises(m, k))",
    "kl_taylor(Gamma(k, b), [k, b], [m, n], 3)",
    "gaussian_curvature(Normal(m, s), [m, s])",
)


def steps_of(expression: str) -> list[dict[str, Any]]:
    """The steps of a derivation, as plain data."""
    return list(derive(expression, TYPES).steps)


def test_every_definition_is_written_out() -> None:
    """The Fisher information of a Gamma law: log-density, score, definition, integrand, moments with the change of variable, value."""
    text = "\n".join(text_lines(steps_of("fisher(Gamma(k, b), [k])")))
    for wanted in (
        "log p(y) = -b*y + k*log(b) + (k - 1)*log(y) - loggamma(k)",
        "s[k] = d/dk log p(y)",
        "= log(b) + log(y) - polygamma(0, k)",
        "F[k, k] = E[s[k] s[k]]",
        "= E[(log(b) + log(y) - polygamma(0, k))**2]",
        "where y ~ Gamma(concentration=k, rate=b)",
        "with y = w/b",
        "and  w ~ Gamma(k, 1)",
        "and  E[log(w)] = polygamma(0, k)",
        "= polygamma(1, k)",
    ):
        assert wanted in text, wanted


def test_finite_sums_show_their_terms() -> None:
    """The terms of a Bernoulli mean stand in the derivation, weighted."""
    text = "\n".join(text_lines(steps_of("E(m*y, y, Bernoulli(p))")))
    assert "y = 1: p*m" in text or "y = 1: m*p" in text


def test_conditions_are_said() -> None:
    """The mean of 1/y under a Gamma law needs a concentration above one; the expansion of a divergence an exchange of limits."""
    text = "\n".join(text_lines(steps_of("E(1/y, y, Gamma(k, b))")))
    assert "provided that k - 1 > 0" in text
    found = derive("E(1/y, y, Gamma(k, b))", TYPES)
    assert found.conditions == ("k - 1 > 0",)
    assert "exchanged" in "\n".join(text_lines(steps_of("kl_taylor(Gamma(k, b), [k, b], [m, n], 2)")))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_text_fits_a_page(expression: str) -> None:
    """No line is wider than 80 columns, and every step is numbered."""
    lines = text_lines(steps_of(expression))
    assert [line for line in lines if len(line) > WIDTH] == []
    assert sum(line[:2].strip(".").isdigit() for line in lines) == len(steps_of(expression))


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_notation_is_well_formed(expression: str) -> None:
    """The LaTeX balances its braces and environments, the MathML is XML without stray ampersands, the JSON is JSON."""
    steps = steps_of(expression)
    latex = "\n".join(latex_lines(steps))
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\begin") == latex.count(r"\end")
    for number, step in enumerate(steps, 1):
        written = html_step(number, step, convert)
        xml.dom.minidom.parseString(f"<div>{written}</div>")  # noqa: S318 - our own output
        assert "<mi>&</mi>" not in written
    assert json.loads(derive(expression, TYPES).json())["steps"] == steps


@pytest.mark.parametrize("name", ["Gamma", "Normal", "StudentT", "Weibull", "Gumbel", "Beta"])
def test_the_moments_that_are_shown_give_the_value(name: str) -> None:
    """Averaging y with the moments of the atoms, as printed, gives the mean that the step states; with a wrong moment it does not."""
    step = _mean_step(name)
    lines = moments_used(step)
    image = next(right for kind, left, right in lines if kind == "let" and left == step.variable.item)
    means = [(left, right) for kind, left, right in lines if kind == "mean"]
    assert means

    def averaged(shift: int) -> sp.Expr:
        total = sp.expand(image)
        for left, right in means:
            total = total.subs(left, right + shift)
        return total - step.after

    assert decide_zero([averaged(0)]).zero
    assert decide_zero([averaged(1)]).zero is False


def _mean_step(name: str) -> Step:
    """The step that gives the mean of a family."""
    family = built_in()[name]
    law = family.prototype([value.shape for value in family.law(*family.valid[0]).parameters.values()], {})
    y = law.variable()
    with tracing() as trace:
        expectation(y.item, y, law)
    return trace.steps[-1]


def test_reports_are_spared_the_details() -> None:
    """Definitions are recorded for a reader who asks for steps, and not for every claim."""
    k = sp.Symbol("k", positive=True)
    with tracing() as plain:
        fisher(built_in()["Gamma"].law(k, 1), Tensor.vector([k]))
    with tracing(detailed=True) as detailed:
        fisher(built_in()["Gamma"].law(k, 1), Tensor.vector([k]))
    assert [step.rule for step in plain.steps] == ["moment kernel of Gamma"]
    assert len(detailed.steps) == 3


def test_lines_break_at_operators() -> None:
    """A long sum breaks before a sign outside brackets; powers and what fits stay whole."""
    long = " + ".join(f"(a{i} + b{i})**2" for i in range(12))
    lines = wrapped(long, 5)
    assert all(len(line) <= WIDTH - 5 for line in lines)
    assert all(line.startswith("+ (a") for line in lines[1:])
    assert wrapped("x + y", 3) == ["x + y"]
    assert " ".join(lines) == long


@pytest.mark.parametrize("form", ["text", "latex", "mathml", "python", "json"])
def test_the_command_prints_steps_in_every_notation(tmp_path: Path, form: str) -> None:
    """``derive --steps`` names the score in each notation and ends with the value."""
    arguments = ["derive", "fisher(Exponential(b), [b])", "--let", "b=positive", "--steps", "--format", form]
    done = call(*arguments, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "score: derivative of the log-density" in done.stdout.lower()
