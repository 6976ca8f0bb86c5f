"""The families that texts declare, one after the other: each may use those before it; all faults together."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from derivations.families import built_in, known, with_families
from derivations.user_family.assemble import assemble
from derivations.user_family.template import Template, read_template
from derivations.user_family.texts import FamilyFault, FamilyTexts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.family import Family

KEPT = 256


class Declared(NamedTuple):
    """What texts declare: the families by name, their templates, and the faults of those that have some, by place in the sequence."""

    families: Mapping[str, Family]
    templates: Mapping[str, Template]
    faults: Mapping[int, tuple[FamilyFault, ...]]


@lru_cache(maxsize=KEPT)
def declare_families(texts: tuple[FamilyTexts, ...]) -> Declared:
    """Build the families that texts declare, in their order. Equal texts give the same objects, so that results about them are kept.

    >>> texts = FamilyTexts("Ramp", "y", "unit", (("a", "positive"),), "log(a) + (a - 1)*log(y)")
    >>> str(declare_families((texts,)).families["Ramp"].law(2))
    'Ramp(a=2)'
    """
    if not texts:
        return Declared(MappingProxyType({}), MappingProxyType({}), MappingProxyType({}))
    above, last = declare_families(texts[:-1]), texts[-1]
    template, faults = None, _name_faults(last, texts[:-1])
    if not faults:
        with with_families(above.families):
            template, faults = read_template(last)
    families, templates, all_faults = dict(above.families), dict(above.templates), dict(above.faults)
    if template is None:
        all_faults[len(texts) - 1] = tuple(faults)
    else:
        families[last.name], templates[last.name] = assemble(template), template
    return Declared(*(MappingProxyType(part) for part in (families, templates, all_faults)))


def _name_faults(last: FamilyTexts, above: tuple[FamilyTexts, ...]) -> list[FamilyFault]:
    if last.name in built_in():
        return [FamilyFault(f"expected a new name, got the built-in family {last.name!r}. Rename it", "name")]
    if last.name in known():
        return [FamilyFault(f"expected a new name, got {last.name!r}, the family of a plug-in. Rename it", "name")]
    if any(other.name == last.name for other in above):
        return [FamilyFault(f"expected a new name, got {last.name!r} again. Rename one of the two", "name")]
    names = [name for name, _ in last.parameters]
    if last.variable in names or last.name in (*names, last.variable):
        return [FamilyFault(f"expected different names for family, variable and parameters, got {last.variable!r} twice", "variable")]
    return []
