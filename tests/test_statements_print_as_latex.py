r"""A statement prints as a mathematician would write it, with parentheses exactly where they are needed."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from latex2mathml.converter import convert

from derivations.errors import ClaimError
from derivations.language.latex import statement_latex
from derivations.language.latex.words import WORDS
from derivations.language.syntax import parse
from derivations.language.types import parse_type
from derivations.language.vocabulary import vocabulary

PRINTED = {
    "a*(b*c)/d*x": r"\frac{a\,b\,c}{d}\,x",
    "(a + b)*(c - d)/(2*x)": r"\frac{(a + b)\,(c - d)}{2\,x}",
    "a - (b - c) + (d - x)": r"a - (b - c) + d - x",
    "a + (-b + c)": r"a + (-b + c)",
    "-a*b + -c": r"-a\,b - c",
    "a*(-b) - (-c)": r"a\,(-b) - (-c)",
    "-1/b": r"-\frac{1}{b}",
    "2*3*x": r"2 \cdot 3\,x",
    "-x**2": "-x^{2}",
    "(-x)**2 + (x**y)**z + x**y**z": "(-x)^{2} + (x^{y})^{z} + x^{y^{z}}",
    "(a/b)**2": r"\left(\frac{a}{b}\right)^{2}",
    "x**(1/2) + x**0.5 + sqrt(x + 1)": r"\sqrt{x} + \sqrt{x} + \sqrt{x + 1}",
    "0.1*x + 1e-12": r"0.1\,x + 1 \cdot 10^{-12}",
    "A.T @ inv(A) @ inv(B).T @ (A + B).T @ inv(A @ B)": r"A^{\top}\,A^{-1}\,B^{-\top}\,(A + B)^{\top}\,(A\,B)^{-1}",
    "kron(A, B @ C) @ vec(X)": r"(A \otimes (B\,C))\,\operatorname{vec}(X)",
    "[[1, x], [x, 2]] @ [a, b]": r"\begin{pmatrix}1 & x \\ x & 2\end{pmatrix}\,\begin{pmatrix}a \\ b\end{pmatrix}",
    "sum(v[j] for j in range(n)) + 1": r"\left(\sum_{j=0}^{n - 1} v_{j}\right) + 1",
    "1 + sum(v[j]*w[j] for j in range(1, n + 1))": r"1 + \sum_{j=1}^{n} v_{j}\,w_{j}",
    "prod(x[i] for i in range(3))": r"\prod_{i=0}^{2} x_{i}",
    "[x**j for j in range(4)]": r"(x^{j})_{j = 0, \dots, 3}",
    "abs(x) == (x if x > 0 else -x)": r"\left|x\right| = \begin{cases}x & \text{if } x > 0 \\ -x & \text{otherwise}\end{cases}",
    "0 <= x < 1 != y": r"0 \le x < 1 \neq y",
    "mu + lam + sigma2 + theta_t + beta_ + theta_hat + rate": (
        r"\mu + \lambda + \sigma_{2} + \theta_{t} + \beta + \hat{\theta} + \mathrm{rate}"
    ),
    "theta_t[0] + (A @ B)[0, 1]": r"\theta_{t,0} + (A\,B)_{0,1}",
    "E(y**2, y, Normal(mu, s))": r"\mathbb{E}_{y \sim \operatorname{Normal}(\mu,\, s)}[y^{2}]",
    "E(y, y, Bernoulli(logits=z))": r"\mathbb{E}_{y \sim \operatorname{Bernoulli}(\mathrm{logits} = z)}[y]",
    "kl(Normal(0, 1), Normal(mu, exp(lam))) >= 0": (
        r"\operatorname{KL}(\operatorname{Normal}(0,\, 1) \,\|\, \operatorname{Normal}(\mu,\, e^{\lambda})) \ge 0"
    ),
    "fisher(Gamma(k, b), [k, b])": r"F_{k, b}[\operatorname{Gamma}(k,\, b)]",
    "logpdf(Normal(0, s), y)**2": r"(\log \operatorname{Normal}(y \mid 0,\, s))^{2}",
    "grad(h(x)*x, x)*a": r"(\nabla_{x} (h(x)\,x))\,a",
    "a*hess(h(x), x) + 1": r"a\,\nabla^{2}_{x} h(x) + 1",
    "diff(h(x), x) + diff(x**2, x, 2)": r"\frac{\partial h(x)}{\partial x} + \frac{\partial^{2}}{\partial x^{2}} x^{2}",
    "limit(sin(x)/x, x, 0) + 1": r"\left(\lim_{x \to 0} \frac{\sin(x)}{x}\right) + 1",
    "integrate(a + x, x, 0, oo)": r"\int_{0}^{\infty} (a + x)\,\mathrm{d}x",
    "exp(-x**2/2)*exp(-x)": r"\exp\left(-\frac{x^{2}}{2}\right)\,e^{-x}",
    "polygamma(1, k) + polygamma(3, k) + digamma(k)": r"\psi'(k) + \psi^{(3)}(k) + \psi(k)",
    "loggamma(x)**2 + gamma(x)**2": r"(\log\Gamma(x))^{2} + \Gamma(x)^{2}",
    "factorial(n + 1)*binomial(n, k)": r"(n + 1)!\,\binom{n}{k}",
    "norm2(v)**2 == dot(v, v)": r"\|v\|_{2}^{2} = \langle v, v\rangle",
    "psd(A - B) and symmetric(A @ B)": r"A - B \succeq 0 \quad\text{and}\quad (A\,B)^{\top} = A\,B",
    "proportional(u, v) and free_of(x, y)": r"u \propto v \quad\text{and}\quad x \text{ does not depend on } y",
    "convex(x**2 + y, [x, y])": r"x^{2} + y \text{ is convex in } x, y",
    "outer(a + b, c) == zeros(m, n)": r"(a + b)\,c^{\top} = 0_{m \times n}",
    "subs(x + y, x, a)": r"\left. (x + y) \right|_{x = a}",
}
ARGUMENTS = {
    "value": "x", "law": "Normal(mu, s)", "variables": "[mu, s]", "bound": "y", "limit": "a", "dimension": "n", "count": "2",
    "family": "Normal",
}  # fmt: skip


@pytest.mark.parametrize("text", PRINTED)
def test_statement_prints_as_written_by_hand(text: str) -> None:
    """The LaTeX is what one would write by hand, and it converts to MathML."""
    latex = statement_latex(parse(text))
    assert latex == PRINTED[text]
    assert convert(latex).startswith("<math")


@pytest.mark.parametrize("name", sorted(vocabulary()))
def test_every_word_of_the_vocabulary_prints(name: str) -> None:
    """A word, called with arguments of its roles, prints as LaTeX that converts to MathML, alone and as the base of a power."""
    call = f"{name}({', '.join(ARGUMENTS[role.rstrip('?')] for role in vocabulary()[name].roles)})"
    assert convert(statement_latex(parse(call))).startswith("<math")
    assert convert(statement_latex(parse(f"{call}**2"))).startswith("<math")


def test_the_notation_is_for_words_that_exist() -> None:
    """No notation is left over from a word that was renamed."""
    assert set(WORDS) - set(vocabulary()) == set()


def test_a_declared_law_prints_with_its_parameter() -> None:
    """The law at its own parameter and the law at another one are told apart."""
    types = {"p": parse_type("law(y; theta)"), "theta": parse_type("real[2]"), "phi": parse_type("real[2]")}
    assert statement_latex(parse("kl(p, subs(p, theta, phi))"), types) == r"\operatorname{KL}(p_{\theta} \,\|\, p_{\phi})"
    assert statement_latex(parse("score(p, y, theta)"), types) == r"\nabla_{\theta} \log p_{\theta}(y)"


def test_what_is_no_claim_language_is_refused() -> None:
    """A node outside the language is an error, never a guess."""
    with pytest.raises(ClaimError) as caught:
        statement_latex(ast.parse("lambda x: x", mode="eval").body)
    expected = "Printing a statement: expected an expression of the claim language, got Lambda. Parse the text first."
    assert str(caught.value) == expected


def test_printing_a_statement_imports_no_sympy() -> None:
    """A check answered from the cache prints its statements without the cost of importing SymPy."""
    program = (
        "import ast, sys; from derivations.language.latex import statement_latex;"
        "print(statement_latex(ast.parse('x + 1', mode='eval').body), 'sympy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - our own program
    assert done.stdout == "x + 1 False\n"
