"""Manifolds of laws whose geodesics close: isometries to flat space, spheres and the hyperbolic plane, found and proved."""

from __future__ import annotations
