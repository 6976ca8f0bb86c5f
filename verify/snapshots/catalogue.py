"""The catalogue of families as a page of Markdown, written from the snapshot and from nothing else."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from derivations.families import built_in
from derivations.language.latex import expression_latex
from derivations.language.tensor import Tensor
from verify.snapshots.catalogue_divergences import across, entries, expansions
from verify.snapshots.forms import read, symbols_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.family import Family

LONGEST, MOST_OPERATIONS = 2500, 400  # characters of LaTeX that a reader still takes in; what is longer is not even written
HEAD = """# Catalogue of families

Written by `python -m verify.snapshots` from the semantic snapshot; a test keeps it true. Nothing here was typed in: every formula is
derived from the log-density alone, evaluated at three exact points by ball arithmetic, and compared with its last version by
`fisherproof snapshot check`. *q* is a second member of the family whose parameters carry the mark q; divergences and entropies are in nats.
Families of vectors are shown in a small size. *Both ways* says whether the Fisher matrix as the second moment of the score equals the mean
of the negative Hessian: *yes* is a proof, *no* rests on a point where they differ.

| family | mean score is zero | both ways | support moves | regular | exponential family |
|---|---|---|---|---|---|
"""
QUESTIONS = ("mean score is zero", "both Fisher matrices agree", "support moves", "regular")
AFTER = (
    ("kl", r"\mathrm{KL}(p\,\|\,q)", ""),
    ("entropy", "H", ""),
    ("natural", r"\eta", "Natural parameters, sufficient statistics and mean parameters:"),
    ("sufficient", "T(y)", ""),
    ("mean_parameters", "E[T(y)]", ""),
    ("log_partition", r"A(\eta)", "Log-partition and its derivatives; the second is the Fisher matrix in natural parameters:"),
    ("log_partition_hessian", r"\nabla^2 A(\eta)", ""),
    ("log_partition_third", r"\nabla^3 A(\eta)", ""),
    ("fisher_in_mean", r"F_\mu", "Fisher matrix in mean parameters:"),
    ("cubic", r"E[s_i s_j s_k]", "The cubic tensor, and the connections (first kind) whose difference it is; Levi-Civita lies half way:"),
    ("connection_exponential", r"\Gamma^{(e)}_{ij,k}", ""),
    ("connection_levi_civita", r"\Gamma^{(0)}_{ij,k}", ""),
    ("connection_mixture", r"\Gamma^{(m)}_{ij,k}", ""),
    ("fisher_rao", "d(p, q)", "Fisher-Rao distance, and the geodesic at time t:"),
    ("geodesic", r"\gamma(t)", ""),
    ("fisher_rao_along", "d", "Distances along single parameters, all others held fixed, where they close:"),
    (
        "natural_gradient",
        r"F^{-1} \mathrm{slope}",
        "Natural gradient of a function with the gradient slope; velocity of the flow that decreases KL(q || p):",
    ),
    ("kl_flow", r"-F^{-1} \nabla \mathrm{KL}(q\,\|\,p)", ""),
)


def page(families: Mapping[str, dict[str, Any]]) -> str:
    """The whole page, from the families of a snapshot folder."""
    shown = [data for name, data in sorted(families.items()) if "regularity" in data["objects"] and name in built_in()]
    rows = [_row(data) for data in shown]
    return HEAD + "\n".join(rows) + "\n\n" + "\n\n".join(_section(data, built_in()[data["family"]]) for data in shown) + "\n"


def _row(data: dict[str, Any]) -> str:
    words = data["objects"]["regularity"]["words"]
    exponential = "yes" if "natural" in data["objects"] else "no"
    return (
        " | ".join([f"| [{data['family']}](#{data['family'].lower()})", *(words.get(key, "undecided") for key in QUESTIONS), exponential])
        + " |"
    )


def _section(data: dict[str, Any], family: Family) -> str:
    objects = {name: {**found, "conditions": _own(found["conditions"], data["facts"])} for name, found in data["objects"].items()}
    forms = " or ".join(f"`{family.name}({', '.join(form.names)})`" for form in family.parameterizations)
    lines = [f"## {family.name}", f"{forms}{_support(objects)}"]
    lines += _formula(objects, "log_density", r"\log p(y)")
    lines += _formula(objects, "fisher_by_score", f"F = {_equality(objects)}")
    if _agree(objects) != "yes":
        lines += [_why(objects["regularity"]["words"])]
        lines += _formula(objects, "fisher_by_hessian", r"-E[\nabla^2 \log p]") + _formula(objects, "mean_score", r"E[\nabla \log p]")
    for name, sign, words in AFTER:
        if name in objects:
            lines += [words] * bool(words) + _formula(objects, name, sign)
    lines += expansions(objects, len(objects["score"]["entries"])) + across(objects)
    return "\n\n".join(lines)


def _own(conditions: list[str], facts: list[str]) -> list[str]:
    """The conditions beyond the domain of the parameters."""
    return [condition for condition in conditions if condition.partition(" ")[2] not in facts]


def _agree(objects: dict[str, Any]) -> str:
    return str(objects["regularity"]["words"]["both Fisher matrices agree"])


def _equality(objects: dict[str, Any]) -> str:
    scores = r"E[\nabla \log p\, \nabla \log p^{\mathsf T}]"
    return rf"{scores} = -E[\nabla^2 \log p]" if _agree(objects) == "yes" else scores


def _why(words: dict[str, str]) -> str:
    """Why the two Fisher matrices are not known to be equal."""
    if words["both Fisher matrices agree"] == "undecided":
        return "Whether the two Fisher matrices agree is not decided: an expectation has no closed form here."
    if words["support moves"] == "yes":
        return "Irregular: the support moves with the parameters, so derivative and integral may not be exchanged."
    return "Irregular: the log-density is no smooth function of these parameters (a kink, or probabilities that are bound to sum to one)."


def _support(objects: dict[str, Any]) -> str:
    found = objects.get("support")
    if found is None:
        return "."
    ends = [expression_latex(entry) for entry in entries(found)]
    kind = found["words"]["set"]
    if kind in {"Interval", "Integers"}:
        return rf", $y$ in ${ends[0]}, \dots, {ends[1]}$." if kind == "Integers" else rf", $y$ in $\left({ends[0]},\, {ends[1]}\right)$."
    sentences = {
        "Simplex": "positive vectors with sum one",
        "Space": "all real vectors",
        "Counts": f"vectors of counts with sum ${ends[0] if ends else ''}$",
    }
    return f", $y$ in {sentences[kind]}." if kind in sentences else "."


def _formula(objects: dict[str, Any], name: str, sign: str) -> list[str]:
    if name not in objects:
        return []
    found = objects[name]
    text = expression_latex(_value(found)) if found["operations"] <= MOST_OPERATIONS else ""
    if not text or len(text) > LONGEST:
        return [f"${sign}$ has {found['operations']} operations in this form; `fisherproof derive` prints it."]
    conditions = f"\n\nif {_conditions(found)}." if found["conditions"] else ""
    return [f"$${sign} = {text}$$" + conditions]


def _conditions(found: dict[str, Any]) -> str:
    symbols = symbols_of(found["symbols"])
    signs = {"positive": "> 0", "nonnegative": r"\ge 0", "nonzero": r"\ne 0"}
    parts = [condition.partition(" ") for condition in found["conditions"]]
    return ", ".join(f"${expression_latex(read(form, symbols))} {signs[kind]}$" for kind, _, form in parts)


def _value(found: dict[str, Any]) -> Any:
    """The array with all its entries; an array of one entry as that entry."""
    shape, kept = tuple(found["shape"]), entries(found)
    if len(kept) == 1:
        return kept[0]
    if found["symmetric"]:
        places = {index: i for i, index in enumerate(itertools.combinations_with_replacement(range(shape[0]), len(shape)))}
        kept = [kept[places[tuple(sorted(index))]] for index in itertools.product(*map(range, shape))]
    return Tensor(shape, tuple(kept))
