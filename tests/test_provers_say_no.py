"""Every prover is asked what lies just outside of its theorem: each statement is false somewhere, and needs the condition that is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from stated import seeded, stated

from verify.provers import Prover, independent_atoms, index_calculus, integration_by_parts, mean_inequalities, provers
from verify.statement import Statement

if TYPE_CHECKING:
    from types import ModuleType

    from verify.verdict import Finding

LET = dict.fromkeys(("x", "y", "a", "b", "c", "m"), "real") | dict.fromkeys(("s", "q", "r"), "positive")
LET |= {"w": "unit", "e": "negative", "o": "nonnegative", "l": "nonnegative", "n": "natural", "i": "integer", "v": "real[2]", "th": "real"}
LET |= {"f": "smooth(x) -> real", "g": "smooth(x) -> real", "B": "smooth(x, y) -> real", "F": "smooth(v) -> real"}
LET |= {"hq": "smooth(q) -> real", "hw": "smooth(w) -> real", "he": "smooth(e) -> real", "ho": "smooth(o) -> real"}
LET |= {"p": "law(x)", "Q": "law(x; th)", "R": "law(x)", "ph": "real"}
LET |= {"S": "simplex[K]", "d": "positive[K]", "u": "real[K]", "z": "real[K]", "t": "real", "T": "nonnegative"}
LET |= {
    "P": "spd[k]",
    "G": "spd[k]",
    "H": "spd[h]",
    "Y": "symmetric[k]",
    "A": "real[k,k]",
    "J": "real[h,k]",
    "V": "real[k]",
    "W": "real[k]",
}
LET |= {"D": "real[2,2]"}


def gap(function: str, variable: str, above: str, below: str) -> str:
    """That a function of a variable lies above its tangent: at ``above``, by the tangent at ``below``."""
    value, slope = (f"subs({term}, {variable}, {{}})" for term in (f"{function}({variable})", f"diff({function}({variable}), {variable})"))
    return f"{value.format(above)} - {value.format(below)} - {slope.format(below)}*(({above}) - ({below})) >= 0"


SECOND = "subs(diff({0}({1}), {1}, 2), {1}, {2})"
CONVEX = {  # statement, hypothesis: why not
    ("E(ho(x), x, Normal(m, s)) >= subs(ho(o), o, m)", "convex(ho(o), [o])"): "a normal law has values outside of the nonnegative numbers",
    (gap("hw", "w", "x", "1/2"), "convex(hw(w), [w])"): "x may lie outside of the unit interval",
    (gap("hw", "w", "s", "1/2"), "convex(hw(w), [w])"): "a positive number may be above one",
    (gap("hw", "w", "1 - s", "1/2"), "convex(hw(w), [w])"): "what is below one may be negative",
    (gap("he", "e", "x", "e"), "convex(he(e), [e])"): "x may be positive",
    (gap("hq", "q", "q", "x"), "convex(hq(q), [q])"): "the base may be negative",
    (gap("f", "x", "x", "a"), "convex(diff(f(x), x), [x])"): "the slope is convex, not the function",
    (gap("g", "x", "x", "a"), "convex(f(x), [x])"): "another function is convex",
    (gap("f", "x", "x", "a"), "convex(f(x) + g(x), [x])"): "the sum is convex, not the first",
    (gap("f", "x", "x", "a"), "convex(x**2 + f(x), [x])"): "something convex is missing",
    (gap("f", "x", "x", "a"), "convex(f(x)**2, [x])"): "the square is convex",
    (gap("f", "x", "x", "a"), "convex(x**2*f(x), [x])"): "the factor moves",
    (gap("f", "x", "x", "a"), "convex(g(0)*f(x), [x])"): "the factor may be negative",
    (gap("f", "x", "x", "a"), "convex(c**2*f(x), [x])"): "nothing is said where the factor vanishes",
    (gap("f", "x", "x", "a"), "convex(-f(x), [x])"): "concave",
    ("B(x, y) - B(a, b) - subs(subs(diff(B(x, y), x), x, a), y, b)*(x - a) >= 0", "convex(B(x, y), [x])"): "y and b differ",
    ("B(x, y) - B(x, b) - subs(diff(B(x, y), y), y, b)*(y - b) >= 0", "convex(B(x, y), [x])"): "convex in the other variable",
    (f"-{SECOND.format('f', 'x', 'a')} >= 0", "convex(f(x), [x])"): "the second derivative has a negative weight",
    (f"{SECOND.format('hq', 'q', 'x')} >= 0", "convex(hq(q), [q])"): "at a point outside",
    (f"x*{SECOND.format('f', 'x', 'a')} >= 0", "convex(f(x), [x])"): "a weight of any sign",
    (f"{SECOND.format('f', 'x', 'a')} >= 1", "convex(f(x), [x])"): "strongly convex",
    ("(diff(hq(q), q) - subs(diff(hq(q), q), q, x))*(q - x) >= 0", "convex(hq(q), [q])"): "a slope at a point outside",
    ("(subs(diff(hq(q), q), q, x) - diff(hq(q), q))*(x - q) >= 0", "convex(hq(q), [q])"): "the same, turned around",
    (f"x*({gap('f', 'x', 'a', 'b').removesuffix(' >= 0')}) >= 0", "convex(f(x), [x])"): "a gap with a weight of any sign",
    ("E(hq(x), x, Normal(m, s)) >= subs(hq(q), q, m)", "convex(hq(q), [q])"): "a normal law has values outside",
    ("E(f(x), x, Normal(m, s)) >= f(m) + 1/100", "convex(f(x), [x])"): "linear functions have no gap",
    ("integrate(x*f(x), x, -1, 1) >= 0", "convex(f(x), [x])"): "a weight that changes its sign",
    ("integrate(f(x), x, a, b) >= (b - a)*f((a + b)/2)", "convex(f(x), [x])"): "the ends may be turned around",
    ("E(f(x), x, p) >= f(E(x, x, R))", "convex(f(x), [x])"): "two laws",
    ("E(f(x), x, p)*E(f(x), x, R) >= f(E(x, x, p))*f(E(x, x, R))", "convex(f(x), [x])"): "a product of means",
    (gap("f", "x", "x", "a").replace(">=", ">"), "convex(f(x), [x])"): "linear functions have no gap",
    (f"{gap('f', 'x', 'x', 'a')} and x == a", "convex(f(x), [x])"): "the second is of another kind",
    (f"{gap('f', 'x', 'x', 'a')[:-5]} + integrate(exp(g(x)), x, a, b) >= 0", "convex(f(x), [x])"): "the ends may be turned around",
    ("integrate(exp(-x**2)*f(x), x, oo, -oo) >= -sqrt(pi)*f(0)", "convex(f(x), [x])"): "the ends are turned around",
    ("integrate(exp(-x)*f(x), x, oo, 0) >= -f(1)", "convex(f(x), [x])"): "the ends are turned around",
    ("integrate(exp(x)*f(x), x, 0, -oo) >= -f(-1)", "convex(f(x), [x])"): "the ends are turned around",
    ("f(x) >= f(a)", "convex(f(x), [x])", "subs(diff(f(x), x), x, a) >= 0"): "a slope that may be positive",
    ("f(x) >= f(a)", "convex(f(x), [x])", "c*subs(diff(f(x), x), x, a) == 0"): "the factor may be zero",
    ("E(f(x)**2, x, p) >= f(E(x, x, p))**2", "convex(f(x), [x])"): "squares of convex functions are not convex",
}
PLAIN = {
    "diagonal plus rank one": {
        "psd(diag(u))": "a diagonal of any sign",
        "pd(diag(S) - outer(S, S))": "the sum is one: singular",
        "psd(diag(S) - 2*outer(S, S))": "more than one",
        "psd(diag(d) - outer(d, d))": "the sum of d is any number",
        "psd(diag(d) + t*outer(u, u))": "a factor of any sign",
        "psd(diag(d) - outer(u, u))": "u is not bounded by d",
        "psd(diag(d) + outer(u, z))": "not symmetric",
        "psd(diag(d) + outer(u, u) - outer(z, z))": "two products",
        "psd(diag(d) - outer(u, u) + outer(u, u)*t)": "a factor of any sign, in two terms",
        "psd(diag(d)) and sum(d[j_] for j_ in range(K)) == 1": "the second is of another kind",
        "psd(-diag(d))": "negative",
        "psd(diag(S)*t)": "a factor of any sign on the diagonal",
        "pd(diag(S) - outer(S, S)) and psd(diag(S))": "the first is singular",
    },
    "expectation signs": {
        "E(f(x), x, p)*E(f(x)**3, x, p) >= 0": "a product of means is not the mean of the product",
        "psd([[E(f(x)**2, x, p), E(f(x), x, R)], [E(f(x), x, R), 1]])": "means under two laws",
        "E(f(x)**2, x, p) - E(f(x), x, R)**2 >= 0": "means under two laws",
        "E(f(x)**2, x, p) > 0": "the function may vanish",
        "E(f(x), x, p)**2 >= E(f(x)**2, x, p)": "the variance the other way round",
        "E(f(x)**2, x, p) >= 2*E(f(x), x, p)**2": "too much",
        "E(f(x)**2, x, p) >= E(f(x), x, p)": "a number is no square",
        "abs(E(f(x), x, p)) >= E(abs(f(x)), x, p)": "Jensen the other way round",
        "E(logpdf(p, x) - logpdf(R, x), x, R) >= 0": "the divergence the other way round",
        "E(logpdf(p, x) - f(x), x, p) >= 0": "f is no density",
        "E(logpdf(p, x) - 2*logpdf(R, x), x, p) >= 0": "weights that do not cancel",
        "E(2*logpdf(p, x) - logpdf(R, x), x, p) >= 0": "weights that do not cancel",
        "E(logpdf(p, x) - logpdf(R, x + 1), x, p) >= 1": "more than the divergence",
        "E(logpdf(Q, x) - subs(logpdf(Q, x), th, ph), x, subs(Q, th, ph)) >= 0": "under the other parameter",
        "E(logpdf(p, x) - logpdf(R, x/2), x, p) >= 0": "the density of 2 x times two",
        "E(logpdf(p, x) - diff(logpdf(R, x), x), x, p) >= 0": "the derivative of a density",
        "kl(p, R) > 0": "the laws may be equal",
        "kl(p, R) == 0": "the laws may differ",
        "kl(p, R) != 0": "the laws may be equal",
        "E(f(x)**2, x, p) >= 0 and E(f(x), x, p)*E(f(x)**3, x, p) >= 0": "the second is a product of means",
        "kl(p, R) >= 0 and E(f(x), x, p) >= 0": "the second is of any sign",
        "E(1/f(x), x, p) != 0": "what is nowhere zero may have the mean zero",
        "psd(fisher(Q, [th])) and E(f(x), x, p) != 0": "the second is of another kind",
        "E(diff(logpdf(Q, x), th) - diff(logpdf(R, x), x), x, p) >= 0": "derivatives of densities are none",
    },
    "Cauchy-Schwarz and Jensen under laws": {
        "E(f(x)**2, x, p)*E(g(x)**2, x, R) >= E(f(x)*g(x), x, p)**2": "two laws",
        "c*(E(f(x)**2, x, p)*E(g(x)**2, x, p) - E(f(x)*g(x), x, p)**2) >= 0": "a factor of any sign",
        "E(f(x)*g(x), x, p)**2 >= E(f(x)**2, x, p)*E(g(x)**2, x, p)": "the other way round",
        "E(f(x)**2, x, p)*E(g(x)**2, x, p) >= 2*E(f(x)*g(x), x, p)**2": "too much",
        "E(f(x)**2, x, p)*E(g(x)**2, x, p) > E(f(x)*g(x), x, p)**2": "equal functions",
        "log(E(exp(f(x)), x, p)) >= E(f(x), x, R)": "two laws",
        "log(E(exp(f(x)), x, p)) >= 2*E(f(x), x, p)": "too much",
        "c*log(E(exp(f(x)), x, p)) >= c*E(f(x), x, p)": "a factor of any sign",
        "log(E(exp(f(x)), x, p)) >= E(f(x), x, p) and E(f(x), x, p) == 0": "the second is of another kind",
        "E(f(x), x, p) >= log(E(exp(f(x)), x, p))": "the other way round",
        "log(E(f(x)**2, x, p)) >= E(f(x), x, p)": "no exponential",
    },
    "rank by minors": {
        "rank([[1, 0], [0, 1]]) == -2": "no rank is negative",
        "rank(D) <= 1": "the determinant may be another number than zero",
        "rank(D) >= 1": "all entries may be zero",
        "rank([[x, y], [0, x]]) == 2": "x may be zero",
        "rank([[x, 1], [1, x]]) == 1": "only at one and minus one",
        "rank([[1, 0], [0, 1]]) < 2": "it is two",
        "rank([[1, 0], [0, 1]]) > 2": "it is two",
        "rank([[1, x], [0, 1]]) == -2": "no rank is negative",
        "rank([[1, x], [0, 1]]) != 2": "it is two",
        "rank([[1, x], [0, 1]]) < 2": "it is two",
        "rank([[1, x], [0, 1]]) > 2": "it is two",
        "rank([[x, y, 1], [y, x, 1], [1, 1, 1]]) >= 2": "all entries may be one",
        "2*rank([[1, x], [0, 1]]) <= 3": "twice the rank is four",
        "rank([[1, x], [0, 1]]) + x >= 2": "x may be negative",
        "rank([[1, x], [0, 1]]) - rank(D) <= 0": "two ranks",
        "rank(D) <= 1 and rank([[1, 1], [1, 1]]) <= 1": "the first is not shown",
        "rank([[1, 1], [1, 1]]) <= 1 and rank(D) <= 1": "the second is not shown",
    },
    "logarithms of determinants": {
        "log(det(P)) < trace(P) - k": "equal at the identity",
        "t*log(det(P)) <= t*(trace(P) - k)": "a factor of any sign",
        "-log(det(P)) <= trace(P) - k": "the other sign",
        "log(det(P))**2 <= (trace(P) - k)**2": "squares",
        "log(det(P)) - log(det(G)) <= trace(P) - trace(G)": "the second logarithm has a bound of its own",
        "log(det(P)) <= trace(P) - k - trace(Y)": "a number of any sign is left",
        "log(det(P)) + log(det(G)) <= trace(P) - k": "one bound for two logarithms",
        "log(det(P)) - log(det(H)) <= trace(P) - k": "the second logarithm is not bounded",
        "log(det(Y)) <= trace(Y) - k": "no definite matrix, so that the logarithm may have no value",
        "log(det(P)) <= trace(P) - k and trace(P) >= k": "the second is false",
        "log(det(P)) + log(trace(P)) <= 2*trace(P) - k": "another logarithm",
    },
    "gram_squares": {
        "psd(A)": "no symmetric matrix",
        "psd(Y)": "symmetric, of any sign",
        "pd(J.T @ J)": "J may vanish",
        "psd(P - G)": "a difference",
        "psd(t*P)": "a factor of any sign",
        "pd(T*P)": "a factor that may be zero",
        "trace(P @ A) >= 0": "A is of any sign",
        "trace(A @ A) >= 0": "A A is not A.T A",
        "dot(V, A @ V) >= 0": "A is of any sign",
        "dot(V, V) > 0": "V may vanish",
        "det(A) >= 0": "of any sign",
        "psd(P @ G)": "a product of definite matrices is not symmetric",
        "dot(V, P @ W) >= 0": "two vectors",
        "psd(A @ P @ A)": "not A.T",
    },
    "free_algebra": {
        "A @ P == P @ A": "matrices do not commute",
        "(A @ P).T == A.T @ P": "the order turns around",
        "inv(P + G) == inv(P) + inv(G)": "the inverse of a sum",
        "trace(A @ P @ G) == trace(P @ A @ G)": "traces turn in a circle only",
        "det(P + G) == det(P) + det(G)": "the determinant of a sum",
        "A.T == A": "not symmetric",
        "positively_proportional(P @ V, -P @ V)": "a negative factor",
        "positively_proportional(V, t*V)": "a factor of any sign",
        "proportional(V, T*V)": "a factor that may be zero",
        "proportional(P @ V, G @ V)": "no factor",
    },
    "modular_matrices": {
        "A @ P == P @ A": "matrices do not commute",
        "positively_proportional(P @ V, -P @ V)": "a negative factor",
        "trace(A @ P @ G) == trace(P @ A @ G)": "traces turn in a circle only",
        "proportional(P @ V, G @ V)": "no factor",
    },
    "index_calculus": {
        "sum(S[j_]**2 for j_ in range(K)) == 1": "the sum of the entries is one",
        "sum(u[j_]*z[j_] for j_ in range(K)) == sum(u[j_] for j_ in range(K))*sum(z[j_] for j_ in range(K))": "a product of sums",
        "outer(u, z) == outer(z, u)": "not symmetric",
        "diag(u) @ outer(z, z) == outer(z, z) @ diag(u)": "they do not commute",
        "sum(d[j_] for j_ in range(K)) == 1": "d is no simplex",
    },
    "ldl": {
        "psd([[x, 0], [0, 1]])": "a pivot of any sign",
        "pd([[o, 0], [0, 1]])": "a pivot that may vanish",
        "psd([[1, x], [y, x**2]])": "not symmetric",
        "psd([[q, x], [x, r]])": "the determinant is of any sign",
        "pd([[x**2, x], [x, 1]])": "singular",
        "psd([[1, 2], [2, 1]])": "a negative minor",
        "psd([[0, x], [x, 1]])": "a pivot that vanishes with an entry beside it",
        "psd([[x**2, x*y], [x*y, y**2 - 1]])": "a negative rest",
    },
    "sum of squares": {
        "x**2 + y**2 > 0": "both may vanish",
        "x**2 - 2*x*y + y**2 != 0": "equal numbers",
        "x**2 + x*y >= 0": "no sum of squares",
        "x*q >= 0": "a factor of any sign",
        "q - r >= 0": "a difference",
        "o > 0": "may vanish",
        "exp(x) >= 1": "below zero",
        "q - 1 - log(q) > 0": "equal at one",
        "log(q) <= q - 2": "too much",
        "x**2 + 1 >= 0 and x**3 >= 0": "the second is of any sign",
    },
    "independent atoms": {
        "sqrt(x**2) == x": "for negative numbers",
        "exp(x)*exp(y) == exp(x*y)": "the sum",
        "positively_proportional(v, x*v)": "a factor of any sign",
        "positively_proportional(v, -v)": "a negative factor",
        "proportional(v, x*v)": "a factor that may be zero",
        "log(q**2) == log(q)": "twice",
        "x == x and x == y": "the second",
    },
    "integration by parts": {
        "E(diff(f(x), x), x, Normal(m, s)) == E((x - m)*f(x), x, Normal(m, s))": "the variance is missing",
        "E(f(x), x, Normal(m, s)) == f(m)": "a mean is no value",
        "integrate(diff(f(x), x), x, 0, 1) == 0": "values at the ends",
        "integrate(x*diff(f(x), x), x, 0, 1) == -integrate(f(x), x, 0, 1)": "a value at the end",
        "integrate(diff(f(x), x)*g(x), x, 0, 1) == integrate(f(x)*diff(g(x), x), x, 0, 1)": "sign and ends",
        "integrate(f(x)*g(x) + exp(-x**4), x, 0, 1) == integrate(f(x)*g(x), x, 0, 1)": "a part without functions",
        "integrate((f(x) + 1)**2, x, 0, 1) == integrate(f(x)**2 + 2*f(x), x, 0, 1)": "one is missing",
        "integrate(f(x), x, 0, 1) == integrate(f(x), x, 0, 1) and x == 0": "the second",
        "integrate(f(x), x, 0, 1) == integrate(f(x), x, 0, 1) and E(f(x), x, Normal(m, s)) >= 0": "the second is of another kind",
        "integrate(f(x), x, 0, 1) == integrate(f(x), x, 0, 2)": "another end",
        "integrate(diff(f(x), x)*abs(x), x, 0, m) == f(m)*abs(m) - integrate(f(x), x, 0, m)": "the end may be negative",
        "integrate(diff(f(x), x), x, 0, oo) == -f(0)": "the function may have another limit",
        "integrate(f(2*x), x, 0, 1) == integrate(f(x), x, 0, 2)": "a factor is missing",
        "integrate(f(1 - x), x, 0, 1) == -integrate(f(x), x, 0, 1)": "a sign too much",
        "integrate(f(x**2)*x, x, 0, 1) == integrate(f(x), x, 0, 1)": "half of it",
        "integrate(diff(f(x), x)/x, x, -1, 1) == f(1) + f(-1) + integrate(f(x)/x**2, x, -1, 1)": "a pole between the ends",
        "integrate(diff(f(x), x)*abs(x), x, -1, 1) == f(1) - f(-1) - integrate(f(x), x, -1, 1)": "a kink between the ends",
        "integrate(f(x), x, 0, 1) == integrate(g(x), x, 0, 1)": "two functions",
    },
    "meaning of the words": {
        "kl(Normal(m, s), Normal(a, s)) > 0": "equal laws",
        "Var(x, x, Cauchy(m, s)) >= 0": "there is no variance",
        "psd(fisher(Normal(m, s), [m, s])) and m >= 0": "the second is of any sign",
        "pd(fisher(Normal(m*x, s), [m]))": "x may be zero",
        "pd(fisher(Normal(m + a, s), [m, a]))": "two coordinates for one",
        "-kl(Normal(m, s), Normal(a, s)) >= 0": "the other sign",
        "Var(x, x, Normal(m, s)) >= 1": "more than nothing",
        "psd(-fisher(Normal(m, s), [m, s]))": "the other sign",
    },
}
CASES = {  # under a hypothesis
    ("finite cases", "x*(x - 1)*(x - 2)*(x - 3) == 0", "o <= 3"): "o is not in it",
    ("finite cases", "o*(o - 1)*(o - 2)*(o - 3) == 0", "o <= 3"): "no natural number",
    ("finite cases", "i*(i - 1) == 0", "i <= 1"): "may be negative",
    ("finite cases", "n*(n - 1) == 0", "n <= 2"): "the last value",
    ("finite cases", "n*(n - 1) == 0", "2*n <= 5"): "a multiple",
    ("finite cases", "(n - 1)*(n - 2) == 0", "n <= 2"): "the first value",
    ("finite cases", "n*(n - 1)*(n - 2) == 0", "n >= 2"): "a bound from below",
    ("finite cases", "n*(n - 1) == 0", "n + o <= 1 + x"): "a bound that moves",
    ("finite cases", "n*(n - 1)*(n - 2)*(n - 3) == 0", "3 != n"): "no bound",
    ("finite cases", "n*(n - 1)*(n - 2)/(3 - n) == 0"): "a divisor is no bound",
    ("finite cases", "n*(n - 1)*(n - 2)*(n - 3) == 0", "3 - n == i"): "an equation with another number",
    ("sum of squares", "x >= 0", "x + y >= 0"): "the sum is nonnegative",
    ("gram_squares", "psd(A)", "psd(A + A.T + P)"): "of a sum",
    ("free_algebra", "A @ V == V", "A @ W == W"): "another vector",
}
TABLE = {("tangents of convex functions", *key): why for key, why in CONVEX.items()}  # prover, statement, hypotheses
TABLE |= {(prover, statement): why for prover, told in PLAIN.items() for statement, why in told.items()}
TABLE |= CASES


def asked(prover: Prover, statement: str, given: tuple[str, ...]) -> Finding | None:
    """What one prover says of a statement."""
    about = Statement.of(stated(statement, LET, given=given))
    return prover.decide(about.problem(about.elaborator()), seeded())


@pytest.mark.parametrize("case", TABLE, ids=" | ".join)
def test_what_lies_outside_is_not_proved(case: tuple[str, ...]) -> None:
    """The prover has not decided, or says that it fails."""
    name, statement, *given = case
    found = asked({prover.name: prover for prover in provers()}[name], statement, tuple(given))
    assert found is None or found.verdict != "proved", TABLE[case]


RESTING: dict[
    str, tuple[ModuleType, str, str, tuple[str, ...]]
] = {  # prover, where it asks whether something is zero, a true statement, hypotheses
    "means": (mean_inequalities, "decide_zero", "log(E(exp(f(x)), x, p)) >= E(f(x), x, p)"),
    "parts": (
        integration_by_parts,
        "decide_zero",
        "E((x - m)*f(x), x, Normal(m, s)) == s**2*E(diff(f(x), x), x, Normal(m, s))",
    ),
    "atoms": (independent_atoms, "decide_zero", "log(q*r) == log(q) + log(r)"),
    "indices": (index_calculus, "decide_indexed_zero", "sum(S[j_] for j_ in range(K)) == 1"),
}


@pytest.mark.parametrize("name", RESTING)
@pytest.mark.parametrize("changed", [{"zero": False}, {"zero": None}, {"disputed": True}, {"log2_error": -120.0}], ids=str)
def test_a_zero_that_is_not_certain_proves_nothing(name: str, changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not zero, in dispute, or zero with some probability only, is no exact proof of what rests on it."""
    module, function, statement = RESTING[name]
    found = asked(module.PROVER, statement, ())
    assert found is not None
    assert found.verdict == "proved"
    decide_zero = getattr(module, function)
    monkeypatch.setattr(module, function, lambda *asked: replace(decide_zero(*asked), **changed))
    found = asked(module.PROVER, statement, ())
    assert found is None or found.verdict == "disputed"
