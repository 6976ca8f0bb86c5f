"""Kernels for every size of named dimensions: array programs from index calculus."""
