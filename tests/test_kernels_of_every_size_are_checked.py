"""No form of a kernel of every size is used that does not have the value of what was derived: exactly decided, or by balls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sympy as sp

from derivations.codegen.arrays.agreement import agrees, is_proved
from derivations.codegen.arrays.nodes import BOUND, AtLargest, Difference, Largest, LogSum, Relative, SumOfOthers, VectorCall, Weight
from derivations.codegen.arrays.outputs import regions
from derivations.codegen.arrays.passes import Pass, passes
from derivations.codegen.arrays.scalar_forms import scalar_forms
from derivations.codegen.arrays.stabilise import candidates, stabilised
from derivations.codegen.arrays.vector_functions import vector_functions
from derivations.indexed.atoms import Entry, Index, IndexSum, Letter, Size
from derivations.indexed.value import indexed_value
from derivations.language.types import parse_type

if TYPE_CHECKING:
    from collections.abc import Iterator

LETS = {"z": "real[K]", "x": "real[K]", "v": "real[K]", "p": "simplex[K]", "q": "simplex[K]", "a": "positive[K]", "b": "positive[K]"}
TYPES = {name: parse_type(text) for name, text in LETS.items()}
TEXTS = (
    "logsumexp(z)",
    "entropy(Categorical(logits=z))",
    "hess(logsumexp(z), z)",
    "v @ hess(logsumexp(z), z) @ v",
    "fisher(Categorical(logits=z), z) @ v",
    "fisher(Dirichlet(a), a) @ v",
    "kl(Categorical(p), Categorical(q))",
    "kl(Categorical(logits=x), Categorical(logits=z))",
    "kl(Dirichlet(a), Dirichlet(b))",
    "diag([sqrt(softmax(z)[i]) for i in range(K)]) - outer(softmax(z), [sqrt(softmax(z)[i]) for i in range(K)])",
)
FREE, K, SIZE = Index("i"), Index("k"), Size("K")
Z, V = Letter("z", real=True), Letter("v", real=True)
LARGEST = Largest(Entry(Z, BOUND), BOUND, SIZE)
WEIGHT = Weight(Entry(Z, K), LARGEST)


def bodies(text: str) -> Iterator[sp.Expr]:
    """The regions of a value."""
    value = indexed_value(text, {name: kind for name, kind in LETS.items() if name in text})
    for region in regions(value):
        yield region.body


@pytest.mark.parametrize("step", passes(), ids=lambda step: step.name)
def test_no_pass_changes_a_value(step: Pass) -> None:
    """Every form that a pass proposes, of what was derived or of what other passes made of it, agrees with what was derived."""
    proposed = 0
    for text in TEXTS:
        for body in bodies(text):
            for form in [body, *candidates(body)[:3]]:
                for other in step.rewrite(form):
                    proposed += 1
                    assert agrees(other, body, TYPES), (text, other)
    assert proposed


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_used_agrees_with_what_was_derived(text: str) -> None:
    """The form that is used encloses the same numbers at exact points of one to four classes."""
    for body in bodies(text):
        form = stabilised(body, TYPES)
        assert agrees(form, body, TYPES)


@pytest.mark.parametrize("text", TEXTS[:8])
def test_the_index_calculus_decides_most_of_them(text: str) -> None:
    """For every size, whatever stands for the largest."""
    for body in bodies(text):
        assert is_proved(stabilised(body, TYPES), body)


def test_every_node_has_its_meaning() -> None:
    """Nodes agree with the sums that define them."""
    exponentials = IndexSum(sp.exp(Entry(Z, K)), K, SIZE)
    assert agrees(LARGEST + LogSum(WEIGHT, K, SIZE), sp.log(exponentials), TYPES)
    assert agrees(SumOfOthers(sp.exp(Entry(Z, K)), K, SIZE, FREE), exponentials - sp.exp(Entry(Z, FREE)), TYPES)
    assert agrees(sp.exp(Relative(Entry(Z, FREE), LARGEST)), Weight(Entry(Z, FREE), LARGEST), TYPES)
    reference = AtLargest(Entry(V, BOUND), Entry(Z, BOUND), BOUND, SIZE)
    assert agrees(Difference(Entry(V, FREE), reference) + reference, Entry(V, FREE), TYPES)


@pytest.mark.parametrize("name", vector_functions())
def test_vector_functions_vanish_on_the_diagonal(name: str) -> None:
    """A divergence of a vector from itself is zero, by its meaning."""
    call = VectorCall(sp.Symbol(name), Entry(Z, BOUND), Entry(Z, BOUND), BOUND, SIZE)
    assert agrees(call, sp.S.Zero * Entry(Z, FREE), TYPES)


WRONG = {
    "another sign": lambda body: -body,
    "a factor": lambda body: 2 * body,
    "off by 1e-30": lambda body: body + sp.Rational(1, 10**30),
    "a term too many": lambda body: body + Entry(Z, FREE) / 10**9,
    "right for two classes only": lambda body: body + (SIZE - 2) * sp.Rational(1, 10**9),
    "the largest once too often": lambda body: body + LARGEST / 10**12,
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("text", ["softmax(z)", "kl(Categorical(p), Categorical(q))"])
def test_a_wrong_form_is_noticed(text: str, name: str) -> None:
    """The check says no, and the exact decision does not say yes."""
    for body in bodies(text):
        wrong = WRONG[name](scalar_forms(body)[0])
        assert not agrees(wrong, body, TYPES)
        assert not is_proved(wrong, body)


def test_a_wrong_pass_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted pass whose form looks cheapest changes nothing."""
    (body,) = bodies("logsumexp(z)")
    right = stabilised(body, TYPES)
    planted = Pass("planted", 1, lambda _: [LARGEST])
    monkeypatch.setattr("derivations.codegen.arrays.stabilise.passes", lambda: (planted, *passes()))
    assert LARGEST in candidates(body)[:1]
    assert stabilised(body, TYPES) == right
