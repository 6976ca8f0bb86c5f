"""Names of symbols as LaTeX: Greek letters, subscripts and accents."""

from __future__ import annotations

import re

_LETTERS = "alpha beta gamma delta zeta eta theta iota kappa mu nu xi pi rho sigma tau upsilon phi chi psi omega"
_CAPITALS = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_IRREGULAR = {
    "lam": r"\lambda",
    "lambda": r"\lambda",
    "lamda": r"\lambda",
    "eps": r"\varepsilon",
    "epsilon": r"\varepsilon",
    "ell": r"\ell",
}
SPECIAL = {letter: "\\" + letter for letter in (_LETTERS + " " + _CAPITALS + " varphi vartheta varrho").split()} | _IRREGULAR
ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde"}


def name_parts(name: str) -> tuple[str, list[str]]:
    r"""Split a name into the LaTeX of its letter and of its subscripts.

    >>> name_parts("x_hat_t1")
    ('\\hat{x}', ['t_{1}'])
    """
    stem, *rest = [part for part in name.split("_") if part] or [name.replace("_", r"\_")]
    match = re.fullmatch(r"([A-Za-z]+)([0-9]+)", stem)
    letters, digits = (match[1], [match[2]]) if match else (stem, [])
    text = _letters(letters)
    if rest and rest[0] in ACCENTS:
        text = f"{ACCENTS[rest.pop(0)]}{{{text}}}"
    return text, digits + [part if part.isdigit() else name_latex(part) for part in rest]


def name_latex(name: str, indices: tuple[str, ...] = ()) -> str:
    r"""The LaTeX of a name, with further indices in its subscript.

    >>> print(name_latex("sigma2"), name_latex("lam"), name_latex("A_0_1"), name_latex("rate"), name_latex("beta_", ("0",)))
    \sigma_{2} \lambda A_{0,1} \mathrm{rate} \beta_{0}
    """
    text, subscripts = name_parts(name)
    subscripts += indices
    return f"{text}_{{{','.join(subscripts)}}}" if subscripts else text


def _letters(letters: str) -> str:
    if letters in SPECIAL:
        return SPECIAL[letters]
    return letters if len(letters) == 1 else rf"\mathrm{{{letters}}}"
