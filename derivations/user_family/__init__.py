"""Families that a user writes down: from the texts of a density and its domain to a :class:`Family` like the built-in ones."""

from __future__ import annotations

from derivations.user_family.declared import Declared, declare_families
from derivations.user_family.texts import FamilyFault, FamilyTexts

__all__ = ["Declared", "FamilyFault", "FamilyTexts", "declare_families"]
