"""A derived expression prints in the notation of the report."""

from __future__ import annotations

import pytest
import sympy as sp
from latex2mathml.converter import convert

from derivations.jets import Jet
from derivations.language.latex import expression_latex
from derivations.language.tensor import Tensor

x, y, k, v_0, A_0_1, lam, sigma2 = sp.symbols("x y k v_0 A_0_1 lam sigma2", positive=True)
h = sp.Symbol("h")

PRINTED = [
    (v_0**2 * A_0_1, r"A_{0,1}\,v_{0}^{2}"),
    (sp.polygamma(1, k) ** 2, r"\psi'(k)^{2}"),
    (sp.polygamma(0, k) + sp.polygamma(3, k), r"\psi(k) + \psi^{(3)}(k)"),
    (sp.log(x) ** 2 / 2, r"\frac{\log(x)^{2}}{2}"),
    (sp.loggamma(x) ** 2 + sp.gamma(x), r"\Gamma(x) + (\log\Gamma(x))^{2}"),
    (sp.exp(-x) * sp.exp(x**2 / 2), r"e^{- x}\,\exp\left(\frac{x^{2}}{2}\right)"),
    (sp.E, "e"),
    (Jet(h, (0,), x), "h(x)"),
    (Jet(h, (2, 1), x, y) ** 2 * 3, r"3\,(\partial_{1}^{2}\partial_{2} h(x,\, y))^{2}"),
    (lam / sigma2, r"\frac{\lambda}{\sigma_{2}}"),
    (Tensor.vector([x, y]), r"\begin{pmatrix}x \\ y\end{pmatrix}"),
    (Tensor.matrix([[x, 1], [y, 2]]), r"\begin{pmatrix}x & 1 \\ y & 2\end{pmatrix}"),
    (Tensor.scalar(x), "x"),
]
CONVERTED = [
    sp.Integral(sp.exp(-(y**2)) * y, (y, -sp.oo, sp.oo)),
    sp.Sum(x**k / sp.factorial(k), (k, 0, sp.oo)),
    sp.besselk(0, x) / sp.besseli(1, x) ** 2,
    sp.Piecewise((x, x > y), (0, True)),
    sp.sqrt(2 * sp.pi) * sp.erf(x / sp.sqrt(2)) * sp.zeta(3),
    sp.Abs(x - y) + sp.binomial(5, k) + sp.KroneckerDelta(k, x),
    sp.lowergamma(k, x) + sp.expint(1, x) + sp.polylog(2, x) + sp.hyper([k], [x], y),
    Tensor.stack([Tensor.matrix([[x, 1], [y, 2]])] * 2),
]


@pytest.mark.parametrize(("expression", "latex"), PRINTED, ids=str)
def test_expression_prints_in_the_notation_of_the_report(expression: sp.Expr, latex: str) -> None:
    """Subscripts come from names, polygammas carry primes, jets are partial derivatives, short exponentials are powers."""
    assert expression_latex(expression) == latex
    assert convert(latex).startswith("<math")


@pytest.mark.parametrize("expression", CONVERTED, ids=str)
def test_expression_converts_to_mathml(expression: sp.Expr) -> None:
    """Whatever a derivation returns can stand on the report's page."""
    assert convert(expression_latex(expression)).startswith("<math")
