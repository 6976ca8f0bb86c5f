"""What is derived is written in the claim language: it can be read again, and means what was derived. What has no value is refused."""

from __future__ import annotations

import pytest
import sympy as sp

from derivations.errors import DerivationError
from derivations.language.claim_text import ClaimText
from derivations.language.types import parse_type
from verify.derive import derive

POINTS = [(2, 3), (-2, 3), (sp.Rational(1, 2), 3), (sp.Rational(-1, 2), 3), (0, 3), (1, -4)]
TYPES = {
    "x": "real",
    "a_1": "real",
    "n": "natural",
    "k": "positive",
    "m": "real",
    "s": "positive",
    "theta": "real[2]",
    "z": "real[3]",
    "p": "simplex[2]",
    "A": "real[2,2]",
    "S": "spd[2]",
    "f": "smooth(theta) -> real",
    "g": "smooth(x, theta) -> real[2]",
    "law_": "law(y; theta)",
    "other": "law(x)",
    "y": "real",
}
TEXTS = {
    "softmax(z)[2]": "exp(z[2])/(exp(z[0]) + exp(z[1]) + exp(z[2]))",
    "x*a_1": "a_1*x",
    "A.T": "[[A[0, 0], A[1, 0]], [A[0, 1], A[1, 1]]]",
    "S": "[[S[0, 0], S[0, 1]], [S[0, 1], S[1, 1]]]",
    "abs(x)": "abs(x)",
    "exp(1)*x": "exp(1)*x",
    "x**2 if x > 0 else 0": "(x**2 if x > 0 else 0)",
    "E(y, y, Gumbel(m, s))": "m + (-digamma(1))*s",
    "grad(f(theta), theta)": "[diff(f(theta), theta[0]), diff(f(theta), theta[1])]",
    "diff(f(theta), theta[1], 2)": "diff(f(theta), theta[1], 2)",
    "grad(f([2*m, s]), [m])": "[2*subs(diff(f(theta), theta[0]), theta, [2*m, s])]",
    "f([m, s])": "f([m, s])",
    "g(x, theta)": "[g(x, theta)[0], g(x, theta)[1]]",
    "diff(g(m, theta), m)": "[subs(diff(g(x, theta)[0], x), x, m), subs(diff(g(x, theta)[1], x), x, m)]",
    "integrate(exp(-t**2*x**2)*t**k, t, 0, 1)": "integrate(t**k*exp(-t**2*x**2), t, 0, 1)",
    "sum(j**(-k) for j in range(1, n))": "sum(j**(-k) for j in range(1, n))",
    "logpdf(Categorical(p), n)": "(1 if n == 0 else 0)*log(p[0]) + (1 if n == 1 else 0)*log(p[1])",
    "fisher(MultivariateNormal(theta, S), theta)": "",
    "kl(Uniform(0, s), Uniform(x, s))": "",
    "natural_gradient(m**2, Normal(m, s), [m, s])": "",
    "entropy(law_)": "-E(logpdf(law_, y), y, law_)",
    "score(law_, m, theta)": "[diff(logpdf(law_, m), theta[0]), diff(logpdf(law_, m), theta[1])]",
    "fisher(law_, theta)[0, 0]": "E(diff(logpdf(law_, y), theta[0])**2, y, law_)",
    "E(y**2, y, subs(law_, theta, [m, 1]))": "E(y**2, y, subs(law_, theta, [m, 1]))",
    "grad(logpdf(subs(law_, theta, [m, 1]), s), [m])": "[subs(diff(logpdf(law_, s), theta[0]), theta, [m, 1])]",
    "diff(logpdf(law_, m**2), m)": "2*m*subs(diff(logpdf(law_, y), y), y, m**2)",
    "diff(logpdf(law_, theta[0]), theta[1])": "subs(diff(logpdf(law_, y), theta[1]), y, theta[0])",
    "E(E(sin(t*m), t, law_), m, other)": "E(E(sin(y*x), y, law_), x, other)",
    "E(exp(x*t), t, other)": "E(exp(x*x_1), x_1, other)",
}


@pytest.mark.parametrize("expression", TEXTS)
def test_what_is_derived_can_be_read_again(expression: str) -> None:
    """The text of a derived value is an expression of the claim language of the same value, with entries by their index."""
    found = derive(expression, TYPES).text
    assert found == TEXTS[expression] or not TEXTS[expression]
    assert derive(found, TYPES).text == found
    assert "_0" not in found


def test_steps_write_entries_as_the_result_does() -> None:
    """The steps name the entries of vectors by index as well; LaTeX keeps subscripts."""
    found = derive("score(Categorical(logits=z), n, z)", TYPES)
    texts = [text for step in found.steps for text in step["chain"]["text"]]
    assert any("z[0]" in text for text in texts)
    assert not any("z_0" in text for text in texts)
    assert any("z_{0}" in text for step in found.steps for text in step["chain"]["latex"])


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("log(-1)", "expected a positive argument, got -1. The expression is defined nowhere: mend it."),
        ("sqrt(x - x - 2)", "expected a nonnegative argument, got -2. The expression is defined nowhere: mend it."),
        ("gamma(-1)", "expected defined expressions, got a division by zero. Restrict the domain or mend it."),
        ("inv([[1, 1], [1, 1]])", "expected defined expressions, got a division by zero. Restrict the domain or mend it."),
        ("oo - oo", "expected defined expressions, got a division by zero. Restrict the domain or mend it."),
    ],
)
def test_what_has_no_value_is_not_derived(expression: str, message: str) -> None:
    """An expression that is defined nowhere has no value to print."""
    with pytest.raises(DerivationError) as caught:
        derive(expression, TYPES)
    assert str(caught.value) == f"Deriving {expression!r}: {message}"


def test_alternatives_become_cases() -> None:
    """The language has one comparison after an `if`: alternatives are cases one after the other, conditions together are nested."""
    x, y = sp.symbols("x y", real=True)
    cases = sp.Piecewise((x, (x > 1) | (x < -1)), (y, (x > 0) & sp.Ne(y, 0)), (0, True))
    text = ClaimText().doprint(cases)
    values = [derive(f"subs(subs({text}, x, {at}), y, {also})", {"x": "real", "y": "real"}).text for at, also in POINTS]
    assert values == [str(cases.subs({x: at, y: also})) for at, also in POINTS]


def test_names_of_numbers_stay() -> None:
    """A declared number whose name ends in a number is no entry of a vector."""
    assert ClaimText({"a_1": parse_type("real")}).doprint(sp.Symbol("a_1")) == "a_1"
