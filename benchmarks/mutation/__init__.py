"""Mutation testing of the numeric core: one small mistake at a time is planted, and its tests must notice."""
