"""Convexity as a goal and as a hypothesis: its domains, and the functions that stand in for arbitrary ones."""
