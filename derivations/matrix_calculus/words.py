"""What the words of the claim language mean for matrix laws in every dimension: scores, Fisher forms, means, divergences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError
from derivations.language.tensor import Tensor
from derivations.matrix_calculus.building import as_element
from derivations.matrix_calculus.differential import differential
from derivations.matrix_calculus.strands import matrix_behind, vector_behind
from derivations.star_algebra.element import Element
from derivations.trace import Quantity, Step, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.indexed.tensor import IndexedTensor
    from derivations.matrix_calculus.law import MatrixLaw
    from derivations.matrix_calculus.log_density import LogDensity

LEFT, RIGHT = "a'", "b'"  # directions: no declared name has a prime
MEANINGS: dict[str, Callable[..., Any]] = {}


def meaning(evaluate: Callable[..., Any]) -> Callable[..., Any]:
    """Register the decorated function as the meaning of the word of its name."""
    MEANINGS[evaluate.__name__] = evaluate
    return evaluate


def _density(law: MatrixLaw, y: Element, name: str = "log p") -> LogDensity:
    density = law.log_density(y)
    told = law.log_density(Element.letter("y", y.shape)).value
    record(Step(f"log-density of {law.name}, in every dimension", y, told, quantity=Quantity(name)))
    return density


def _letter(variables: Any) -> tuple[str, Element]:
    name = variables.single_letter() if isinstance(variables, Element) else None
    if name is None:
        if isinstance(variables, Tensor):
            got = f"the numbers {', '.join(map(str, variables.entries))}"
            message = f"Varying a law of every dimension: expected a declared vector, got {got}. Declare explicit dimensions, e.g. spd[3]."
        else:
            message = f"Varying {variables}: expected a declared vector or matrix, got an expression. Name it and vary the name."
        raise DerivationError(message)
    return name, variables


@meaning
def logpdf(law: MatrixLaw, y: Any) -> IndexedTensor:
    """The log-density (nats) at a value."""
    return law.log_density(as_element(y)).value


@meaning
def nll(law: MatrixLaw, y: Any) -> IndexedTensor:
    """The negative log-density (nats)."""
    return (-law.log_density(as_element(y))).value


@meaning
def pdf(law: MatrixLaw, y: Any) -> IndexedTensor:
    """The density."""
    return logpdf(law, y).map(sp.exp)  # type: ignore[no-any-return]  # the registry returns any function


@meaning
def entropy(law: MatrixLaw) -> IndexedTensor:
    """-E[log density]."""
    return _mean_of_density(law, -_density(law, law.variable()), Quantity("H", (), "entropy"))


@meaning
def kl(left: MatrixLaw, right: MatrixLaw) -> IndexedTensor:
    """E_P[log p - log q] in nats."""
    y = left.variable()
    if right.name != left.name or right.variable().shape != y.shape:
        message = f"Comparing two laws in every dimension: expected two of one family and dimension, got {left} and {right}."
        raise DerivationError(message)
    return _mean_of_density(left, _density(left, y) - _density(right, y, "log q"), Quantity("KL", (), "divergence"))


def _mean_of_density(law: MatrixLaw, density: LogDensity, quantity: Quantity) -> IndexedTensor:
    after = law.mean_of_density(density)
    record(Step(f"mean under {law.name}, by its moments in the free *-algebra", law.shown(density.polynomial), after, quantity=quantity))
    return after


@meaning
def score(law: MatrixLaw, y: Any, variables: Any) -> Element:
    """The gradient of the log-density by a declared vector."""
    name, vector = _letter(variables)
    size = _size_of(vector)
    density = _density(law, as_element(y))
    slope = density.along({name: Element.letter(LEFT, vector.shape)})
    result = vector_behind(slope, LEFT, size)
    record(Step(f"score: the vector g with d log p = g^T a for a change a of {name}", slope, result))
    return result


def _size_of(vector: Element) -> str:
    if len(vector.shape) != 1:
        message = f"Varying a matrix: expected a vector, got shape {vector.shape}. Use fisher_form(law, S, A, B) with directions A and B."
        raise DerivationError(message)
    return str(vector.shape[0])


@meaning
def fisher(law: MatrixLaw, variables: Any) -> Element:
    """E[s s^T] with the score s in a declared vector."""
    name, vector = _letter(variables)
    size = _size_of(vector)
    form = _form(law, name, Element.letter(LEFT, vector.shape), Element.letter(RIGHT, vector.shape))
    result = matrix_behind(form, LEFT, RIGHT, (size, size))
    record(Step("the matrix F of the form a^T F b", form, result))
    return result


@meaning
def fisher_hessian(law: MatrixLaw, variables: Any) -> Element:
    """-E[Hessian of the log-density] in a declared vector."""
    name, vector = _letter(variables)
    size = _size_of(vector)
    a, b = Element.letter(LEFT, vector.shape), Element.letter(RIGHT, vector.shape)
    second = differential(_density(law, law.variable()).along({name: a}), {name: b})
    form = -law.mean(second)
    record(Step("mean of the negative second differential along a and b", law.shown(second), form))
    return matrix_behind(form, LEFT, RIGHT, (size, size))


@meaning
def fisher_form(law: MatrixLaw, variables: Any, left: Any, right: Any) -> Element:
    """E[ds(A) ds(B)] for two directions of a declared vector or matrix."""
    name, letter = _letter(variables)
    first, second = as_element(left), as_element(right)
    if len(letter.shape) > 1 and letter == letter.T and not (first == first.T and second == second.T):
        message = f"Taking a Fisher form: expected symmetric directions of the symmetric matrix {name}, got others. Declare them symmetric."
        raise DerivationError(message)
    return _form(law, name, first, second)


def _form(law: MatrixLaw, name: str, left: Element, right: Element) -> Element:
    density = _density(law, law.variable())
    first, second = density.along({name: left}), density.along({name: right})
    record(Step(f"differential of the log-density along a change of {name}, where x = y - loc for a normal law", name, law.shown(first)))
    form = law.mean(first * second)
    record(Step(f"mean of the product of two such differentials under {law.name}", law.shown(first * second), form))
    return form


@meaning
def E(value: Any, y: Element, law: MatrixLaw) -> Any:  # noqa: N802 - the word of the claim language
    """The mean of a number, a vector or a matrix."""
    whole = as_element(value)
    letters = [Element.letter(name, (size,)) for name, size in zip((LEFT, RIGHT), whole.shape, strict=False)]
    if not whole.shape:
        return law.mean_over(y, whole)
    if len(whole.shape) == 1:
        return vector_behind(law.mean_over(y, letters[0] @ whole), LEFT, str(whole.shape[0]))
    shape = (str(whole.shape[0]), str(whole.shape[1]))
    return matrix_behind(law.mean_over(y, letters[0] @ whole @ letters[1]), LEFT, RIGHT, shape)


@meaning
def Var(value: Any, y: Element, law: MatrixLaw) -> Element:  # noqa: N802 - the word of the claim language
    """E[(e - E[e])^2] of a number."""
    number = as_element(value)
    return law.mean_over(y, (number - law.mean_over(y, number)) ** 2)


@meaning
def Cov(value: Any, y: Element, law: MatrixLaw) -> Any:  # noqa: N802 - the word of the claim language
    """The covariance matrix of a vector."""
    vector = as_element(value)
    centred = vector - E(vector, y, law)
    return E(Element.outer(centred, centred), y, law)
