"""Families from other packages: entry points of the group ``fisherproof.families``, each a :class:`derivations.family.Family`."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import ClaimError, FisherproofError
from derivations.family import Family

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import EntryPoint

GROUP = "fisherproof.families"


@cache
def plugins() -> Mapping[str, Family]:
    """The families of installed plug-ins by name, each with a density that integrates to one at its examples.

    Raises:
        ClaimError: a plug-in cannot be loaded, is no family, has a name that is taken, or a density of another mass.
    """
    from derivations.families import built_in  # noqa: PLC0415 - the registry asks for plug-ins in turn

    found: dict[str, Family] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        family = _loaded(entry)
        if family.name in built_in() or family.name in found:
            owner = "built in" if family.name in built_in() else "another plug-in's"
            raise _fault(entry, f"a new name, got {family.name!r}, which is {owner}. Rename one of the two")
        _check_mass(entry, family)
        found[family.name] = family
    return MappingProxyType(found)


def _loaded(entry: EntryPoint) -> Family:
    try:
        family = entry.load()
    except (Exception, SystemExit) as error:
        raise _fault(entry, f"a module that can be imported, got {type(error).__name__}: {error}. Mend or uninstall it") from error
    if not isinstance(family, Family):
        raise _fault(entry, f"a Family, got {type(family).__name__}. Let the entry point name one")
    if not family.name.isidentifier() or not family.valid:
        raise _fault(entry, f"a name that is an identifier and at least one valid example, got {family.name!r} and {list(family.valid)}")
    return family


def _check_mass(entry: EntryPoint, family: Family) -> None:
    """The density must integrate to one at every example, by the sum or integral that defines it."""
    from derivations.balls.quadrature import check_expectation  # noqa: PLC0415 - loads ball arithmetic, which few need
    from derivations.trace import Step  # noqa: PLC0415 - as above

    for arguments in family.valid:
        try:
            law = family.law(*arguments)
            check = check_expectation(Step("mass", sp.S.One, sp.S.One, law=law, variable=law.variable()), {})
        except FisherproofError as error:
            raise _fault(entry, f"valid examples, got {arguments}: {error}") from error
        except Exception as error:
            raise _fault(entry, f"valid examples, got {arguments}: {type(error).__name__}: {error}. Mend its functions") from error
        if check is not None and not check.agreed:
            raise _fault(entry, f"a density that integrates to one at {arguments}, got another mass: {check.detail}. Mend its constant")


def _fault(entry: EntryPoint, contract: str) -> ClaimError:
    package = "" if entry.dist is None else f" of {entry.dist.name}"
    return ClaimError(f"Loading the plug-in {entry.name!r}{package} ({entry.value}): expected {contract}.")
