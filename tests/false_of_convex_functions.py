"""False statements about functions that are assumed to be convex, and the condition that each of them lacks."""

from __future__ import annotations

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
