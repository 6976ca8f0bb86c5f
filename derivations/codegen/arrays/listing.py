"""The kernels of every size that training on classes and on normal laws needs: which expressions, with the types of their arguments.

The pseudo-inverse of the Fisher matrix of logits is applied to directions whose entries sum to zero, as those of every gradient do.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Call = tuple[str, "Mapping[str, str]"]

LOGITS, TARGET, DIRECTION = {"z": "real[K]"}, {"y": "natural"}, {"v": "real[K]"}
LOSS = "-logpdf(Categorical(logits=z), y)"
FISHER = "fisher(Categorical(logits=z), z)"
ROOT_PRODUCT = "sqrt(softmax(z)[i])*v[i] - softmax(z)[i]*sum(sqrt(softmax(z)[k])*v[k] for k in range(K))"
TURNED_ROOT_PRODUCT = "sqrt(softmax(z)[i])*(v[i] - sum(softmax(z)[k]*v[k] for k in range(K)))"
PSEUDO_INVERSE_PRODUCT = "v[i]/softmax(z)[i] - sum(v[k]/softmax(z)[k] for k in range(K))/K"
NORMAL = {"m": "real[d]", "S": "spd[d]"}
OTHER_NORMAL = {"n": "real[d]", "T": "spd[d]"}

KERNELS: Mapping[str, Call] = MappingProxyType(
    {
        "softmax": ("softmax(z)", LOGITS),
        "logsumexp": ("logsumexp(z)", LOGITS),
        "cross_entropy": (LOSS, LOGITS | TARGET),
        "cross_entropy_gradient": (f"grad({LOSS}, z)", LOGITS | TARGET),
        "cross_entropy_hessian": (f"hess({LOSS}, z)", LOGITS | TARGET),
        "cross_entropy_hessian_product": (f"hess({LOSS}, z) @ v", LOGITS | TARGET | DIRECTION),
        "categorical_fisher_product": (f"{FISHER} @ v", LOGITS | DIRECTION),
        "categorical_fisher_form": (f"v @ {FISHER} @ v", LOGITS | DIRECTION),
        "categorical_root_product": (f"[{ROOT_PRODUCT} for i in range(K)]", LOGITS | DIRECTION),
        "categorical_turned_root_product": (f"[{TURNED_ROOT_PRODUCT} for i in range(K)]", LOGITS | DIRECTION),
        "categorical_pseudo_inverse_product": (f"[{PSEUDO_INVERSE_PRODUCT} for i in range(K)]", LOGITS | DIRECTION),
        "categorical_sample": ("sample(Categorical(logits=z), u)", LOGITS | {"u": "unit"}),
        "categorical_entropy": ("entropy(Categorical(logits=z))", LOGITS),
        "kl_categorical": ("kl(Categorical(p), Categorical(q))", {"p": "simplex[K]", "q": "simplex[K]"}),
        "kl_categorical_logits": ("kl(Categorical(logits=z), Categorical(logits=w))", LOGITS | {"w": "real[K]"}),
        "kl_dirichlet": ("kl(Dirichlet(a), Dirichlet(b))", {"a": "positive[K]", "b": "positive[K]"}),
        "dirichlet_fisher_product": ("fisher(Dirichlet(a), a) @ v", {"a": "positive[K]"} | DIRECTION),
        "kl_normal": ("kl(MultivariateNormal(m, S), MultivariateNormal(n, T))", NORMAL | OTHER_NORMAL),
        "normal_log_density": ("logpdf(MultivariateNormal(m, S), y)", NORMAL | {"y": "real[d]"}),
        "normal_entropy": ("entropy(MultivariateNormal(m, S))", NORMAL),
        "normal_fisher_product": ("fisher(MultivariateNormal(m, S), m) @ v", NORMAL | {"v": "real[d]"}),
        "normal_inverse_fisher_product": ("inv(fisher(MultivariateNormal(m, S), m)) @ v", NORMAL | {"v": "real[d]"}),
    }
)
