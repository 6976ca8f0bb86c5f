"""Objects of every size are derived with steps, in every notation, and their trees can be walked."""

from __future__ import annotations

import json
import xml.dom.minidom

import pytest
import sympy as sp
from latex2mathml.converter import convert

from derivations.errors import ClaimError
from derivations.families import families
from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, Size
from derivations.indexed.laws import indexed_forms
from derivations.indexed.value import indexed_value
from derivations.matrix_calculus.laws import matrix_forms
from verify.derive import derive
from verify.records.step_lines import html_step, latex_lines, text_lines

NODES = (Entry, Delta, IndexSum, Index, Size)
EXPRESSIONS = (
    ("fisher(Categorical(logits=z), z)", {"z": "real[K]"}),
    ("kl(Dirichlet(a), Dirichlet(b))", {"a": "positive[K]", "b": "positive[K]"}),
    ("score(DirichletMultinomial(n, a), y, a)", {"n": "natural", "y": "natural[K]", "a": "positive[K]"}),
    ("kl(MultivariateNormal(m, S), MultivariateNormal(u, T))", {"m": "real[d]", "u": "real[d]", "S": "spd[d]", "T": "spd[d]"}),
    ("fisher_form(Wishart(nu, S), S, A, A)", {"nu": "positive", "S": "spd[d]", "A": "symmetric[d]"}),
)


@pytest.mark.parametrize(("expression", "let"), EXPRESSIONS, ids=[expression for expression, _ in EXPRESSIONS])
def test_every_notation_is_well_formed(expression: str, let: dict[str, str]) -> None:
    """Text, LaTeX, MathML and JSON of the value and of its steps are there and parse."""
    found = derive(expression, let)
    assert found.text
    assert json.loads(found.json())["shape"] == list(found.shape)
    xml.dom.minidom.parseString(convert(found.latex))  # noqa: S318 - made two lines above
    assert len(found.steps) > 1
    assert text_lines(found.steps)
    assert latex_lines(found.steps)
    for number, step in enumerate(found.steps, 1):
        assert html_step(number, step, convert)


def test_the_fisher_matrix_of_a_categorical_law_is_derived_step_by_step() -> None:
    """Log-density, score by the delta rule, product of scores and mean are written out entry by entry."""
    steps = [step["text"] for step in derive("fisher(Categorical(logits=z), z)", {"z": "real[K]"}).steps]
    weights = "sum(exp(z[k]) for k in range(K))"
    assert steps[0] == f"log p(y) = -log({weights}) + z[y]"
    assert steps[1] == f"s[i] = -exp(z[i])/{weights} + delta(i, y)"
    assert steps[-1].startswith("F[i, j] = E[s[i] s[j]] = ")
    assert steps[-1].endswith(f"-exp(z[i])*exp(z[j])/{weights}**2 + exp(z[i])*delta(i, j)/{weights}")


@pytest.mark.parametrize(("expression", "let"), EXPRESSIONS[:3], ids=[expression for expression, _ in EXPRESSIONS[:3]])
def test_trees_hold_documented_nodes_only(expression: str, let: dict[str, str]) -> None:
    """Below the nodes of index calculus a body is plain SymPy: sums, products, powers, elementary and special functions, numbers."""
    value = indexed_value(expression, let)
    plain = (sp.Add, sp.Mul, sp.Pow, sp.exp, sp.log, sp.loggamma, sp.polygamma, sp.Rational, sp.Symbol)
    assert all(isinstance(part, (*NODES, *plain)) for part in sp.preorder_traversal(value.body))
    assert not {part for part in value.body.free_symbols if isinstance(part, Index)} - set(value.indices)


def test_an_expression_with_faults_has_no_value() -> None:
    """A name that is not declared is refused."""
    with pytest.raises(ClaimError, match="unknown name 'w'"):
        indexed_value("softmax(w)", {"z": "real[K]"})


@pytest.mark.parametrize("name", [*indexed_forms(), *matrix_forms()])
def test_forms_for_every_size_match_a_parameterisation_of_the_family(name: str) -> None:
    """Each form has the parameter names and the ranks of one parameterisation of the explicit family."""
    explicit = {tuple((p.name, len(p.shape)) for p in form.parameters) for form in families()[name].parameterizations}
    for indexed in indexed_forms().get(name, ()):
        assert tuple((parameter, int(parameter in indexed.arrays)) for parameter in indexed.parameters) in explicit
    for form in matrix_forms().get(name, ()):
        assert tuple((parameter, len(shape)) for parameter, shape in form.parameters.items()) in explicit
