"""True statements on which the mutant operators of information geometry bite, and such on which they change nothing."""

from __future__ import annotations

NAMES = {"m": "real", "s": "positive", "r": "positive", "k": "positive", "t": "positive", "d": "real", "x": "real", "z": "real"}
LAW = {"theta": "real", "y": "real", "p": "law(y; theta)", "x": "real"}
FLAT = "connection(Normal(m, 1), [m], 1)[0,0,0] == 0"
PLANE = "gaussian_curvature(MultivariateNormal([x, z], eye(2)), [x, z]) == 0"
POISSON = "connection(Poisson(r), [r], -1)[0,0,0] == 0"
RAO = "fisher_rao(Poisson(r), Poisson(t)) == 2*abs(sqrt(t) - sqrt(r))"
SAME = "fisher_rao(Poisson(r), Poisson(r)) == 0"
STEP = "natural_gradient(r**2, Poisson(r), [r]) == [2*r**2]"
PATH = "geodesic(Poisson(r), [r], [k], [t], 1/4) == [(3/4*sqrt(k) + 1/4*sqrt(t))**2]"
BITTEN = {  # operator: a true statement that some change of it makes false
    "the dual connection": POISSON,
    "a connection of another order": POISSON,
    "an index raised or lowered": "connection(Poisson(r), [r], 1)[0,0,0] == -1/r**2",
    "the connection of the inverse metric": "metric_connection([[k]], [k])[0,0,0] == 1/2",
    "the scalar curvature for the Gaussian one": "gaussian_curvature(Normal(m, s), [m, s]) == -1/2",
    "the curvature with the opposite sign": "gaussian_curvature(Normal(m, s), [m, s]) == -1/2",
    "the cubic tensor with the opposite sign": "cubic(Poisson(r), [r])[0,0,0] == 1/r**2",
    "the gradient for the natural gradient": STEP,
    "F for its inverse in the natural gradient": STEP,
    "a divergence for the distance": RAO,
    "the square of the distance": RAO,
    "the Euclidean distance": "geodesic_distance(Poisson(r), [r], [k], [t]) == 2*abs(sqrt(t) - sqrt(k))",
    "the Euclidean form": "fisher_form(Poisson(r), [r], [1], [1]) == 1/r",
    "the straight line for the geodesic": PATH,
    "the geodesic run backwards": PATH,
    "the other order of an expanded divergence": "kl_taylor(Poisson(r), [r], [d], 3) == d**2/(2*r) - d**3/(3*r**2)",
    "natural for mean parameters": "natural(Poisson(r)) == [log(r)]",
    "the other coordinates of F": "fisher_natural(Poisson(r)) == [[r]]",
    "the log-partition at another point": "log_partition(Poisson, [x]) == exp(x)",
    "the log-partition for its dual": "legendre_dual(Poisson(r)) == r*log(r) - r",
    "the entropy with the opposite sign": "entropy(Normal(m, s)) == 1/2 + log(s) + log(2*pi)/2",
    "a density of twice the mass": "pdf(Exponential(r), k) == r*exp(-r*k)",
    "the logarithm of the density": "pdf(Exponential(r), k) == r*exp(-r*k)",
    "the opposite sign of the logits": "softplus(x) - softplus(-x) == x",
}
UNHARMED = {  # operator: a true statement that every change of it leaves true
    "the dual connection": FLAT,
    "a connection of another order": FLAT,
    "an index raised or lowered": FLAT,
    "the connection of the inverse metric": "metric_connection([[2]], [x])[0,0,0] == 0",
    "the scalar curvature for the Gaussian one": PLANE,
    "the curvature with the opposite sign": PLANE,
    "the cubic tensor with the opposite sign": "cubic(Normal(m, 1), [m])[0,0,0] == 0",
    "the gradient for the natural gradient": "natural_gradient(m**2, Normal(m, 1), [m]) == [2*m]",
    "F for its inverse in the natural gradient": "natural_gradient(m**2, Normal(m, 1), [m]) == [2*m]",
    "a divergence for the distance": SAME,
    "the square of the distance": SAME,
    "the Euclidean distance": "geodesic_distance(Normal(m, 1), [m], [x], [z]) == abs(z - x)",
    "the Euclidean form": "fisher_form(Normal(m, 1), [m], [x], [z]) == x*z",
    "the straight line for the geodesic": "geodesic(Normal(m, 1), [m], [x], [z], 1/4) == [3/4*x + 1/4*z]",
    "the geodesic run backwards": "geodesic(Normal(m, 1), [m], [x], [z], 1/2) == [(x + z)/2]",
    "the other order of an expanded divergence": "kl_taylor(Poisson(r), [r], [d], 2) == d**2/(2*r)",
    "natural for mean parameters": "0*natural(Poisson(r)) == [0]",
    "the other coordinates of F": "fisher_natural(Poisson(1)) == [[1]]",
    "the log-partition at another point": "log_partition(Poisson, [0]) == 1",
    "the log-partition for its dual": "legendre_dual(Poisson(exp(2))) == exp(2)",
    "the entropy with the opposite sign": "entropy(Uniform(0, 1)) == 0",
    "a density of twice the mass": "0*pdf(Exponential(r), k) == 0",
    "the logarithm of the density": "0*pdf(Exponential(r), k) == 0",
    "the opposite sign of the logits": "logsumexp([x, -x]) == log(exp(x) + exp(-x))",
    "change the measure of an expectation": "E(x, y, Normal(loc=m, scale=s)) == x",
}
MEASURES = {  # a true statement about a mean, its declarations, and one of the laws that its mutants take
    "E(y, y, Normal(m, s)) == m": (NAMES, "Normal(m + 1, s)"),
    "E(y, y, Normal(loc=m, scale=s)) == m": (NAMES, "Normal(loc=m + 1, scale=s)"),
    "Var(y, y, Gamma(concentration=k, rate=r)) == k/r**2": (NAMES, "Gamma(concentration=k / 2, rate=r)"),
    "E(y, y, Bernoulli(logits=x)) == sigmoid(x)": (NAMES, "Bernoulli(logits=x + 1)"),
    "E(y, y, Bernoulli(w)) == w": ({"w": "unit"}, "Bernoulli(w / 2)"),
    "E(y, y, Categorical([1/2, 1/3, 1/6])) == 2/3": ({}, "Categorical([1 / 3, 1 / 6, 1 / 2])"),
    "E(y[0], y, MultivariateNormal(loc=[x, z], covariance=eye(2))) == x": (NAMES, "MultivariateNormal(loc=[z, x], covariance=eye(2))"),
    "kl(Normal(loc=m, scale=1), Normal(0, 1)) == m**2/2": (NAMES, "Normal(loc=m + 1, scale=1)"),
    "E(score(p, y, [theta])[0], y, p) == 0": (LAW, "subs(p, theta, theta / 2)"),
    "kl(p, p) == 0": (LAW, "subs(p, theta, theta / 2)"),
    "E(y, y, subs(Normal(m, s), m, x)) == x": (NAMES, "subs(Normal(m, s), m, x / 2)"),
}
