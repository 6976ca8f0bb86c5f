"""Matrix calculus in the free *-algebra: differentials, Gaussian means by Isserlis, normal and Wishart laws in every dimension."""

from __future__ import annotations
