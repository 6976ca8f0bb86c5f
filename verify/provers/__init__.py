"""Decision procedures, one a file. Each defines ``PROVER``; the judge calls them by rising cost and never upgrades what they say."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

    from verify.problem import Problem
    from verify.verdict import Grade


@dataclass(frozen=True)
class Prover:
    """One decision procedure.

    ``cost`` orders the provers (cheap first). ``decide`` returns ``None`` for a problem outside its class or one it cannot decide; it never
    guesses.
    """

    name: str
    cost: int
    decide: Callable[[Problem, random.Random], Finding | None]

    def ask(self, problem: Problem, generator: random.Random) -> Finding | None:
        """What the prover finds; where it comes to harm, the finding ``inconclusive`` tells of that, and nothing of the statement."""
        try:
            return self.decide(problem, generator)
        except MemoryError:
            raise  # the engine's limit, which ends the claim
        except Exception as error:  # noqa: BLE001 - whatever a library raises, no other prover may be kept from its turn
            said = " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST]
            return Finding("inconclusive", "", (self.name,), f"{self.name} gave up ({said})")


LONGEST = 160  # characters of what a library complains of
LOOKING = 790  # provers from this cost on look at points, for witnesses and for support, and never prove
GRADES: tuple[Grade, ...] = ("trusted", "probabilistic", "exact", "replayed")  # of proofs, from weak to strong


def proving() -> tuple[Prover, ...]:
    """The provers that may prove something."""
    return tuple(prover for prover in provers() if prover.cost < LOOKING)


def proof_of(problem: Problem, generator: random.Random) -> Finding | None:
    """The first proof that any prover has of a part of what another is asked; ``None`` if there is none, or one finds the contrary."""
    for prover in proving():
        finding = prover.ask(problem, generator)  # one that comes to harm keeps no other from its turn
        if finding is not None and finding.verdict in ("refuted", "disputed"):
            return None
        if finding is not None and finding.verdict == "proved":
            return finding
    return None


def weakest(proofs: Iterable[Finding], most: Grade = "replayed") -> Grade:
    """The grade of what rests on several proofs: that of the weakest of them, at most that of the argument which joins them."""
    return min((most, *(proof.grade for proof in proofs)), key=GRADES.index)


@cache
def provers() -> tuple[Prover, ...]:
    """All provers of this folder, cheapest first; two of one name are an error."""
    found = [importlib.import_module(f"{__name__}.{module.name}").PROVER for module in pkgutil.iter_modules(__path__)]
    names = [prover.name for prover in found]
    if len(set(names)) != len(names):
        message = f"Discovering provers: expected distinct names, got {sorted(names)}. Rename one of them."
        raise RuntimeError(message)
    return tuple(sorted(found, key=lambda prover: (prover.cost, prover.name)))
