"""One certificate in, one answer out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from verify.replay import definiteness, index_programs, index_sums, matrices, recipes, residues
from verify.replay.certificate import read
from verify.replay.field import Replay
from verify.replay.polynomials import Work
from verify.replay.refusal import Refused, TooLarge


@dataclass(frozen=True)
class Answer:
    """``agrees``: decided again with the same outcome; ``refused``: the certificate does not show it; ``none``: there is no certificate."""

    outcome: Literal["agrees", "refused", "none"]
    how: str = ""


def replay(certificate: dict[str, Any]) -> Answer:
    """Decide one certificate again; what it cannot be read as, whatever the reason, is refused."""
    try:
        if certificate.get("kind") == "fraction field":
            return Answer("agrees", _in_fraction_field(certificate))
        if certificate.get("kind") == "matrices":
            return Answer("agrees", matrices.confirm(recipes.read(certificate)))
        if certificate.get("kind") == "squares":
            return Answer("agrees", _as_squares(certificate))
        if certificate.get("kind") == "indices":
            return Answer("agrees", _in_every_size(certificate))
        return Answer("refused", f"a certificate of unknown kind {certificate.get('kind')!r}")
    except Refused as reason:
        return Answer("refused", str(reason))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        return Answer("refused", f"malformed: {type(error).__name__} {error}"[:200])


def _in_fraction_field(data: dict[str, Any]) -> str:
    certificate = read(data)
    engine = Replay(certificate, Work())
    try:
        engine.confirm()
    except TooLarge:
        return f"modulo random primes, error below 2^{int(residues.confirm(certificate))}"
    count = len(engine.assumptions)
    return f"multiplied out exactly, with the signs under {count} roots as derived" if count else "multiplied out exactly"


def _as_squares(data: dict[str, Any]) -> str:
    recipe = recipes.read(data)
    definiteness.require(recipe, data.get("sign"))
    return f"as squares, equal {matrices.confirm(recipe)}"


def _in_every_size(data: dict[str, Any]) -> str:
    """Both sides in the sizes that decide, and what was derived there explicitly, without index calculus."""
    program = index_programs.read(data)
    index_sums.confirm(program)
    explicit = index_programs.explicit(data, program)
    answers = [replay(certificate) for certificates in explicit for certificate in certificates]
    refused = next((answer for answer in answers if answer.outcome != "agrees"), None)
    if refused is not None:
        raise Refused(f"in an explicit size: {refused.how}")
    return "; ".join(dict.fromkeys(f"{answer.how} in the sizes that decide every size" for answer in answers))


def replay_all(certificates: list[dict[str, Any]]) -> Answer:
    """Decide the certificates of one claim, all of which must agree."""
    if not certificates:
        return Answer("none")
    answers = [replay(certificate) for certificate in certificates]
    refused = next((answer for answer in answers if answer.outcome != "agrees"), None)
    return refused or Answer("agrees", "; ".join(dict.fromkeys(answer.how for answer in answers)))
