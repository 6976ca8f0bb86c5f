"""Statements about every size: true ones by theme, and false ones, each made false by one slip of index calculus."""

from __future__ import annotations

Z = {"z": "real[K]"}
P = {"p": "simplex[K]"}
PQ = {"p": "simplex[K]", "q": "simplex[K]"}
A = {"a": "positive[K]"}
AB = {"a": "positive[K]", "b": "positive[K]"}
COUNTS = {"n": "natural", "p": "simplex[K]"}
NORMAL = {"m": "real[d]", "S": "spd[d]", "u": "real[d]", "T": "spd[d]"}
FORM = {**NORMAL, "A": "symmetric[d]", "B": "symmetric[d]"}
WISHART = {**FORM, "nu": "positive"}
ONES = "[1 for k in range(K)]"
MASS = "sum(a[j] for j in range(K))"
DIRICHLET_KL = (
    f"kl(Dirichlet(a), Dirichlet(b)) == loggamma({MASS}) - loggamma(sum(b[k] for k in range(K)))"
    f" + sum(loggamma(b[k]) - loggamma(a[k]) + (a[k] - b[k])*(digamma(a[k]) - digamma({MASS})) for k in range(K))"
)
GAUSSIAN_KL = "kl(MultivariateNormal(m, S), MultivariateNormal(u, T))"

TRUE: tuple[tuple[str, dict[str, str]], ...] = (
    ("fisher(Categorical(logits=z), z) == diag(softmax(z)) - outer(softmax(z), softmax(z))", Z),
    ("fisher(Categorical(logits=z), z) == fisher_hessian(Categorical(logits=z), z)", Z),
    ("fisher(Categorical(p), p) == diag([1/p[k] for k in range(K)])", P),
    ("hess(logsumexp(z), z) == fisher(Categorical(logits=z), z)", Z),
    ("hess(nll(Categorical(logits=z), y), z) == fisher(Categorical(logits=z), z)", {"y": "natural", **Z}),
    ("grad(nll(Categorical(logits=z), y), z) == softmax(z) - sufficient(Categorical(logits=z), y)", {"y": "natural", **Z}),
    ("grad(log_partition(Categorical, z), z) == mean_parameters(Categorical(logits=z))", Z),
    ("natural(Categorical(p)) == [log(p[k]) for k in range(K)]", P),
    ("entropy(Categorical(p)) == -sum(p[k]*log(p[k]) for k in range(K))", P),
    ("entropy(Categorical(logits=z)) == logsumexp(z) - dot(softmax(z), z)", Z),
    ("kl(Categorical(p), Categorical(q)) == sum(p[k]*log(p[k]/q[k]) for k in range(K))", PQ),
    ("softmax(z) == softmax([z[k] + c for k in range(K)])", {"c": "real", **Z}),
    (f"fisher(Categorical(logits=z), z) @ {ONES} == [0 for k in range(K)]", Z),
    ("Cov(y, y, Multinomial(n, p)) == n*(diag(p) - outer(p, p))", COUNTS),
    ("kl(Multinomial(n, p), Multinomial(n, q)) == n*sum(p[k]*log(p[k]/q[k]) for k in range(K))", {"n": "natural", **PQ}),
    ("fisher(Multinomial(n, softmax(z)), z) == n*fisher(Categorical(logits=z), z)", {"n": "natural", **Z}),
    (f"fisher(Dirichlet(a), a) == diag([polygamma(1, a[k]) for k in range(K)]) - polygamma(1, {MASS})*outer({ONES}, {ONES})", A),
    (f"mean_parameters(Dirichlet(a)) == [digamma(a[k]) - digamma({MASS}) for k in range(K)]", A),
    (f"E(y, y, Dirichlet(a)) == [a[k]/{MASS} for k in range(K)]", A),
    (
        DIRICHLET_KL,
        AB,
    ),
    (f"E(y, y, DirichletMultinomial(n, a)) == [n*a[k]/{MASS} for k in range(K)]", {"n": "natural", **A}),
    ("sum(x for k in range(K)) == K*x", {"x": "real", **Z}),
    ("grad(norm2(z)**2, z) == 2*z", Z),
    ("diff(logsumexp([c*z[k] for k in range(K)]), c) == dot(z, softmax([c*z[k] for k in range(K)]))", {"c": "real", **Z}),
    ("subs(logsumexp([c*z[k] for k in range(K)]), c, 2) == logsumexp(2*z)", {"c": "real", **Z}),
    ("grad(dot(m, S @ m), m) == 2*S @ m", NORMAL),
    ("hess(dot(m, inv(S) @ m), m) == 2*inv(S)", NORMAL),
    ("ggn(logsumexp(z), z, 2*w, w) == 4*subs(hess(logsumexp(z), z), z, 2*w)", {"w": "real[K]", **Z}),
    ("fisher(MultivariateNormal(m, S), m) == inv(S)", NORMAL),
    ("fisher(MultivariateNormal(m, precision=S), m) == S", NORMAL),
    ("score(MultivariateNormal(m, S), u, m) == inv(S) @ (u - m)", NORMAL),
    ("Cov(y, y, MultivariateNormal(m, S)) == S", NORMAL),
    ("entropy(MultivariateNormal(m, S)) == (log(det(S)) + d*(1 + log(2*pi)))/2", NORMAL),
    (f"{GAUSSIAN_KL} == (trace(inv(T) @ S) + dot(u - m, inv(T) @ (u - m)) - d + log(det(T)/det(S)))/2", NORMAL),
    ("fisher_form(MultivariateNormal(m, S), S, A, B) == trace(inv(S) @ A @ inv(S) @ B)/2", FORM),
    ("fisher_form(Wishart(nu, S), S, A, B) == nu*trace(inv(S) @ A @ inv(S) @ B)/2", WISHART),
    ("kl(Wishart(nu, S), Wishart(nu, T)) == nu*(log(det(T)/det(S)) + trace(inv(T) @ S) - d)/2", WISHART),
)

# slip, statement, declarations
FALSE: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("sign", "fisher(Categorical(logits=z), z) == diag(softmax(z)) + outer(softmax(z), softmax(z))", Z),
    ("no delta", "fisher(Categorical(logits=z), z) == -outer(softmax(z), softmax(z))", Z),
    ("a delta too many", "outer(softmax(z), softmax(z)) == diag([softmax(z)[k]**2 for k in range(K)])", Z),
    ("delta of the wrong index", "diag(softmax(z)) == outer(softmax(z), [1 for k in range(K)])", Z),
    ("dummy meets a free index", "[sum(z[j]*z[k] for j in range(K)) for k in range(K)] == [z[k]**2 for k in range(K)]", Z),
    ("product of sums", "dot(z, w) == sum(z[k] for k in range(K))*sum(w[k] for k in range(K))", {"w": "real[K]", **Z}),
    ("square of a sum", "sum(z[k] for k in range(K))**2 == sum(z[k]**2 for k in range(K))", Z),
    ("logarithm of a sum", "logsumexp(z) == sum(z[k] for k in range(K))", Z),
    ("range without the constant", "sum(x for k in range(K)) == x", {"x": "real", **Z}),
    ("K - 1 for K", "sum(x for k in range(K)) == (K - 1)*x", {"x": "real", **Z}),
    ("1/K for 1/(K + 1)", "sum(z[k] for k in range(K))/K == sum(z[k] for k in range(K))/(K + 1)", Z),
    ("no simplex", "sum(a[k] for k in range(K)) == 1", A),
    ("simplex to a power", "sum(p[k]**2 for k in range(K)) == 1", P),
    ("uniform probabilities", "p == [1/K for k in range(K)]", P),
    ("entropy of the uniform law", "entropy(Categorical(p)) == log(K)", P),
    ("other law's weights", "kl(Categorical(p), Categorical(q)) == sum(q[k]*log(p[k]/q[k]) for k in range(K))", PQ),
    ("swapped laws", "kl(Categorical(p), Categorical(q)) == kl(Categorical(q), Categorical(p))", PQ),
    ("gradient of the wrong class", "grad(nll(Categorical(logits=z), y), z) == softmax(z)", {"y": "natural", **Z}),
    ("a value called i", "score(Categorical(logits=z), i, z) == diag(score(Categorical(logits=z), i, z)) @ [1 + z[k] for k in range(K)]",
     {"i": "natural", **Z}),
    ("a number called i", "[i*z[k] for k in range(K)] == [k*z[k] for k in range(K)]", {"i": "natural", **Z}),
    ("transposed Jacobian", "jac([sum(z[j] for j in range(K))*w[k] for k in range(K)], z) == outer([1 for k in range(K)], w)",
     {"w": "real[K]", **Z}),
    ("covariance without the mean", "Cov(y, y, Multinomial(n, p)) == n*diag(p)", COUNTS),
    ("n squared", "Cov(y, y, Multinomial(n, p)) == n**2*(diag(p) - outer(p, p))", COUNTS),
    ("digamma for trigamma", "fisher(Dirichlet(a), a) == diag([polygamma(1, a[k]) for k in range(K)])", A),
    ("shift of digamma", f"mean_parameters(Dirichlet(a)) == [digamma(a[k]) - digamma({MASS} + 1) for k in range(K)]", A),
    ("K for the mass", "E(y, y, Dirichlet(a)) == [a[k]/K for k in range(K)]", A),
    ("gradient of a form without the transpose", "grad(dot(m, J @ m), m) == 2*J @ m", {"J": "real[d,d]", **NORMAL}),
    ("no chain rule", "diff(log(det(t*S)), t) == 1/t", {"t": "positive", **NORMAL}),
    ("precision for covariance", "fisher(MultivariateNormal(m, S), m) == S", NORMAL),
    ("no half", "fisher_form(MultivariateNormal(m, S), S, A, B) == trace(inv(S) @ A @ inv(S) @ B)", FORM),
    ("d - 1 for d", f"{GAUSSIAN_KL} == (trace(inv(T) @ S) + dot(u - m, inv(T) @ (u - m)) - d + 1 + log(det(T)/det(S)))/2", NORMAL),
    ("determinants swapped", f"{GAUSSIAN_KL} == (trace(inv(T) @ S) + dot(u - m, inv(T) @ (u - m)) - d + log(det(S)/det(T)))/2", NORMAL),
    ("trace for determinant", "entropy(MultivariateNormal(m, S)) == (log(trace(S)) + d*(1 + log(2*pi)))/2", NORMAL),
    ("true for d = 1 only", "det(S) == trace(S)", NORMAL),
    ("true for K = 1 only", "softmax(z) == [1 for k in range(K)]", Z),
    ("true for K = 2 only", "sum(x for k in range(K)) == 2*x", {"x": "real", **Z}),
)  # fmt: skip
